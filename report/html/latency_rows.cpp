#include "report/html/latency_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/number.hpp"
#include "report/svg/drawing.hpp"
#include "report/svg/scale.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::report::html {
namespace {

using svg::Anchor;
using svg::Drawing;
using svg::Point;

constexpr double kWidth = 720, kLeft = 112, kRight = 700, kRowHeight = 92, kCurveHeight = 54,
                 kAxisHeight = 34;
constexpr double kLabelWidth = 66;

/// How wide a bucket is: its upper bound over its lower one.
double bucket_factor() { return portable::pow(2, 1.0 / (1 << LatencyDistribution::kScale)); }

std::uint64_t total(const LatencyDistribution& distribution) {
  std::uint64_t sum = 0;
  for (const auto& bucket : distribution.buckets) sum += bucket.count;
  return sum;
}

class LatencyDrawing {
 public:
  explicit LatencyDrawing(const std::vector<LatencyRow>& rows) : rows_(rows) {
    for (const LatencyRow& row : rows) {
      for (const LatencyRow::Curve& curve : row.curves) {
        reach_most(curve.request->latency_distribution);
      }
    }
    is_empty_ = !(high_ > 0);
    for (const LatencyRow& row : rows) {
      for (const double limit : row.limits_seconds) reach(limit);
    }
  }

  bool empty() const { return is_empty_; }

  std::string drawn(const std::string& id) const {
    const double height = kRowHeight * static_cast<double>(rows_.size()) + kAxisHeight;
    Drawing drawing(id, kWidth, height, "Distribution of latency", described());
    const svg::Scale x = svg::Scale::logarithmic(low_ / 1.3, high_ * 1.3, kLeft, kRight);
    const double floor = height - kAxisHeight;
    for (const double tick : x.ticks(7)) {
      drawing.line({x.at(tick), 6}, {x.at(tick), floor}, "grid");
      drawing.text({x.at(tick), floor + 18}, time_text(tick), "tick", Anchor::middle);
    }
    for (std::size_t i = 0; i < rows_.size(); ++i)
      draw_row(drawing, x, rows_[i], kRowHeight * static_cast<double>(i));
    return drawing.str();
  }

 private:
  /// All but the few that were answered quickest, whose tail is long on this scale and of no interest.
  void reach_most(const LatencyDistribution& distribution) {
    constexpr double kLeftOut = 0.0005;
    const auto all = static_cast<double>(total(distribution));
    double counted = 0;
    for (const auto& bucket : distribution.buckets) {
      counted += static_cast<double>(bucket.count);
      if (counted > kLeftOut * all) reach(bucket.upper_seconds);
    }
  }

  void reach(double seconds) {
    if (!(seconds > 0)) return;
    low_ = high_ > 0 ? std::min(low_, seconds) : seconds;
    high_ = std::max(high_, seconds);
  }

  std::string described() const {
    std::string text;
    for (const LatencyRow& row : rows_) {
      for (const LatencyRow::Curve& curve : row.curves) {
        const LatencyFigures& figures = curve.request->latency_seconds;
        text += fmt::format("{}{}{}: half within {}, 99 % within {}. ", row.name,
                            curve.name.empty() ? "" : " in ", curve.name, time_text(figures.p50.value),
                            time_text(figures.p99.value));
      }
    }
    return text;
  }

  void draw_row(Drawing& drawing, const svg::Scale& x, const LatencyRow& row, double top) const {
    const double floor = top + kRowHeight - 20;
    drawing.text({0, floor - 16}, row.name, "name");
    drawing.line({kLeft, floor}, {kRight, floor}, "axis");
    double most = 0;
    for (const LatencyRow::Curve& curve : row.curves) most = std::max(most, highest(curve));
    if (row.curves.front().request->latency_distribution.buckets.empty()) {
      const Estimate& mean = row.curves.front().request->latency_seconds.mean;
      drawing.text({kLeft + 8, floor - 14}, mean.refused.empty() ? "no successes" : "refused: see above",
                   "about");
    }
    for (std::size_t i = 0; i < row.curves.size(); ++i) {
      const std::string side = row.curves.size() > 1 ? (i == 0 ? " side-a" : " side-b") : "";
      draw_curve(drawing, x, row.curves[i], floor, most, side);
    }
    for (const double limit : row.limits_seconds) {
      drawing.line({x.at(limit), top + 10}, {x.at(limit), floor + 4}, "limit");
      drawing.text({x.at(limit) + 4, top + 17}, "limit " + time_text(limit), "limit-text");
    }
    draw_percentiles(drawing, x, row, floor);
  }

