#include <fmt/format.h>

#include <algorithm>

#include "report/html/markup.hpp"
#include "report/html/sections.hpp"
#include "report/svg/scale.hpp"

namespace plimsoll::report::html {
namespace {

using svg::Anchor;
using svg::Drawing;
using svg::Point;

constexpr double kWidth = 720, kLeft = 112, kRight = 700, kTop = 26, kPanel = 78, kGap = 20, kAxis = 26;
constexpr std::size_t kFewestPoints = 4;  // fewer show nothing that the tables do not
constexpr std::size_t kMostTips = 90;     // places to rest the pointer

/// One measure over time.
struct Panel {
  std::string name, unit;
  std::string style;
  std::vector<double> values;  // by point
};

class TimelineDrawing {
 public:
  explicit TimelineDrawing(const ReportedRun& run)
      : points_(run.results.timeline), events_(run.loaded.spec->events) {
    length_ = points_[1].starts_seconds - points_[0].starts_seconds;
    from_ = points_.front().starts_seconds;
    to_ = points_.back().starts_seconds + length_;
    double slowest = 0;
    for (const TimelinePoint& point : points_) slowest = std::max(slowest, point.mean_latency_seconds);
    const Unit unit = time_unit(slowest);
    Panel arrived{"arrived", "/s", "series-arrived", {}}, failed{"failed", "/s", "series-failed", {}};
    Panel latency{"latency", unit.name + ", mean", "series-latency", {}};
    bool any_failed = false;
    for (const TimelinePoint& point : points_) {
      arrived.values.push_back(point.arrived / length_);
      failed.values.push_back(point.failed / length_);
      latency.values.push_back(point.mean_latency_seconds * unit.scale);
      any_failed = any_failed || point.failed > 0;
    }
    panels_.push_back(std::move(arrived));
    if (any_failed) panels_.push_back(std::move(failed));
    if (slowest > 0) panels_.push_back(std::move(latency));
  }

  std::string drawn(const std::string& id) const {
    const double floor = kTop + static_cast<double>(panels_.size()) * (kPanel + kGap) - kGap;
    Drawing drawing(id, kWidth, floor + kAxis, "Over time", described());
    const svg::Scale x = svg::Scale::linear(from_, to_, kLeft, kRight);
    draw_events(drawing, x, floor);
    for (std::size_t i = 0; i < panels_.size(); ++i) {
      draw_panel(drawing, x, panels_[i], kTop + static_cast<double>(i) * (kPanel + kGap));
    }
    draw_time(drawing, x, floor);
    draw_tips(drawing, x, floor);
    return drawing.str();
  }

  std::string table() const {
    Table table("Over time");
    table.column("From", false);
    for (const Panel& panel : panels_) table.column(panel.name + " [" + panel.unit + "]");
    const std::size_t step = (points_.size() + kMostTips - 1) / kMostTips;
    for (std::size_t i = 0; i < points_.size(); i += step) {
      table.row(time_text(points_[i].starts_seconds));
      for (const Panel& panel : panels_) table.number(significant(panel.values[i], 3));
    }
    return table.str();
  }

  std::string events_table() const {
    if (events_.empty()) return "";
    Table table("Events");
    table.column("Event", false).column("Starts", false).column("Lasts", false).column("Changes", false);
    for (const spec::Event& event : events_) {
      table.row(event.name).cell(time_text(event.starts.to_seconds()));
      table.cell(event.lasts ? time_text(event.lasts->to_seconds()) : "to the end");
      std::string changes;
      for (const spec::Change& change : event.changes) {
        changes += fmt::format("{}{} to {}", changes.empty() ? "" : "; ", change.address,
                               change.time ? change.time->text : plain(change.value));
      }
      table.cell(changes);
    }
    return table.str();
  }

 private:
  std::string described() const {
    std::string text = fmt::format("From {} to {}. ", time_text(from_), time_text(to_));
    for (const Panel& panel : panels_) {
      const auto [least, most] = std::minmax_element(panel.values.begin(), panel.values.end());
      text += fmt::format("{} from {} to {} {}. ", panel.name, significant(*least, 3), significant(*most, 3),
                          panel.unit);
    }
    for (const spec::Event& event : events_) {
      text += fmt::format("{} at {}. ", event.name, time_text(event.starts.to_seconds()));
    }
    return text;
  }

