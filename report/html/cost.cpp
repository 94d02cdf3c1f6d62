#include "report/cost.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html/markup.hpp"
#include "report/html/sections.hpp"

namespace plimsoll::report::html {
namespace {

std::string bar(double share, std::size_t number) {
  constexpr double kWidth = 120;
  svg::Drawing drawing(fmt::format("cost-{}", number), kWidth, 12,
                       fmt::format("{} % of the sum", fixed(100 * share, 0)));
  drawing.rectangle({0, 1}, std::max(1.0, kWidth * share), 10, "bar");
  return drawing.str();
}

}  // namespace

std::string cost_section(const Results& results) {
  const CostFigures& cost = results.cost;
  if (cost.items.empty()) return section("cost", "Cost", paragraph("No part has a price.", "lead"));
  Table table("A month of 730 hours at the pace of the run");
  table.column("What", false).column("Price", false).column("Paid for").column("Each");
  table.column("Per month [" + cost.currency + "]").column("", false);
  for (std::size_t i = 0; i < cost.items.size(); ++i) {
    const CostItem& item = cost.items[i];
    table.row(item.part).cell(item.price_name).number(quantity_text(item)).number(item.price.text);
    table.number(fixed(item.per_month, 2))
        .raw(bar(cost.per_month > 0 ? item.per_month / cost.per_month : 0, i));
  }
  table.row("Sum", "sum").cell("").cell("").cell("").number(fixed(cost.per_month, 2)).cell("");
  Table each("What that comes to");
  each.column("Per", false).column(cost.currency);
  const auto add = [&](const char* per, const Estimate& estimate, double scale, const char* at) {
    if (estimate.exists) each.row(per).figure(estimate, scale, std::string("cost.") + at);
  };
  add("user", cost.per_user, 1, "per_user");
  add("1,000 users", cost.per_user, 1'000, "per_user");
  add("million requests", cost.per_million_requests, 1, "per_million_requests");
  std::string unpriced;
  for (const std::string& part : cost.unpriced) unpriced += (unpriced.empty() ? "" : ", ") + part;
  std::string body = table.str() + (each.empty() ? "" : each.str()) + list(price_origins(cost), "notes");
  if (!unpriced.empty()) body += paragraph("Without a price, so not in the sum: " + unpriced + ".", "notes");
  return section("cost", "Cost", body);
}

}  // namespace plimsoll::report::html
