#include "report/html/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/svg/drawing.hpp"
#include "report/svg/scale.hpp"

namespace plimsoll::report::html {
namespace {

using svg::Anchor;
using svg::Drawing;

constexpr double kWidth = 720, kLeft = 250, kRight = 610, kRow = 24, kHead = 26;
constexpr double kWide = 1.0;     // relative differences beyond are drawn as ratios
constexpr double kNarrow = 0.05;  // the axis reaches at least so far

/// One measure: B over A, and the ends of the interval of that.
struct Ratio {
  const ComparisonRow* row;
  double value, low, high;
};

std::vector<Ratio> ratios_of(const std::vector<ComparisonRow>& rows) {
  std::vector<Ratio> ratios;
  for (const ComparisonRow& row : rows) {
    if (row.of == nullptr || !std::isfinite(row.of->relative)) continue;
    const double a = row.of->a.estimate.value;
    const Estimate& difference = row.of->difference;
    const bool has_interval = difference.has_interval && std::isfinite(difference.high);
    ratios.push_back({&row, 1 + row.of->relative, 1 + (has_interval ? difference.low / a : row.of->relative),
                      1 + (has_interval ? difference.high / a : row.of->relative)});
  }
  return ratios;
}

bool is_one(double ratio) { return std::abs(ratio - 1) < 1e-9; }

/// Even where B is at most twice A, by logarithm where it is many times as much, or a small part.
class RatioScale {
 public:
  explicit RatioScale(const std::vector<Ratio>& ratios) : scale_(made(ratios, is_wide_)) {}

  double at(double ratio) const { return scale_.at(is_wide_ ? std::max(ratio, scale_.low()) : ratio); }
  /// As many times as much, and as small a part, alike to both sides.
  std::vector<double> ticks() const {
    if (!is_wide_) return scale_.ticks(6);
    const bool is_very_wide = scale_.high() / scale_.low() > 2'000;
    std::vector<double> ticks{1};
    for (const double times : {2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 1'000.0, 10'000.0}) {
      const bool is_power = times == 10 || times == 100 || times == 1'000 || times == 10'000;
      const bool is_fine = times == 2 || times == 5;
      if (is_very_wide ? !is_power : is_fine != (scale_.high() / scale_.low() < 20) && times < 10) continue;
      if (times <= scale_.high()) ticks.push_back(times);
      if (1 / times >= scale_.low()) ticks.push_back(1 / times);
    }
    return ticks;
  }

  std::string name(double ratio) const {
    if (is_one(ratio)) return "as A";
    if (is_wide_) return ratio > 1 ? "× " + plain(ratio) : "÷ " + plain(1 / ratio);
    return fmt::format("{}{} %", ratio > 1 ? "+" : "", plain(std::round(1e4 * (ratio - 1)) / 100));
  }

 private:
  static svg::Scale made(const std::vector<Ratio>& ratios, bool& is_wide) {
    double least = 1 - kNarrow, most = 1 + kNarrow;
    for (const Ratio& one : ratios) {
      least = std::min({least, one.value, one.low});
      most = std::max({most, one.value, one.high});
    }
    is_wide = most > 1 + kWide;
    if (!is_wide) {
      const double reach = svg::round_up(std::max(1 - least, most - 1) * 1.02);
      return svg::Scale::linear(least < 1 - kNarrow ? 1 - reach : 1 - kNarrow,
                                most > 1 + kNarrow ? 1 + reach : 1 + kNarrow, kLeft, kRight);
    }
    return svg::Scale::logarithmic(std::max(least, 0.02) / 1.1, std::min(most, 1e4) * 1.1, kLeft, kRight);
  }

  bool is_wide_ = false;
  svg::Scale scale_;
};

struct Look {
  const char* dot;
  const char* line;
};

Look look_of(Change change) {
  if (change == Change::better) return {"better", "better-line"};
  if (change == Change::worse) return {"worse", "worse-line"};
  return change == Change::different ? Look{"measured", "interval"} : Look{"ring", "noise-line"};
}

}  // namespace

std::string changes_drawing(const std::string& id, const std::vector<ComparisonRow>& rows) {
  const std::vector<Ratio> ratios = ratios_of(rows);
  if (ratios.empty()) return "";
  const double floor = kHead + kRow * static_cast<double>(ratios.size());
  std::string description;
  for (const Ratio& one : ratios) description += fmt::format("{}: {}. ", one.row->name, one.row->relative);
  Drawing drawing(id, kWidth, floor + 6, "B against A", description);
  const RatioScale x(ratios);
  std::vector<double> ticks = x.ticks();
  if (std::none_of(ticks.begin(), ticks.end(), is_one)) ticks.push_back(1.0);
  for (const double tick : ticks) {
    drawing.line({x.at(tick), kHead - 6}, {x.at(tick), floor}, is_one(tick) ? "axis" : "grid");
    drawing.text({x.at(tick), 12}, x.name(tick), "tick", Anchor::middle);
  }
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    const Ratio& one = ratios[i];
    const Look look = look_of(one.row->change);
    const double y = kHead + kRow * static_cast<double>(i) + 11;
    drawing.text({0, y + 4}, one.row->name, "place");
    drawing.line({x.at(one.low), y}, {x.at(one.high), y}, look.line);
    drawing.circle({x.at(one.value), y}, 4.5, look.dot,
                   fmt::format("{}: A {}, B {}, B − A {}", one.row->name, one.row->a.joined(),
                               one.row->b.joined(), one.row->difference.joined()));
    drawing.text({kRight + 22, y + 4}, one.row->relative == "~" ? "~ noise" : one.row->relative, "value");
  }
  return drawing.str();
}

}  // namespace plimsoll::report::html
