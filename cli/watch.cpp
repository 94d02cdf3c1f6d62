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

/// Of these names those that both models have.
std::vector<std::string> in_both(std::vector<std::string> in_a, const std::vector<std::string>& in_b) {
  std::erase_if(
      in_a, [&](const std::string& one) { return std::find(in_b.begin(), in_b.end(), one) == in_b.end(); });
  return in_a;
}

/// Refuses names that are not known.
void check_measures(const std::vector<std::string>& wanted, const std::vector<std::string>& known,
                    const std::string& example) {
  for (const std::string& measure : wanted) {
    if (std::find(known.begin(), known.end(), measure) != known.end()) continue;
    const std::string remedy = spec::did_you_mean(measure, known);
    throw UsageError(fmt::format("no measure that both models have is named '{}'", measure),
                     remedy.empty() ? example : remedy);
  }
}

}  // namespace

double tolerated_share(const Arguments& arguments) {
  const auto text = arguments.value("tolerate");
  if (!text.has_value()) return 0;
  const auto share = spec::parse_ratio(*text);
  if (!share.value.has_value()) {
    throw UsageError(fmt::format("option '--tolerate' takes a share such as \"2 %\", got '{}'", *text),
                     share.remedy);
  }
  return share.value->value;
}

std::optional<GateRules> gate_rules(const Arguments& arguments, const spec::Spec& a, const spec::Spec& b) {
  if (!arguments.has("gate")) {
    if (arguments.has("measure")) throw UsageError("--measure says nothing without --gate");
    return std::nullopt;
  }
  if (arguments.has("fail-if-worse")) {
    throw UsageError("--gate and --fail-if-worse are two ways to judge",
                     "--gate --measure page.p99 judges that measure alone");
  }
  GateRules rules;
  rules.measures = arguments.values("measure");
  rules.tolerated = tolerated_share(arguments);
  check_measures(rules.measures, in_both(measures_for_gate(a), measures_for_gate(b)),
                 "for example " + a.requests.front().name + ".p99");
  return rules;
}

int exit_code_of(const Gate& gate) {
  switch (gate.verdict()) {
    case GateVerdict::holds:
      return kOk;
    case GateVerdict::worse:
      return kWorse;
    case GateVerdict::undecided:
      break;
  }
  return kUndecided;
}

Watch::Watch(const Arguments& arguments, const spec::Spec& a, const spec::Spec& b)
    : measures_(arguments.values("fail-if-worse")), tolerated_(tolerated_share(arguments)) {
  if (!measures_.empty()) {
    std::vector<std::string> known = in_both(measures_with_a_better_way(a), measures_with_a_better_way(b));
    known.insert(known.begin(), kObjectives);
    check_measures(
        measures_, known,
        fmt::format("for example {}, or {}", kObjectives, known[std::min<std::size_t>(4, known.size() - 1)]));
  } else if (arguments.has("tolerate") && !arguments.has("gate")) {
    throw UsageError("--tolerate says nothing without --gate or --fail-if-worse");
  }
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
