#include "study/limit_samples.hpp"

#include <algorithm>
#include <cmath>

#include "models/guard_stop.hpp"
#include "study/gather.hpp"
#include "study/shared_luck.hpp"
#include "study/warm_up.hpp"

namespace plimsoll {

std::optional<spec::Spec> LimitSamples::spec_at(double load) const {
  std::vector<std::string> sets{assignment(moved_.front(), load)};
  for (std::size_t i = 1; i < moved_.size(); ++i) {
    sets.push_back(assignment(moved_[i], moved_[i].value * (load / moved_.front().value)));
  }
  std::optional<spec::Spec> spec = load_(sets).spec;
  if (!spec) return std::nullopt;
  share_luck(*spec, has_warm_up_ ? std::optional(warm_up_.seconds) : std::nullopt);
  return spec;
}

std::string LimitSamples::settle_warm_up(double load) {
  const bool is_first = !has_warm_up_;
  has_warm_up_ = false;
  const std::optional<spec::Spec> spec = spec_at(load);
  has_warm_up_ = true;
  if (!spec) return "";
  if (!spec->run.finds_warm_up) {
    warm_up_ = given_warm_up(*spec);
    return "";
  }
  const WarmUpFigures found = find_warm_up(*spec, options_.run);
  if (options_.run.stop != nullptr && options_.run.stop->load()) throw LimitInterrupted{};
  if (is_first || found.seconds > warm_up_.seconds) {
    samples_.clear();
    warm_up_ = found;
  }
  return found.is_found ? "" : found.trouble;
}

void LimitSamples::take_warm_up(double seconds) {
  warm_up_ = {};
  warm_up_.seconds = seconds;
  has_warm_up_ = true;
}

const LimitSamples::Sample& LimitSamples::at(double load, std::int64_t replications) {
  Sample& sample = samples_[load];
  sample.point.load = load;
  const auto before = sample.replications.size();
  if (!sample.point.overload.empty() && before == 0) return sample;  // it cannot be run
  if (static_cast<std::int64_t>(before) >= replications) return sample;
  if (before == 0) {
    const std::optional<spec::Spec> spec = spec_at(load);
    if (!spec) {
      sample.point.overload = "the language has no such value";
      return sample;
    }
    sample.spec = *spec;
  }
  sample.spec.run.replications = replications;
  try {
    sample.replications =
        continue_run(sample.spec, std::move(sample.replications), replications, options_.run);
  } catch (const GuardStop& stop) {
    sample.replications.clear();
    sample.point.overload = stop.what();
    return sample;
  }
  for (std::size_t i = before; i < sample.replications.size(); ++i) events_ += sample.replications[i].events;
  replications_ += static_cast<std::int64_t>(sample.replications.size() - before);
  const bool is_cut_off = static_cast<std::int64_t>(sample.replications.size()) < replications;
  sample.spec.run.replications = static_cast<std::int64_t>(sample.replications.size());
  if (sample.replications.size() >= 2) judge(load, sample);
  if (is_cut_off) throw LimitInterrupted{};
  if (options_.looked) options_.looked(sample.point);
  return sample;
}

void LimitSamples::judge(double load, Sample& sample) const {
  sample.results = gather(sample.spec, warm_up_, sample.replications);
  LimitPoint& point = sample.point;
  point.load = load;
  point.replications = static_cast<std::int64_t>(sample.replications.size());
  point.objectives = sample.results.objectives;
  point.overload.clear();
  for (const Refusal& refusal : sample.results.refusals) {
    if (refusal.kind == Refusal::Kind::overload && point.overload.empty()) point.overload = refusal.sentence;
  }
  point.holds = point.overload.empty();
  for (std::size_t k = 0; k < sample.spec.objectives.size(); ++k) {
    if (!is_broken_by_load(sample.spec.objectives[k])) continue;
    point.holds = point.holds && edge_sample(sample.spec, sample.replications, k).holds();
  }
}

double LimitSamples::known_near(double load, double reach) const {
  double nearest = load, distance = reach;
  for (const auto& [known, sample] : samples_) {
    if (sample.replications.empty() || std::abs(known - load) > distance) continue;
    nearest = known;
    distance = std::abs(known - load);
  }
  return nearest;
}

}  // namespace plimsoll
