#include "report/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

constexpr std::size_t kBars = 60;         // at most; more points are joined
constexpr std::size_t kFewestPoints = 4;  // fewer show nothing that the tables do not
const std::array<const char*, 9> kBar = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

struct Slice {
  double arrived = 0, completed = 0, failed = 0, latency_sum = 0, seconds = 0;
};

/// Joins neighbouring points, so that at most kBars slices of equal length remain (the last may be shorter).
std::vector<Slice> sliced(const std::vector<TimelinePoint>& points, double last_length) {
  const std::size_t joined = (points.size() + kBars - 1) / kBars;
  std::vector<Slice> slices;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i % joined == 0) slices.emplace_back();
    Slice& slice = slices.back();
    const TimelinePoint& point = points[i];
    slice.arrived += point.arrived;
    slice.completed += point.completed;
    slice.failed += point.failed;
    slice.latency_sum += point.mean_latency_seconds * point.completed;
    slice.seconds +=
        i + 1 < points.size() ? points[i + 1].starts_seconds - point.starts_seconds : last_length;
  }
  return slices;
}

/// Bars from 0 to the largest value. What is small but not nothing still gets the lowest bar.
std::string bars(const std::vector<double>& values) {
  const double largest = *std::max_element(values.begin(), values.end());
  std::string text;
  for (const double value : values) {
    const double eighths = largest > 0 ? 8 * value / largest : 0;
    const auto height = static_cast<std::size_t>(eighths + 0.5);
    text += kBar[value > 0 ? std::clamp<std::size_t>(height, 1, 8) : 0];
  }
  return text;
}

}  // namespace

std::string timeline_text(const Results& results, const Palette& palette) {
  const std::vector<TimelinePoint>& points = results.timeline;
  if (points.size() < kFewestPoints) return "";
  const double length = points[1].starts_seconds - points[0].starts_seconds;
  const std::vector<Slice> slices = sliced(points, length);
  std::vector<double> arrived, failed, latency;
  for (const Slice& slice : slices) {
    const double seconds = slice.seconds > 0 ? slice.seconds : 1;
    arrived.push_back(slice.arrived / seconds);
    failed.push_back(slice.failed / seconds);
    latency.push_back(slice.completed > 0 ? slice.latency_sum / slice.completed : 0);
  }
  const double slowest = *std::max_element(latency.begin(), latency.end());
  const Unit unit = time_unit(slowest);
  for (double& one : latency) one *= unit.scale;

  Table table("Over time");
  table.column(fmt::format("from {} to {}", time_text(points.front().starts_seconds),
                           time_text(points.back().starts_seconds + length)),
               Table::Align::left);
  table.column("highest bar");
  const auto line = [&](const std::string& name, const std::vector<double>& values) {
    const double largest = *std::max_element(values.begin(), values.end());
    table.row(name).cell("|" + bars(values) + "|").cell(significant(largest, 3));
  };
  line("arrived [/s]", arrived);
  if (*std::max_element(failed.begin(), failed.end()) > 0) line("failed [/s]", failed);
  line("latency, mean [" + unit.name + "]", latency);
  return table.render(palette);
}

}  // namespace plimsoll::report
