#include "report/html/cases_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/number.hpp"
#include "report/svg/drawing.hpp"
#include "report/svg/scale.hpp"

namespace plimsoll::report::html {
namespace {

using svg::Anchor;
using svg::Drawing;
using svg::Point;

constexpr double kWidth = 930, kRow = 27, kHead = 44;
constexpr double kSign = 176, kLatency = 204, kLatencyEnd = 500, kRate = 532, kRateEnd = 676, kCost = 756,
                 kCostEnd = 866;

std::string name_of(const ReportedCase& one) { return one.name.empty() ? "baseline" : one.name; }

constexpr std::size_t kUsualName = 24, kLongestName = 60;
constexpr double kLetter = 6.6;  // how wide a letter of a name is, about

std::string shortened(const std::string& name, std::size_t most) {
  if (name.size() <= most) return name;
  std::size_t end = most - 1;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;  // a letter of several bytes
  return name.substr(0, end) + "…";
}

class CasesDrawing {
 public:
  explicit CasesDrawing(const std::vector<ReportedCase>& cases) : cases_(cases) {
    for (const ReportedCase& one : cases) {
      const RequestFigures& all = all_requests(one.run.results);
      for (const Estimate* time : {&all.latency_seconds.p50, &all.latency_seconds.p99}) {
        if (!time->exists || !(time->value > 0)) continue;
        quickest_ = slowest_ > 0 ? std::min(quickest_, time->value) : time->value;
        slowest_ = std::max(slowest_, time->value);
      }
      if (all.throughput_per_second.exists) most_ = std::max(most_, all.throughput_per_second.value);
      dearest_ = std::max(dearest_, one.run.results.cost.per_month);
      longest_ = std::max(longest_, std::min(name_of(one).size(), kLongestName));
    }
    shift_ = kLetter * static_cast<double>(longest_ - kUsualName);
  }

  std::string drawn(const std::string& id) const {
    const double floor = kHead + kRow * static_cast<double>(cases_.size());
    Drawing drawing(id, width(), floor + 26, "Cases side by side", described());
    const svg::Scale times =
        svg::Scale::logarithmic(quickest_ > 0 ? quickest_ / 1.4 : 1e-3, quickest_ > 0 ? slowest_ * 1.4 : 1,
                                shift_ + kLatency, shift_ + kLatencyEnd);
    const svg::Scale rates =
        svg::Scale::linear(0, svg::round_up(most_), shift_ + kRate, shift_ + kRateEnd);
    drawing.text({shift_ + kLatency, 14}, "Latency: p50, p95, p99", "name");
    drawing.text({shift_ + kRate, 14}, "Successes [/s]", "name");
    if (slowest_ > 0) draw_axis(drawing, times, times.ticks(4), floor, time_text);
    draw_axis(drawing, rates, rates.ticks(2), floor, plain);
    if (dearest_ > 0) {
      drawing.text({shift_ + kCost, 14}, fmt::format("Cost [{}/month]", cases_.front().run.results.cost.currency),
                   "name");
    }
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      draw_case(drawing, cases_[i], kHead + kRow * static_cast<double>(i), times, rates);
    }
    return drawing.str();
  }

 private:
  std::string described() const {
    std::string text;
    for (const ReportedCase& one : cases_) {
      text += fmt::format("{}: {}. ", name_of(one), verdict_of_case(one.run.results).word);
    }
    return text;
  }

  template <typename Name>
  static void draw_axis(Drawing& drawing, const svg::Scale& x, const std::vector<double>& ticks, double floor,
                        const Name& name) {
    for (const double tick : ticks) {
      drawing.line({x.at(tick), kHead - 8}, {x.at(tick), floor}, tick == 0 ? "axis" : "grid");
      drawing.text({x.at(tick), kHead - 14}, name(tick), "tick", Anchor::middle);
    }
  }

  void draw_case(Drawing& drawing, const ReportedCase& one, double top, const svg::Scale& times,
                 const svg::Scale& rates) const {
    const double y = top + kRow / 2;
    const RequestFigures& all = all_requests(one.run.results);
    const CaseVerdict verdict = verdict_of_case(one.run.results);
    drawing.line({0, top}, {width(), top}, "grid");
    drawing.text({0, y + 4}, shortened(name_of(one), longest_), "place");
    drawing.text({shift_ + kSign, y + 4}, verdict.sign, fmt::format("sign {}", verdict.style), Anchor::middle);
    draw_latency(drawing, all.latency_seconds, y, times);
    const Estimate& rate = all.throughput_per_second;
    if (rate.exists) {
      drawing.rectangle({rates.at(0), y - 6}, std::max(1.0, rates.at(rate.value) - rates.at(0)), 12, "bar", 0,
                        fmt::format("{}: {} /s", name_of(one), show(rate).joined()));
      drawing.text({rates.at(rate.value) + 6, y + 4}, rate.value > 0 ? significant(rate.value, 3) : "0",
                   "value");
    }
    const CostFigures& cost = one.run.results.cost;
    if (dearest_ > 0 && !cost.items.empty()) {
      const double length = (kCostEnd - kCost) * cost.per_month / dearest_;
      const double end = shift_ + kCost + length;
      drawing.rectangle({shift_ + kCost, y - 6}, std::max(1.0, length), 12, "bar soft");
      drawing.text({end + 6, y + 4}, fixed(cost.per_month, 0), "value");
    }
  }

