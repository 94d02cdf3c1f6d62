#include "cli/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/failure.hpp"
#include "cli/terminal.hpp"
#include "models/spec/diagnostic.hpp"
#include "models/spec/units.hpp"
#include "report/number.hpp"

namespace plimsoll::cli {
namespace {

constexpr const char* kObjectives = "objectives";
constexpr int kUndecided = 98, kWorse = 99;

int judge_objectives(const Comparison& comparison) {
  int code = kOk;
  for (const ObjectiveChange& one : comparison.objectives) {
    if (one.is_broken()) {
      say(fmt::format("worse: objective {} fails in B and does not in A\n", one.a.name));
      code = kWorse;
    } else if (one.a.verdict == Verdict::pass && one.b.verdict == Verdict::inconclusive && code == kOk) {
      say(fmt::format(
          "undecided: objective {} holds in A and is undecided in B; more --replications decide\n",
          one.a.name));
      code = kUndecided;
    }
  }
  return code;
}

int judge_measure(const std::string& measure, const Comparison& comparison, double tolerated) {
  const auto found = std::find_if(comparison.differences.begin(), comparison.differences.end(),
                                  [&](const Difference& one) { return address_of(one.a) == measure; });
  if (found == comparison.differences.end() || found->change == Change::unknown) {
    say(fmt::format("undecided: {} cannot be compared: it has no interval, or one side lacks it\n", measure));
    return kUndecided;
  }
  const double loss = sure_loss(*found);
  if (!(loss > tolerated)) return kOk;
  say(fmt::format("worse: {} by {} at least; {} % is tolerated\n", measure,
                  std::isinf(loss) ? "more than any share of 0" : report::plain(100 * loss) + " %",
                  report::plain(100 * tolerated)));
  return kWorse;
}

/// What may be watched: what both models have, and is better one way.
std::vector<std::string> known_measures(const spec::Spec& a, const spec::Spec& b) {
  const std::vector<std::string> in_a = measures_with_a_better_way(a);
  const std::vector<std::string> in_b = measures_with_a_better_way(b);
  std::vector<std::string> known = {kObjectives};
  for (const std::string& one : in_a) {
    if (std::find(in_b.begin(), in_b.end(), one) != in_b.end()) known.push_back(one);
  }
  return known;
}

}  // namespace

Watch::Watch(const Arguments& arguments, const spec::Spec& a, const spec::Spec& b)
    : measures_(arguments.values("fail-if-worse")) {
  const std::vector<std::string> known = measures_.empty() ? measures_ : known_measures(a, b);
  for (const std::string& measure : measures_) {
    if (std::find(known.begin(), known.end(), measure) != known.end()) continue;
    std::string remedy = spec::did_you_mean(measure, known);
    if (remedy.empty())
      remedy = fmt::format("for example {}, or {}", kObjectives,
                           known[std::min<std::size_t>(4, known.size() - 1)]);
    throw UsageError(fmt::format("no measure that both models have is named '{}'", measure), remedy);
  }
  const auto text = arguments.value("tolerate");
  if (!text.has_value()) return;
  if (measures_.empty()) throw UsageError("--tolerate says nothing without --fail-if-worse");
  const auto share = spec::parse_ratio(*text);
  if (!share.value.has_value()) {
    throw UsageError(fmt::format("option '--tolerate' takes a share such as \"2 %\", got '{}'", *text),
                     share.remedy);
  }
  tolerated_ = share.value->value;
}

int Watch::judge(const Comparison& comparison) const {
  int worst = kOk;
  for (const std::string& measure : measures_) {
    const int code = measure == kObjectives ? judge_objectives(comparison)
                                            : judge_measure(measure, comparison, tolerated_);
    worst = std::max(worst, code);
  }
  return worst;
}

}  // namespace plimsoll::cli
