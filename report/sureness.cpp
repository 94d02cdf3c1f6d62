#include "report/sureness.hpp"

#include <fmt/format.h>

#include "report/number.hpp"

namespace plimsoll::report {
namespace {

std::string variance_reduction_line(const VarianceReductionFigures& reduction) {
  using Method = spec::RunSettings::VarianceReduction;
  std::string text;
  if (reduction.method != Method::control_variates) {
    text += fmt::format("{}: ± is over pairs",
                        plural(static_cast<std::uint64_t>(reduction.observations), "antithetic pair"));
  }
  if (reduction.method == Method::both) text += "; ";
  if (reduction.method != Method::antithetic) {
    std::string controls;
    for (const std::string& control : reduction.controls)
      controls += (controls.empty() ? "" : ", ") + control;
    text +=
        controls.empty() ? "no control variates" : "luck taken out of times, rates and levels: " + controls;
  }
  return text + " (run.variance_reduction)";
}

std::string replications_line(const RunFigures& run) {
  std::string text =
      fmt::format("{}{} of {}", plural(static_cast<std::uint64_t>(run.replications), "replication"),
                  run.complete ? "" : fmt::format(" of {} wanted", run.replications_wanted),
                  time_text(run.duration_seconds));
  if (run.warm_up_seconds > 0) {
    text += fmt::format(" after {} of warm-up{}", time_text(run.warm_up_seconds),
                        run.warm_up.is_automatic ? " found by pilots" : "");
  }
  text += fmt::format(" ({}), seed {}; ", run.kind, run.seed);
  if (run.replications > 1) return text + "± is half of a 95 % interval over replications";
  return text + (run.stretches > 0
                     ? fmt::format("± is half of a 95 % interval from {} stretches of one run", run.stretches)
                     : "no ±: an interval needs several replications, or one long run");
}

}  // namespace

std::vector<std::string> sureness_lines(const RunFigures& run) {
  std::vector<std::string> lines{replications_line(run)};
  if (run.precision.is_wanted) {
    lines.push_back(fmt::format("± {} % wanted (run.precision) and {}", plain(100 * run.precision.wanted),
                                run.precision.is_reached ? "reached" : "not reached"));
  }
  if (run.variance_reduction.method != spec::RunSettings::VarianceReduction::none) {
    lines.push_back(variance_reduction_line(run.variance_reduction));
  }
  if (run.is_out_of_time)
    lines.emplace_back("stopped by run.time_budget: on a faster machine there would be more");
  return lines;
}

std::string speed_line(const RunFigures& run) {
  std::string text = fmt::format("{} events in {}", count(run.events), time_text(run.wall_seconds));
  if (run.wall_seconds > 0) {
    text += fmt::format(", {} million per second",
                        significant(static_cast<double>(run.events) / run.wall_seconds / 1e6, 3));
  }
  return text + fmt::format(" on {}", plural(static_cast<std::uint64_t>(run.threads), "thread"));
}

}  // namespace plimsoll::report
