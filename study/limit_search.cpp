#include "study/limit_search.hpp"

#include <algorithm>
#include <cmath>

#include "sim/measure/interval.hpp"

namespace plimsoll {
namespace {

constexpr std::int64_t kFewReplications = 5;   // to tell loads apart that are far from each other
constexpr std::int64_t kRefined = 20;  // fewest behind an answer: their spread is known to a sixth
constexpr double kBracketWidth = 0.1;          // of the load, from which on windows take over
constexpr double kWidestWindow = 0.1;          // half of it, over its middle
constexpr double kStep = 0.5;                  // EdgeFit::bend of a measure that is no line
constexpr double kDoubt = 3;  // over the root of the number of replications: how far their spread may be off
constexpr int kMostLooks = 60;

}  // namespace

double LimitSearch::rounded(double load) const {
  return std::clamp(is_whole_ ? std::round(load) : load, allowed_.low, allowed_.high);
}

/// One step up or down by `factor`, by 1 at least where loads are whole.
double LimitSearch::stepped(double load, double factor) const {
  const double next = rounded(load * factor);
  if (!is_whole_ || next != load) return next;
  return rounded(factor > 1 ? load + 1 : load - 1);
}

bool LimitSearch::are_neighbours(double low, double high) const { return is_whole_ && high - low < 1.5; }

double LimitSearch::between(double low, double high) const {
  const double middle = std::sqrt(low * high);
  return is_whole_ ? std::clamp(std::round(middle), low + 1, high - 1) : middle;
}

std::int64_t LimitSearch::most_replications() const {
  const spec::RunSettings& run = samples_.all().begin()->second.spec.run;
  return std::max(kRefined, std::min(run.replications_max, static_cast<std::int64_t>(kMostPooled)));
}

/// Goes up from a load that holds, or down from one that fails, in growing steps. False, with the state, where
/// the range that is allowed ends first.
bool LimitSearch::bracket(double start, bool is_near, Edge& edge) {
  double factor = is_near ? 1.05 : 1.5;
  double load = rounded(start);
  const bool starts_low = samples_.at(load, kFewReplications).point.holds;
  for (;;) {
    const double next = stepped(load, starts_low ? factor : 1 / factor);
    if (next == load) {
      edge.state = starts_low ? LimitState::never_fails : LimitState::fails_at_lowest;
      edge.middle = load;
      if (samples_.at(load, kRefined).point.holds == starts_low) return false;
      edge.state = LimitState::undecided;
      edge.trouble = "at the end of the range replications differ about whether objectives hold";
      return false;
    }
    const bool holds = samples_.at(next, kFewReplications).point.holds;
    if (holds != starts_low) {
      edge_ = starts_low ? Range{load, next} : Range{next, load};
      return true;
    }
    load = next;
    factor = std::min(factor * factor, 2.0);
  }
}

/// Halves the ratio between a load that holds and one that fails until windows may begin.
void LimitSearch::narrow() {
  while (edge_.high / edge_.low > 1 + kBracketWidth && !are_neighbours(edge_.low, edge_.high)) {
    const double middle = between(edge_.low, edge_.high);
    (samples_.at(middle, kFewReplications).point.holds ? edge_.low : edge_.high) = middle;
  }
}

LimitSearch::Edge LimitSearch::find(double start, bool is_near) {
  Edge edge;
  if (!bracket(start, is_near, edge)) return edge;
  narrow();
  const std::string trouble = samples_.settle_warm_up(edge_.low);
  edge = refine();
  if (!trouble.empty()) {
    edge.state = LimitState::undecided;
    edge.trouble = trouble;
  }
  return edge;
}

LimitSearch::Look LimitSearch::look(double middle, double half, std::int64_t replications) {
  Look look{};
  const double reach = is_whole_ ? 0 : 0.2 * half * middle;
  look.middle = samples_.known_near(rounded(middle), reach);
  look.range = {rounded(look.middle * (1 - half)), rounded(look.middle * (1 + half))};
  if (is_whole_) {
    look.middle = std::clamp(look.middle, allowed_.low + 1, std::max(allowed_.low + 1, allowed_.high - 1));
    look.range.low = std::min(look.range.low, look.middle - 1);
    look.range.high = std::max(look.range.high, look.middle + 1);
  }
  look.range.low = samples_.known_near(look.range.low, reach);
  look.range.high = samples_.known_near(look.range.high, reach);
  const std::int64_t neighbours = std::min(replications, std::max(kRefined, replications / 4));
  look.at = &samples_.at(look.middle, replications);
  look.below = &samples_.at(look.range.low, neighbours);
  look.above = &samples_.at(look.range.high, neighbours);
  fit_all(look);
  return look;
}

EdgeWindow LimitSearch::window_of(const Look& look, std::size_t objective) const {
  const auto sample = [&](const LimitSamples::Sample& one) {
    return edge_sample(one.spec, one.replications, objective);
  };
  return {look.range.low,      look.middle,      look.range.high,
          sample(*look.below), sample(*look.at), sample(*look.above)};
}

/// The objective with the lowest edge, and those that cannot be told from it.
void LimitSearch::fit_all(Look& look) const {
  std::vector<std::pair<std::size_t, EdgeFit>> fits;
  const std::vector<spec::Objective>& objectives = look.at->spec.objectives;
  for (std::size_t k = 0; k < objectives.size(); ++k) {
    if (!is_broken_by_load(objectives[k])) continue;
    const std::optional<EdgeFit> fit = fit_edge(window_of(look, k));
    if (!fit) continue;
    fits.emplace_back(k, *fit);
    if (look.binding && !(fit->root < look.fit.root)) continue;
    look.binding = k;
    look.fit = *fit;
  }
  if (!look.binding) return;
  for (const auto& [k, fit] : fits) {
    if (k == *look.binding || fit.root > look.fit.high) continue;
    look.also.push_back(k);
    look.fit.low = std::min(look.fit.low, fit.low);
  }
}

/// Whether the interval of every objective leaves no doubt about what the load does.
bool LimitSearch::is_decided(const LimitSamples::Sample& sample) const {
  if (!sample.point.overload.empty()) return true;
  bool fails = false, is_open = false;
  for (std::size_t k = 0; k < sample.spec.objectives.size(); ++k) {
    if (!is_broken_by_load(sample.spec.objectives[k])) continue;
    const EdgeSample one = edge_sample(sample.spec, sample.replications, k);
    if (one.values.size() < 2) return true;  // nothing succeeded
    const Interval interval = interval_of(one.values);
    fails = fails || interval.low >= one.limit;
    is_open = is_open || (interval.low < one.limit && interval.high >= one.limit);
  }
  return fails || !is_open;
}

LimitSearch::Edge LimitSearch::conclude(const Look& look, LimitState state) const {
  Edge edge;
  edge.state = state;
  edge.middle = look.middle;
  edge.binding = look.binding;
  edge.also = look.also;
  edge.load = {look.fit.root, look.fit.low, look.fit.high, true, true};
  if (is_whole_) {  // the highest whole load below the root
    for (double* one : {&edge.load.value, &edge.load.low, &edge.load.high}) {
      *one = std::max(allowed_.low, std::ceil(*one) - 1);
    }
  }
  // A sample that a run would refuse is no ground for an answer.
  for (const Refusal& refusal : look.at->results.refusals) {
    if (refusal.kind == Refusal::Kind::overload) continue;
    edge.state = LimitState::undecided;
    edge.trouble = refusal.sentence;
  }
  return edge;
}

/// The measure steps over its limit, or a queue begins to grow without end: the edge is between two loads that
/// are near enough to each other, and that is all there is to know.
LimitSearch::Edge LimitSearch::at_step(const Look& look, std::int64_t replications) {
  const bool middle_holds = look.at->point.holds;
  const double low = middle_holds ? look.middle : look.range.low;
  const double high = middle_holds ? look.range.high : look.middle;
  const LimitSamples::Sample& at_low = samples_.at(low, replications);
  const LimitSamples::Sample& at_high = samples_.at(high, replications);
  Edge edge;
  edge.middle = look.middle;
  edge.state = at_low.point.holds && !at_high.point.holds && is_decided(at_low) && is_decided(at_high)
                   ? LimitState::found
                   : LimitState::imprecise;
  const bool is_between = !are_neighbours(low, high);
  edge.load = {is_between ? (low + high) / 2 : low, low, is_between ? high : low, true, true};
  for (std::size_t k = 0; k < at_high.spec.objectives.size() && at_high.point.overload.empty(); ++k) {
    if (!is_broken_by_load(at_high.spec.objectives[k])) continue;
    if (edge_sample(at_high.spec, at_high.replications, k).holds()) continue;
    if (edge.binding) {
      edge.also.push_back(k);
    } else {
      edge.binding = k;
    }
  }
  return edge;
}

LimitSearch::Edge LimitSearch::refine() {
  const std::int64_t most = most_replications();
  std::int64_t replications = std::min(kRefined, most);
  double middle = between(edge_.low, std::max(edge_.high, edge_.low + (is_whole_ ? 2 : 0)));
  if (are_neighbours(edge_.low, edge_.high)) middle = edge_.low;
  double half = std::clamp((edge_.high / edge_.low - 1) / 2, 2 * precision_, kWidestWindow);
  Look last{};
  for (int looks = 0; looks < kMostLooks; ++looks) {
    last = look(middle, half, replications);
    const bool is_narrow = is_whole_ ? are_neighbours(last.range.low, last.middle) &&
                                           are_neighbours(last.middle, last.range.high)
                                     : half <= precision_ / 2 * 1.001;
    const bool middle_holds = last.at->point.holds;
    const bool is_cut = !last.above->point.overload.empty() || last.above->replications.empty();
    // Outside of the window.
    if (middle_holds && last.above->point.holds && !(last.binding && last.fit.root < last.range.high)) {
      if (last.range.high >= allowed_.high) break;
      middle = last.range.high;
      continue;
    }
    if (!middle_holds && !last.below->point.holds && !(last.binding && last.fit.root > last.range.low)) {
      if (last.range.low <= allowed_.low) break;
      middle = last.range.low;
      continue;
    }
    // A step, or a bend so sharp that the window must be narrower: halve it about the side that holds the
    // edge.
    const bool is_step = is_cut || (last.binding && last.fit.bend > kStep);
    if (is_step) {
      if (is_narrow) {
        const Edge edge = at_step(last, replications);
        if (edge.state == LimitState::found || replications >= most) return edge;
        replications = std::min(most, 2 * replications);
        continue;
      }
      half = std::max(half / 2, precision_ / 2);
      middle = middle_holds ? between(last.middle, std::max(last.range.high, last.middle + (is_whole_ ? 2 : 0)))
                            : between(std::min(last.range.low, last.middle - (is_whole_ ? 2 : 0)), last.middle);
      continue;
    }
    if (!last.binding) {  // nothing rises beyond noise
      if (replications >= most) break;
      replications = std::min(most, 2 * replications);
      continue;
    }
    const double off = std::abs(last.fit.root - last.middle);
    if (off > std::max(half * last.middle / 2, is_whole_ ? 1.0 : 0.0)) {
      middle = std::clamp(last.fit.root, last.middle * (1 - 3 * half), last.middle * (1 + 3 * half));
      continue;
    }
    const double reach = (last.fit.high - last.fit.low) / 2;
    const double wanted = std::max(precision_ * last.fit.root, is_whole_ ? 0.5 : 0.0);
    // A sample without bursts shows a narrow interval, and one that is off: stopping at the first narrow one
    // would choose such samples. So few replications must show more than is asked for.
    const double excess = reach / wanted * (1 + kDoubt / std::sqrt(static_cast<double>(replications)));
    if (excess <= 1) return conclude(last, LimitState::found);
    if (replications >= most) return conclude(last, reach <= wanted ? LimitState::found : LimitState::imprecise);
    const double growth = std::clamp(1.1 * excess * excess, 1.5, 4.0);
    replications = std::min(most, static_cast<std::int64_t>(std::ceil(static_cast<double>(replications) * growth)));
    half = std::clamp(2 * reach / last.fit.root / std::sqrt(growth), 2 * precision_, kWidestWindow);
    middle = last.fit.root;
  }
  Edge edge;
  edge.middle = last.middle;
  edge.trouble =
      "replications do not agree about where objectives break: they do not rise with this load beyond noise";
  return edge;
}

}  // namespace plimsoll