  void draw_latency(Drawing& drawing, const LatencyFigures& latency, double y,
                    const svg::Scale& times) const {
    const auto is_there = [](const Estimate& time) { return time.exists && time.value > 0; };
    if (!is_there(latency.p50)) {
      drawing.text({shift_ + kLatency, y + 4}, latency.p50.refused.empty() ? "no successes" : "refused", "about");
      return;
    }
    const std::string said = fmt::format("p50 {}, p95 {}, p99 {}", text_of(latency.p50), text_of(latency.p95),
                                         text_of(latency.p99));
    const double from = times.at(latency.p50.value);
    if (is_there(latency.p99)) drawing.line({from, y}, {times.at(latency.p99.value), y}, "interval");
    drawing.circle({from, y}, 4, "measured", said);
    if (is_there(latency.p95))
      drawing.rectangle({times.at(latency.p95.value) - 1, y - 5}, 2, 10, "mark", 0, said);
    if (is_there(latency.p99)) {
      drawing.rectangle({times.at(latency.p99.value) - 4, y - 4}, 8, 8, "mark", 0, said);
    }
  }

  static std::string text_of(const Estimate& time) {
    return !time.refused.empty() ? "refused" : time.exists ? time_text(time.value) : "–";
  }

  double width() const { return shift_ + (dearest_ > 0 ? kWidth : kCost); }

  const std::vector<ReportedCase>& cases_;
  std::size_t longest_ = kUsualName;  // letters of a name
  double shift_ = 0;                  // by how much long names move what stands to their right
  double quickest_ = 0, slowest_ = 0, most_ = 0, dearest_ = 0;
};

}  // namespace

CaseVerdict verdict_of_case(const Results& results) {
  const auto any = [&](Verdict verdict) {
    return std::any_of(results.objectives.begin(), results.objectives.end(),
                       [&](const ObjectiveFigures& one) { return one.verdict == verdict; });
  };
  if (any(Verdict::fail)) return {"✗", "not met", "failed"};
  if (!results.refusals.empty()) return {"!", "refused", "undecided"};
  if (results.objectives.empty()) return {"·", "no objective", "none"};
  if (any(Verdict::inconclusive)) return {"?", "undecided", "undecided"};
  return {"✓", "holds", "holds"};
}

const RequestFigures& all_requests(const Results& results) { return results.requests.back(); }

std::string cases_drawing(const std::string& id, const std::vector<ReportedCase>& cases) {
  return CasesDrawing(cases).drawn(id);
}

std::string ladder_drawing(const std::string& id, const std::vector<ReportedCase>& cases) {
  constexpr double kLadderWidth = 720, kLeft = 60, kRight = 640, kTop = 20, kFloor = 250;
  double dearest = 0, most = 0, cheapest = 0;
  std::size_t priced = 0;
  for (const ReportedCase& one : cases) {
    const Results& results = one.run.results;
    if (results.cost.items.empty()) continue;
    cheapest = priced == 0 ? results.cost.per_month : std::min(cheapest, results.cost.per_month);
    ++priced;
    dearest = std::max(dearest, results.cost.per_month);
    most = std::max(most, all_requests(results).throughput_per_second.value);
  }
  if (priced < 2 || !(dearest > cheapest) || !(most > 0)) return "";
  Drawing drawing(id, kLadderWidth, kFloor + 40, "Cost, and what it carries");
  const svg::Scale x = svg::Scale::linear(0, svg::round_up(dearest), kLeft, kRight);
  const svg::Scale y = svg::Scale::linear(0, svg::round_up(most), kFloor, kTop);
  for (const double tick : y.ticks(4)) {
    drawing.line({kLeft, y.at(tick)}, {kRight, y.at(tick)}, tick == 0 ? "axis" : "grid");
    drawing.text({kLeft - 6, y.at(tick) + 4}, plain(tick), "tick", Anchor::end);
  }
  for (const double tick : x.ticks(5)) {
    drawing.text({x.at(tick), kFloor + 17}, fixed(tick, 0), "tick", Anchor::middle);
  }
  drawing.text({0, 10}, "successes [/s]", "about");
  drawing.text({kRight, kFloor + 34}, fmt::format("{} per month", cases.front().run.results.cost.currency),
               "about", Anchor::end);
  std::vector<Point> points;
  for (const ReportedCase& one : cases) {
    const Results& results = one.run.results;
    if (!results.cost.items.empty()) {
      points.push_back(
          {x.at(results.cost.per_month), y.at(all_requests(results).throughput_per_second.value)});
    }
  }
  drawing.polyline(points, "ladder");
  std::size_t i = 0;
  for (const ReportedCase& one : cases) {
    if (one.run.results.cost.items.empty()) continue;
    const Point at = points[i++];
    const CaseVerdict verdict = verdict_of_case(one.run.results);
    drawing.circle(
        at, 5, fmt::format("rung {}", verdict.style),
        fmt::format("{}: {} {} a month, {} successes a second, {}", name_of(one),
                    fixed(one.run.results.cost.per_month, 2), one.run.results.cost.currency,
                    show(all_requests(one.run.results).throughput_per_second).joined(), verdict.word));
    // A name that would lie on one before is left to the pointer and the table.
    const bool is_free =
        std::none_of(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(i) - 1,
                     [&](const Point& p) { return std::abs(p.x - at.x) < 110 && std::abs(p.y - at.y) < 13; });
    if (is_free)
      drawing.text({at.x + 9, at.y - 6}, fmt::format("{} {}", verdict.sign, shortened(name_of(one), kUsualName)),
                   "value");
  }
  return drawing.str();
}

}  // namespace plimsoll::report::html
