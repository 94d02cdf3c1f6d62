#include "report/check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>

#include "report/number.hpp"
#include "report/table.hpp"
#include "report/theory.hpp"
#include "report/theory_json.hpp"

namespace plimsoll::report {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json findings_json(const spec::Diagnostics& problems) {
  Json list = Json::array();
  for (const spec::Diagnostic& problem : problems.sorted()) {
    list.push_back({{"severity", problem.severity == spec::Severity::error ? "error" : "warning"},
                    {"source", problem.place.source},
                    {"line", problem.place.line},
                    {"column", problem.place.column},
                    {"address", problem.address},
                    {"message", problem.message},
                    {"remedy", problem.remedy}});
  }
  return list;
}

Json load_json(const PartLoad& load) {
  return {{"part", load.part},
          {"kind", load.kind},
          {"resource", load.resource},
          {"visits_per_second", number(load.visits_per_second)},
          {"demand_seconds", number(load.demand_seconds)},
          {"capacity", number(load.capacity)},
          {"utilisation", number(load.utilisation)}};
}

std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string to_text(const CheckReport& report, const Palette& palette) {
  std::string text;
  if (!report.loads.empty()) {
    double longest = 0;
    for (const PartLoad& load : report.loads) longest = std::max(longest, load.demand_seconds);
    const Unit unit = time_unit(longest);
    Table table("Arithmetic load");
    table.column("kind", Table::Align::left).column("of its", Table::Align::left).column("capacity");
    table.column("visits [/s]").column("demand, mean [" + unit.name + "]").column("utilisation [%]");
    table.column("", Table::Align::left);
    for (const PartLoad& load : report.loads) {
      table.row(load.part).cell(load.kind).cell(load.resource).cell(plain(load.capacity));
      table.cell(plain(load.visits_per_second));
      table.cell(plain(load.demand_seconds * unit.scale));
      table.cell(significant(100 * load.utilisation, 3));
      // Users who wait never ask for more than the tightest part has: exactly that, but for rounding.
      constexpr double kRounding = 1e-9;
      if (load.utilisation > 1 + kRounding) {
        table.cell("✗ more than it has").coloured(&Palette::bad);
      } else if (load.utilisation > 1 - kRounding) {
        table.cell("all it has").coloured(&Palette::doubt);
      }
    }
    text += table.render(palette);
  }
  if (report.throughput_bound_per_second.has_value()) {
    text += fmt::format("\n{}  no more than {} requests per second", palette.bold("Bound"),
                        plain(*report.throughput_bound_per_second));
    text += report.bound_sentence.empty() ? "\n" : ": " + report.bound_sentence + "\n";
  }
  const bool has_theory = !report.twin.figures.empty() || !report.twin.reasons.empty();
  if (has_theory) text += "\n" + theory_text(report.twin, palette);
  if (!report.assumptions.empty()) text += "\n";
  for (const std::string& assumption : report.assumptions) text += "assumed: " + assumption + "\n";
  return text;
}

std::string to_json(const CheckReport& report) {
  Json loads = Json::array();
  for (const PartLoad& load : report.loads) loads.push_back(load_json(load));
  const auto& bound = report.throughput_bound_per_second;
  return dumped({{"schema", "plimsoll/check/1"},
                 {"findings", findings_json(report.findings)},
                 {"loads", std::move(loads)},
                 {"throughput_bound_per_second", bound.has_value() ? number(*bound) : Json(nullptr)},
                 {"bound_sentence", report.bound_sentence},
                 {"theory", theory_json(report.twin)},
                 {"assumptions", report.assumptions}});
}

std::string to_json(const spec::Diagnostics& problems) {
  CheckReport report;
  report.findings = problems;
  return to_json(report);
}

std::string tally(const spec::Diagnostics& problems) {
  std::size_t errors = 0, warnings = 0;
  for (const spec::Diagnostic& problem : problems.sorted()) {
    ++(problem.severity == spec::Severity::error ? errors : warnings);
  }
  if (errors + warnings == 0) return "no problems";
  std::string text = errors > 0 ? plural(errors, "error") : "";
  if (warnings > 0) text += (text.empty() ? "" : ", ") + plural(warnings, "warning");
  return text;
}

}  // namespace plimsoll::report
