#include "report/cost.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

using Per = spec::Price::Per;

const char* word(Per per) {
  switch (per) {
    case Per::time:
      return "time";
    case Per::storage:
      return "storage";
    case Per::traffic:
      return "traffic";
    case Per::requests:
      break;
  }
  return "requests";
}

/// What is paid for: "3", "512 GB", "25.9 million".
std::string quantity_text(const CostItem& item) {
  switch (item.price.per) {
    case Per::time:
      // More than ran, where a price has a minimum.
      return plain(item.quantity) +
             (item.quantity > item.instances ? fmt::format(" ({} ran)", plain(item.instances)) : "");
    case Per::storage:
      return plain(item.quantity) + " GB";
    case Per::traffic:
      return plain(item.quantity) + " GB sent";
    case Per::requests:
      break;
  }
  return plain(item.quantity) + " million";
}

/// "; 0.0232 per user, 23.2 per 1,000 users, 89.2 per million requests"
std::string unit_costs(const CostFigures& cost) {
  std::string text;
  const auto add = [&](const Estimate& estimate, double scale, const char* per) {
    if (!estimate.exists) return;
    text +=
        fmt::format("{} {} per {}", text.empty() ? ";" : ",", significant(estimate.value * scale, 3), per);
  };
  add(cost.per_user, 1, "user");
  add(cost.per_user, 1'000, "1,000 users");
  add(cost.per_million_requests, 1, "million requests");
  return text;
}

/// Where prices are from: each origin once, with the names of its prices.
std::string origins_text(const CostFigures& cost) {
  std::vector<std::pair<std::string, std::vector<std::string>>> origins;
  for (const CostItem& item : cost.items) {
    const spec::Price& price = item.price;
    if (price.source.empty() && price.date.empty()) continue;
    const std::string origin =
        price.source + (price.source.empty() || price.date.empty() ? "" : ", ") + price.date;
    auto known =
        std::find_if(origins.begin(), origins.end(), [&](const auto& one) { return one.first == origin; });
    if (known == origins.end()) known = origins.insert(origins.end(), {origin, {}});
    auto& names = known->second;
    if (std::find(names.begin(), names.end(), item.price_name) == names.end())
      names.push_back(item.price_name);
  }
  std::string text;
  for (const auto& [origin, names] : origins) {
    text += "  " + wrapped(fmt::format("{}: {}", fmt::join(names, ", "), origin), 4) + "\n";
  }
  return text;
}

}  // namespace

std::string cost_text(const CostFigures& cost, const Palette& palette) {
  if (cost.items.empty()) return palette.bold("Cost") + "  no part has a price\n";
  const Shown sum = show(cost.month);
  const bool is_exact = cost.month.low == cost.month.high;
  std::string text = palette.bold("Cost") + fmt::format("  {} {} per month{}\n",
                                                        is_exact ? fixed(cost.per_month, 2) : sum.joined(),
                                                        cost.currency, unit_costs(cost));
  Table table("  Part");
  table.column("price", Table::Align::left).column("paid for").column("each");
  table.column("per month [" + cost.currency + "]");
  for (const CostItem& item : cost.items) {
    table.row(item.part).cell(item.price_name).cell(quantity_text(item)).cell(item.price.text);
    table.cell(fixed(item.per_month, 2));
  }
  text += table.render(palette) + origins_text(cost);
  if (!cost.unpriced.empty()) {
    text += fmt::format("  without a price, so not in the sum: {}\n", fmt::join(cost.unpriced, ", "));
  }
  return text;
}

Json cost_json(const CostFigures& cost) {
  Json items = Json::array();
  for (const CostItem& item : cost.items) {
    items.push_back({{"part", item.part},
                     {"of", item.is_part ? "part" : "bill"},
                     {"price", item.price_name},
                     {"instances", number(item.instances)},
                     {"per_hour", number(item.per_hour)},
                     {"charged_by", word(item.price.per)},
                     {"quantity", number(item.quantity)},
                     {"each", number(item.price.each)},
                     {"per_month", number(item.per_month)},
                     {"written", item.price.text},
                     {"source", text_or_null(item.price.source)},
                     {"date", text_or_null(item.price.date)},
                     {"catalogue", text_or_null(item.price.catalogue)}});
  }
  return {{"currency", text_or_null(cost.currency)},
          {"per_month", figure(cost.month)},
          {"measured", figure(cost.measured)},
          {"users", figure(cost.users)},
          {"requests_per_month", figure(cost.requests_per_month)},
          {"per_user", figure(cost.per_user)},
          {"per_million_requests", figure(cost.per_million_requests)},
          {"items", std::move(items)},
          {"unpriced", cost.unpriced}};
}

}  // namespace plimsoll::report
