#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/number.hpp"
#include "report/sensitivity.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

constexpr double kLongestBar = 24;      // characters
constexpr std::size_t kMostRows = 25;   // of a measure; JSON has all

std::string paragraph(const std::string& text) { return "  " + wrapped(text, 2) + "\n"; }

std::string with_unit(const NumberSetting& setting, double value) {
  return setting.unit.empty() ? plain(value) : plain(value) + " " + setting.unit;
}

std::string step_text(const SensitivityRow& row, double step) {
  if (row.setting.is_whole || row.is_one_sided) {
    return fmt::format("{} → {}", plain(row.down), with_unit(row.setting, row.up));
  }
  return fmt::format("± {} %", plain(100 * step));
}

std::string measure_text(const Measure& measure) {
  const Estimate& value = measure.estimate;
  if (!value.exists) return address_of(measure);
  if (measure.unit == "seconds") return fmt::format("{} ({})", address_of(measure), time_text(value.value));
  if (measure.unit == "share") return fmt::format("{} ({} %)", address_of(measure), plain(100 * value.value));
  if (measure.unit == "per_second") return fmt::format("{} ({} /s)", address_of(measure), plain(value.value));
  return fmt::format("{} ({}{}{})", address_of(measure), plain(value.value), measure.unit.empty() ? "" : " ",
                     measure.of == Measure::Of::cost ? measure.unit : "");
}

/// Beyond its noise.
bool is_sure(const Elasticity& one) {
  return one.value.exists && !one.has_no_effect && (one.value.low > 0 || one.value.high < 0);
}

std::string bar(double value, double largest) {
  const auto length = static_cast<int>(std::lround(kLongestBar * std::abs(value) / largest));
  std::string text;
  for (int i = 0; i < std::max(length, 1); ++i) text += "█";
  return text;
}

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

std::string measure_table(const Sensitivity& all, std::size_t m, const Palette& palette) {
  std::vector<const SensitivityRow*> rows;
  std::vector<std::string> none, noise, unknown;
  for (const SensitivityRow& row : all.rows) {
    const Elasticity& one = row.of[m];
    if (!one.value.exists) {
      unknown.push_back(row.setting.address);
    } else if (one.has_no_effect) {
      none.push_back(row.setting.address);
    } else if (!is_sure(one)) {
      noise.push_back(row.setting.address);
    } else {
      rows.push_back(&row);
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const SensitivityRow* a, const SensitivityRow* b) {
    return std::abs(a->of[m].value.value) > std::abs(b->of[m].value.value);
  });
  const std::size_t further = rows.size() > kMostRows ? rows.size() - kMostRows : 0;
  rows.resize(rows.size() - further);
  Table table(measure_text(all.measures[m]));
  table.column("is").column("moved", Table::Align::left).column("elasticity").column("", Table::Align::left);
  for (const SensitivityRow* row : rows) {
    const Estimate& value = row->of[m].value;
    const Shown figure = show(value);
    table.row(row->setting.address).cell(with_unit(row->setting, row->setting.value));
    table.cell(step_text(*row, all.step));
    table.cell({(value.value > 0 ? "+" : "") + figure.value, figure.half_width});
    table.cell(bar(value.value, std::abs(rows.front()->of[m].value.value)));
  }
  std::string text = "\n" + (rows.empty() ? palette.bold(measure_text(all.measures[m])) + "\n" : table.render(palette));
  if (further > 0) text += paragraph(fmt::format("{} more move it less; --format json has all", further));
  if (!noise.empty()) text += paragraph("within noise: " + joined(noise));
  if (!none.empty()) text += paragraph("without any effect: " + joined(none));
  if (!unknown.empty()) text += paragraph("not told: " + joined(unknown));
  return text;
}

std::string headline(const Sensitivity& all, const Palette& palette) {
  std::string title = all.title.empty() ? all.source : all.title;
  if (!all.case_name.empty()) title += fmt::format(" (case {})", all.case_name);
  if (!all.complete) {
    return palette.doubt("… INTERRUPTED") +
           fmt::format("  {}: {} are finished", title, plural(all.rows.size(), "number"));
  }
  return palette.bold("SENSITIVITY") +
         fmt::format("  {}: what one per cent more of {} does", title,
                     all.rows.size() == 1 ? "a number" : fmt::format("each of {} numbers", all.rows.size()));
}

}  // namespace

std::string to_text(const Sensitivity& all, const Palette& palette) {
  std::string text = headline(all, palette) + "\n";
  for (std::size_t m = 0; m < all.measures.size(); ++m) text += measure_table(all, m, palette);
  text += "\n" + palette.bold("How sure") + "\n";
  for (const std::string& warning : all.warnings) text += paragraph(palette.doubt("! " + warning));
  text += paragraph(fmt::format(
      "+9 says that 1 % more of the number makes the measure 9 % larger. From {} on either side, seed {}, "
      "warm-up {}: replication i has the same luck on both",
      plural(static_cast<std::uint64_t>(all.replications), "replication"), all.seed,
      time_text(all.warm_up_seconds)));
  for (const std::string& one : all.left_out) text += paragraph("left out: " + one);
  return text;
}

std::string to_csv(const Sensitivity& all) {
  std::string text = "setting,value,unit,from,to,measure,elasticity,low,high\n";
  for (const SensitivityRow& row : all.rows) {
    for (std::size_t m = 0; m < all.measures.size(); ++m) {
      const Estimate& value = row.of[m].value;
      text += fmt::format("{},{},{},{},{},{},", row.setting.address, row.setting.value, row.setting.unit, row.down,
                          row.up, address_of(all.measures[m]));
      text += value.exists ? fmt::format("{},{},{}\n", value.value, value.low, value.high) : ",,\n";
    }
  }
  return text;
}

}  // namespace plimsoll::report
