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
  Table table("Cost per month of 730 hours");
  table.column("Part", false).column("Price", false).column("Instances");
  table.column("One per hour [" + cost.currency + "]").column("All per month [" + cost.currency + "]");
  table.column("", false);
  for (std::size_t i = 0; i < cost.items.size(); ++i) {
    const CostItem& item = cost.items[i];
    table.row(item.part).cell(item.price_name).number(plain(item.instances)).number(fixed(item.per_hour, 3));
    table.number(fixed(item.per_month, 2))
        .raw(bar(cost.per_month > 0 ? item.per_month / cost.per_month : 0, i));
  }
  table.row("Sum", "sum").cell("").cell("").cell("").number(fixed(cost.per_month, 2)).cell("");
  std::string unpriced;
  for (const std::string& part : cost.unpriced) unpriced += (unpriced.empty() ? "" : ", ") + part;
  return section(
      "cost", "Cost",
      table.str() + (unpriced.empty()
                         ? ""
                         : paragraph("Without a price, so not in the sum: " + unpriced + ".", "notes")));
}

}  // namespace plimsoll::report::html
