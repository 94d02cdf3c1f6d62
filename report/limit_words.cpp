#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "report/limit.hpp"
#include "report/number.hpp"
#include "report/verdict.hpp"

namespace plimsoll::report {
namespace {

bool is_users(const NumberSetting& setting) { return setting.address.ends_with(".users"); }

/// Decimals at which the interval of a limit shows: two digits of its half width.
int decimals_of(const Limit& limit) {
  if (limit.moved.front().is_whole) return 0;
  double half = (limit.load.high - limit.load.low) / 2;
  if (!(half > 0)) half = std::abs(limit.load.value) * 1e-4;
  int decimals = 1;
  for (; half >= 10 && decimals > 0; half /= 10) --decimals;
  for (; half < 1 && decimals < 9; half *= 10) ++decimals;
  return decimals;
}

std::string head_of(const Limit& limit) {
  std::string title = limit.title.empty() ? limit.source : limit.title;
  if (!limit.case_name.empty()) title += fmt::format(" (case {})", limit.case_name);
  return title.empty() ? "" : title + ": ";
}

/// What is known of a limit that was not found: the nearest loads to both sides.
std::string so_far(const Limit& limit, const std::function<std::string(double)>& at) {
  const LimitPoint *holds = nullptr, *fails = nullptr;
  for (const LimitPoint& point : limit.points) {
    if (point.holds) holds = &point;
    if (!point.holds && fails == nullptr) fails = &point;
  }
  if (holds == nullptr || fails == nullptr) return "the limit is not known yet";
  return fmt::format("the limit is not known yet; it seems to lie between {} and {}", at(holds->load), at(fails->load));
}

}  // namespace

std::string quantity_text(const NumberSetting& setting, double value, int decimals) {
  std::string number = fixed(value, setting.is_whole ? 0 : decimals);
  if (is_users(setting)) return number + (value == 1 ? " user" : " users");
  return setting.unit.empty() ? number : number + " " + setting.unit;
}

std::string limit_text(const Limit& limit) {
  if (!limit.load.exists) return "–";
  const NumberSetting& setting = limit.moved.front();
  const int decimals = decimals_of(limit);
  const std::string value = quantity_text(setting, limit.load.value, decimals);
  if (!(limit.load.low < limit.load.high)) return value + " (95 %: exactly)";
  const auto bare = [&](double load) { return fixed(load, setting.is_whole ? 0 : decimals); };
  return fmt::format("{} (95 %: {} to {})", value, bare(limit.load.low), bare(limit.load.high));
}

std::string verdict_line(const Limit& limit, const Palette& palette) {
  const std::string head = head_of(limit);
  const NumberSetting& setting = limit.moved.front();
  const auto at = [&](double load) {
    return is_users(setting) ? quantity_text(setting, load, 3)
                             : setting.address + " = " + plain(load) + (setting.unit.empty() ? "" : " " + setting.unit);
  };
  switch (limit.state) {
    case LimitState::found:
      return palette.good("✓ LIMIT") + fmt::format("  {}{}", head, limit_text(limit));
    case LimitState::imprecise:
      return palette.doubt("? LIMIT") +
             fmt::format("  {}{}, wider than was asked for", head, limit_text(limit));
    case LimitState::fails_at_lowest:
      return palette.bad("✗ NO LOAD HOLDS") +
             fmt::format("  {}{}", head,
                         limit.load.exists ? "objectives exclude each other at " + limit_text(limit)
                                           : "an objective fails at the lowest load, " + at(limit.lowest_allowed));
    case LimitState::never_fails:
      return palette.doubt("? NO LIMIT FOUND") +
             fmt::format("  {}all objectives hold at the highest load, {}", head, at(limit.highest_allowed));
    case LimitState::interrupted:
      return palette.doubt("… INTERRUPTED") + "  " + head + so_far(limit, at);
    case LimitState::undecided:
      break;
  }
  return palette.doubt("? INCONCLUSIVE") + fmt::format("  {}the limit cannot be told", head);
}

std::string look_text(const NumberSetting& load, const LimitPoint& point) {
  return fmt::format("{}: {}", quantity_text(load, point.load, 2), point.holds ? "holds" : "fails");
}

}  // namespace plimsoll::report
