#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "report/attribution.hpp"
#include "report/cost.hpp"
#include "report/footnotes.hpp"
#include "report/number.hpp"
#include "report/queries.hpp"
#include "report/table.hpp"
#include "report/theory.hpp"
#include "report/timeline.hpp"
#include "report/verdict.hpp"

namespace plimsoll::report {
namespace {

constexpr std::size_t kMostParts = 40;  // rows shown; JSON has all

std::string requests_text(const Results& results, const Palette& palette) {
  if (results.requests.empty()) return "";
  std::vector<Estimate> times;
  for (const RequestFigures& request : results.requests) times.push_back(request.latency_seconds.p99);
  const Unit unit = time_unit(times);

  Footnotes footnotes(results.refusals);
  Table counts("Requests");
  counts.column("arrived").column("successes [/s]").column("success [%]").column("in flight at end");
  Table latency("Latency of successes [" + unit.name + "]");
  latency.column("mean").column("p50").column("p95").column("p99").column("max");
  const bool any_degraded =
      std::any_of(results.requests.begin(), results.requests.end(),
                  [](const RequestFigures& request) { return request.degraded.value > 0; });
  if (any_degraded) counts.column("of these degraded");
  for (const RequestFigures& request : results.requests) {
    counts.row(request.name).cell(show(request.arrived)).cell(show(request.throughput_per_second));
    counts.cell(show(request.success_ratio, 100)).cell(show(request.in_flight_end));
    if (any_degraded) counts.cell(show(request.degraded));
    const LatencyFigures& figures = request.latency_seconds;
    latency.row(request.name);
    for (const Estimate* one : {&figures.mean, &figures.p50, &figures.p95, &figures.p99, &figures.max}) {
      latency.cell(show(footnotes.note(*one), unit.scale));
    }
  }
  return counts.render(palette) + "\n" + latency.render(palette) + footnotes.text();
}

std::string failures_text(const Results& results, const Palette& palette) {
  std::vector<Estimate> times;
  for (const RequestFigures& request : results.requests) {
    for (const FailureFigures& failure : request.failures) times.push_back(failure.latency_seconds.mean);
  }
  const Unit unit = time_unit(times);
  Table table("Failures");
  table.column("reason", Table::Align::left).column("status").column("requests").column("of arrived [%]");
  table.column("told after, mean [" + unit.name + "]");
  for (const RequestFigures& request : results.requests) {
    for (const FailureFigures& failure : request.failures) {
      if (!failure.count.exists || !(failure.count.value > 0)) continue;
      table.row(request.name).cell(failure.reason);
      table.cell(failure.status > 0 ? fmt::format("{}", failure.status) : "–").cell(show(failure.count));
      const bool any = request.arrived.exists && request.arrived.value > 0;
      table.cell(any ? significant(100 * failure.count.value / request.arrived.value, 3) : "–");
      table.cell(show(failure.latency_seconds.mean, unit.scale));
    }
  }
  return table.empty() ? "" : "\n" + table.render(palette);
}

/// Which parts to show where there are too many: the busiest, the bottleneck among them, in file order.
std::vector<const PartFigures*> parts_to_show(const Results& results) {
  std::vector<const PartFigures*> parts;
  for (const PartFigures& part : results.parts) parts.push_back(&part);
  if (parts.size() <= kMostParts) return parts;
  const auto rank = [&](const PartFigures* part) {
    if (part->name == results.bottleneck.part) return 1e300;
    return part->utilisation.exists ? part->utilisation.value : -1.0;
  };
  std::stable_sort(parts.begin(), parts.end(),
                   [&](const auto* a, const auto* b) { return rank(a) > rank(b); });
  parts.resize(kMostParts);
  std::sort(parts.begin(), parts.end());  // all point into one vector: this is file order again
  return parts;
}

std::string parts_text(const Results& results, const Palette& palette) {
  if (results.parts.empty()) return "";
  const std::vector<const PartFigures*> parts = parts_to_show(results);
  std::vector<Estimate> times;
  for (const PartFigures* part : parts) times.push_back(part->wait_seconds.p99);
  const Unit unit = time_unit(times);

  Footnotes footnotes(results.refusals);
  Table table("Parts");
  table.column("kind", Table::Align::left).column("instances").column("utilisation [%]").column("in use");
  table.column("waiting").column("wait, mean [" + unit.name + "]").column("wait, p99 [" + unit.name + "]");
  table.column("served").column("refused").column("", Table::Align::left);
  for (const PartFigures* part : parts) {
    table.row(part->name).cell(part->kind).cell(count(static_cast<std::uint64_t>(part->instances)));
    if (part->has_utilisation) {
      table.cell(show(part->utilisation, 100));
    } else {
      table.cell("");
    }
    table.cell(show(part->in_use));
    if (part->has_wait) {
      table.cell(show(part->waiting)).cell(show(part->wait_seconds.mean, unit.scale));
      table.cell(show(footnotes.note(part->wait_seconds.p99), unit.scale));
    } else {
      table.cell("").cell("").cell("");
    }
    table.cell(show(part->served)).cell(show(part->refused));
    if (part->name == results.bottleneck.part) table.cell("◀ gives way first").coloured(&Palette::doubt);
  }
  std::string text = table.render(palette) + footnotes.text();
  if (results.parts.size() > parts.size()) {
    text += fmt::format("  and {} more with less to do: --format json shows all\n",
                        count(results.parts.size() - parts.size()));
  }

  Table own("What else the parts measured, zeros left out");
  own.column("measure", Table::Align::left).column("value");
  for (const PartFigures* part : parts) {
    for (const NamedFigure& figure : part->own) {
      const bool is_zero = figure.value.value == 0 && figure.value.high == 0;
      const bool is_nothing = figure.value.exists ? is_zero : figure.value.refused.empty();
      if (!is_nothing) own.row(part->name).cell(figure.name).cell(show(figure.value));
    }
  }
  return own.empty() ? text : text + "\n" + own.render(palette);
}

std::string bottleneck_text(const Results& results, const Palette& palette) {
  if (results.bottleneck.sentence.empty()) return "";
  return palette.bold("Bottleneck") + "  " + results.bottleneck.sentence + "\n";
}

std::string variance_reduction_text(const VarianceReductionFigures& reduction) {
  using Method = spec::RunSettings::VarianceReduction;
  if (reduction.method == Method::none) return "";
  std::string text = "  ";
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
  return text + " (run.variance_reduction)\n";
}

std::string sureness_text(const Results& results, const Palette& palette) {
  const RunFigures& run = results.run;
  std::string text = palette.bold("How sure") + "\n";
  for (const std::string& warning : results.warnings) text += "  " + palette.doubt("! " + warning) + "\n";
  text += fmt::format("  {}{} of {}", plural(static_cast<std::uint64_t>(run.replications), "replication"),
                      run.complete ? "" : fmt::format(" of {} wanted", run.replications_wanted),
                      time_text(run.duration_seconds));
  if (run.warm_up_seconds > 0) {
    text += fmt::format(" after {} of warm-up{}", time_text(run.warm_up_seconds),
                        run.warm_up.is_automatic ? " found by pilots" : "");
  }
  text += fmt::format(" ({}), seed {}; ", run.kind, run.seed);
  text += run.replications > 1 ? "± is half of a 95 % interval over replications\n"
          : run.stretches > 0
              ? fmt::format("± is half of a 95 % interval from {} stretches of one run\n", run.stretches)
              : "no ±: an interval needs several replications, or one long run\n";
  if (run.precision.is_wanted) {
    text += fmt::format("  ± {} % wanted (run.precision) and {}\n", plain(100 * run.precision.wanted),
                        run.precision.is_reached ? "reached" : "not reached");
  }
  text += variance_reduction_text(run.variance_reduction);
  if (run.is_out_of_time) text += "  stopped by run.time_budget: on a faster machine there would be more\n";
  text += fmt::format("  {} events in {}", count(run.events), time_text(run.wall_seconds));
  if (run.wall_seconds > 0) {
    text += fmt::format(", {} million per second",
                        significant(static_cast<double>(run.events) / run.wall_seconds / 1e6, 3));
  }
  text += fmt::format(" on {}\n", plural(static_cast<std::uint64_t>(run.threads), "thread"));
  text += fmt::format("  result digest {}, model digest {}\n", run.digest, results.model_digest);
  for (const std::string& assumption : results.assumptions) text += "  assumed: " + assumption + "\n";
  return text;
}

std::string refusals_text(const Results& results, const Palette& palette) {
  if (results.refusals.empty()) return "";
  std::string text = palette.bold("Not to be relied on") + "\n";
  for (const Refusal& refusal : results.refusals)
    text += "  " + palette.doubt("! " + refusal.sentence) + "\n";
  return text;
}

}  // namespace

std::string to_text(const Results& results, const Palette& palette) {
  std::string text = verdict_line(results, palette) + "\n";
  const auto add = [&](const std::string& section) {
    if (!section.empty()) text += "\n" + section;
  };
  add(refusals_text(results, palette));
  if (results.run.replications > 0) {
    add(objectives_text(results, palette));
    add(requests_text(results, palette) + attribution_text(results, palette) +
        failures_text(results, palette));
    add(timeline_text(results, palette));
    add(parts_text(results, palette));
    add(queries_text(results.queries, palette));
    add(bottleneck_text(results, palette));
    add(theory_text(results.theory, palette));
    add(cost_text(results.cost, palette));
  }
  add(sureness_text(results, palette));
  return text;
}

}  // namespace plimsoll::report