  /// A band from start to end across all panels, with its name above.
  void draw_events(Drawing& drawing, const svg::Scale& x, double floor) const {
    double free_from = 0;
    for (const spec::Event& event : events_) {
      const double starts = event.starts.to_seconds();
      const double ends = event.lasts ? starts + event.lasts->to_seconds() : to_;
      if (ends < from_ || starts > to_) continue;
      const double left = x.at(starts), right = std::max(x.at(ends), left + 1);
      drawing.rectangle({left, kTop - 8}, right - left, floor - kTop + 8, "event", 0,
                        fmt::format("{}: from {}{}", event.name, time_text(starts),
                                    event.lasts ? " to " + time_text(ends) : ""));
      drawing.line({left, kTop - 8}, {left, floor}, "event-edge");
      const double length = 6.5 * static_cast<double>(event.name.size());
      const double at = std::min(left, kRight - length);
      if (at < free_from) continue;  // its name is in the table
      drawing.text({at, kTop - 13}, event.name, "event-text");
      free_from = at + length + 8;
    }
  }

  void draw_panel(Drawing& drawing, const svg::Scale& x, const Panel& panel, double top) const {
    const double most = *std::max_element(panel.values.begin(), panel.values.end());
    const double end = svg::round_up(most);
    const svg::Scale y = svg::Scale::linear(0, end, top + kPanel, top);
    drawing.text({0, top + 12}, panel.name, "name");
    drawing.text({0, top + 28}, panel.unit, "about");
    for (const double tick : y.ticks(2)) {
      drawing.line({kLeft, y.at(tick)}, {kRight, y.at(tick)}, tick == 0 ? "axis" : "grid");
      drawing.text({kLeft - 6, y.at(tick) + 4}, plain(tick), "tick", Anchor::end);
    }
    std::vector<Point> steps;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      steps.push_back({x.at(points_[i].starts_seconds), y.at(panel.values[i])});
      steps.push_back({x.at(points_[i].starts_seconds + length_), y.at(panel.values[i])});
    }
    drawing.area(steps, top + kPanel, panel.style + " under");
    drawing.polyline(steps, panel.style);
  }

  void draw_time(Drawing& drawing, const svg::Scale& x, double floor) const {
    // Minutes and hours have round numbers of their own.
    const double unit = to_ - from_ >= 4 * 3600 ? 3600
                        : to_ - from_ >= 240    ? 60
                        : to_ - from_ >= 2      ? 1
                                                : 1e-3;
    const char* name = unit == 3600 ? "h" : unit == 60 ? "min" : unit == 1 ? "s" : "ms";
    const svg::Scale in_unit = svg::Scale::linear(from_ / unit, to_ / unit, kLeft, kRight);
    for (const double tick : in_unit.ticks(8)) {
      const double at = x.at(tick * unit);
      drawing.line({at, floor}, {at, floor + 4}, "axis");
      drawing.text({at, floor + 18}, plain(tick) + " " + name, "tick", Anchor::middle);
    }
  }

  void draw_tips(Drawing& drawing, const svg::Scale& x, double floor) const {
    const std::size_t step = (points_.size() + kMostTips - 1) / kMostTips;
    for (std::size_t i = 0; i < points_.size(); i += step) {
      const double left = x.at(points_[i].starts_seconds);
      const double right = x.at(points_[i].starts_seconds + length_ * static_cast<double>(step));
      std::string tip = time_text(points_[i].starts_seconds);
      for (const Panel& panel : panels_) {
        tip += fmt::format("; {} {} {}", panel.name, significant(panel.values[i], 3), panel.unit);
      }
      drawing.rectangle({left, kTop}, right - left, floor - kTop, "tip", 0, tip);
    }
  }

  const std::vector<TimelinePoint>& points_;
  const std::vector<spec::Event>& events_;
  double length_ = 1, from_ = 0, to_ = 1;
  std::vector<Panel> panels_;
};

}  // namespace

std::string timeline_picture(const ReportedRun& run, const std::string& id) {
  if (run.results.timeline.size() < kFewestPoints) return "";
  const TimelineDrawing timeline(run);
  return picture(
      timeline.drawn(id),
      std::string("Means over replications, slice by slice; time counts from the start, warm-up included.") +
          (run.loaded.spec->events.empty() ? "" : " Shaded: events."),
      timeline.events_table() + timeline.table());
}

std::string timeline_section(const ReportedRun& run) {
  return section("timeline", "Over time", timeline_picture(run, "timeline-drawing"));
}

}  // namespace plimsoll::report::html
