// `take` with if = "unchanged" compares with what the request saw when it checked the row: somebody has to
// check it.
#include <fmt/format.h>

#include <set>
#include <utility>

#include "models/spec/checks.hpp"

namespace plimsoll::spec {
namespace {

/// Calls `see` with every step, inside branches too.
template <typename See>
void each_step(const std::vector<Step>& steps, const See& see) {
  for (const Step& step : steps) {
    see(step);
    each_step(step.branches, see);
  }
}

template <typename See>
void each_step(const Spec& spec, const See& see) {
  for (const Routine& request : spec.requests) each_step(request.steps, see);
  for (const Routine& routine : spec.routines) each_step(routine.steps, see);
}

}  // namespace

void check_versions(Reading& reading) {
  if (reading.has_gaps()) return;
  std::set<std::pair<std::string, std::string>> checked;
  each_step(reading.spec, [&](const Step& step) {
    if (step.verb == Verb::check) checked.emplace(step.target, step.key);
  });
  each_step(reading.spec, [&](const Step& step) {
    if (step.takes_if != Step::TakesIf::unchanged || checked.contains({step.target, step.key})) return;
    const std::string same_key = step.key.empty() ? "" : fmt::format(", key = \"{}\"", step.key);
    reading.diagnostics.error(
        step.place, step.address + ".if",
        fmt::format("compares with what was seen of {}, which no step checks", step.target),
        fmt::format("write {{ check = \"{}\"{} }} where it is read", step.target, same_key));
  });
}

}  // namespace plimsoll::spec