  /// Buckets are equally wide on this scale, so a share is a height.
  static double highest(const LatencyRow::Curve& curve) {
    const LatencyDistribution& distribution = curve.request->latency_distribution;
    std::uint64_t most = 0;
    for (const auto& bucket : distribution.buckets) most = std::max(most, bucket.count);
    const std::uint64_t all = total(distribution);
    return all > 0 ? static_cast<double>(most) / static_cast<double>(all) : 0;
  }

  static void draw_curve(Drawing& drawing, const svg::Scale& x, const LatencyRow::Curve& curve, double floor,
                         double most, const std::string& side) {
    const LatencyDistribution& distribution = curve.request->latency_distribution;
    const auto all = static_cast<double>(total(distribution));
    const double factor = bucket_factor();
    std::vector<Point> points;
    double reached = 0;
    for (const auto& bucket : distribution.buckets) {
      if (!(bucket.upper_seconds > x.low())) continue;  // zero has no place on a logarithmic scale
      const double left = x.at(bucket.upper_seconds / factor), right = x.at(bucket.upper_seconds);
      if (points.empty() || left > reached + 0.5) {
        if (!points.empty()) points.push_back({reached, floor});
        points.push_back({left, floor});
      }
      const double y = floor - kCurveHeight * static_cast<double>(bucket.count) / all / most;
      points.push_back({left, y});
      points.push_back({right, y});
      reached = right;
    }
    if (points.empty()) return;
    points.push_back({reached, floor});
    drawing.area(points, floor, "spread" + side);
    drawing.polyline(points, "spread-line" + side);
  }

  /// Below the line, one after the other; a name that would run into the one before is left out.
  static void draw_percentiles(Drawing& drawing, const svg::Scale& x, const LatencyRow& row, double floor) {
    std::vector<double> taken;
    for (std::size_t i = 0; i < row.curves.size(); ++i) {
      const LatencyFigures& figures = row.curves[i].request->latency_seconds;
      const std::string side = row.curves.size() > 1 ? (i == 0 ? " side-a" : " side-b") : "";
      const std::pair<const char*, const Estimate*> marks[] = {
          {"p99", &figures.p99}, {"p50", &figures.p50}, {"p95", &figures.p95}};
      for (const auto& [name, figure] : marks) {
        if (!figure->exists || !(figure->value > 0)) continue;
        const double at = x.at(figure->value);
        const std::string said =
            fmt::format("{}{}{} {}", row.curves[i].name, row.curves[i].name.empty() ? "" : " ", name,
                        time_text(figure->value));
        drawing.rectangle({at - 1, floor - 5}, 2, 10, "mark" + side, 0, said);
        const bool is_free = std::none_of(taken.begin(), taken.end(), [&](double other) {
          return std::abs(other - at) < kLabelWidth + (row.curves.size() > 1 ? 14 : 0);
        });
        if (!is_free) continue;
        taken.push_back(at);
        drawing.text({at, floor + 17},
                     fmt::format("{}{}{} {}", row.curves[i].name, row.curves[i].name.empty() ? "" : " ", name,
                                 rounded(figure->value)),
                     "mark-text" + side, Anchor::middle);
      }
    }
  }

  static std::string rounded(double seconds) {
    const Unit unit = time_unit(seconds);
    return significant(seconds * unit.scale, 3) + " " + unit.name;
  }

  const std::vector<LatencyRow>& rows_;
  double low_ = 0, high_ = 0;
  bool is_empty_ = true;
};

}  // namespace

std::string latency_drawing(const std::string& id, const std::vector<LatencyRow>& rows) {
  const LatencyDrawing drawing(rows);
  return drawing.empty() ? "" : drawing.drawn(id);
}

}  // namespace plimsoll::report::html
