#include "report/sweep.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "report/cases.hpp"
#include "report/json.hpp"
#include "report/read_result.hpp"
#include "tests/report/sweep_sample.hpp"

namespace plimsoll::report {
namespace {

// A row for each point: its number, what it sets, verdict and measures. One that was stopped has no figures,
// and below the table stands why.
TEST(Sweep, ARowForEachPoint) {
  const std::string text = to_text(sample_sweep(), {"checkout.p99"});
  EXPECT_EQ(text.substr(0, text.find("\n  point")),
            "Point  app.instances  db_pool.wait_limit  objectives  checkout.p99 [ms]\n"
            "  1                2                 1 s  ✗ failed             500 ± 10\n"
            "  2                2                 2 s  ✗ failed         refused\n"
            "  3                4                 1 s  ! stopped              –");
  EXPECT_NE(text.find("  point 3: stopped by a guard: 7 users need 9 GB of memory\n"), std::string::npos);
  EXPECT_NE(text.find("  refused: p99 of checkout, \"lean\", needs 20 s more\n"), std::string::npos);
}

// The usual columns are those of the result itself, although they are read back from its JSON.
TEST(Sweep, TheUsualColumnsAreReadBack) {
  const Results results = sample_results();
  std::string problem;
  const std::optional<Results> again = read_result(to_json(results), problem);
  ASSERT_TRUE(again.has_value()) << problem;
  const std::vector<Outcome> read{{"", *again, {}}};
  const std::vector<Outcome> kept{{"", results, {}}};
  EXPECT_EQ(to_text(read, {}), to_text(kept, {}));
}

// Markdown has the same cells.
TEST(Sweep, MarkdownHasTheSameCells) {
  const std::string text = to_markdown(sample_sweep(), {"checkout.p99"});
  EXPECT_EQ(text.substr(0, text.find("\n\n")),
            "| Point | app.instances | db_pool.wait_limit | objectives | checkout.p99 [ms] |\n"
            "| --- | --: | --: | --- | --: |\n"
            "| 1 | 2 | 1 s | ✗ failed | 500 ± 10 |\n"
            "| 2 | 2 | 2 s | ✗ failed | refused |\n"
            "| 3 | 4 | 1 s | ! stopped | – |");
}

// Comma-separated: a line for every point and measure, a column for each list under its whole address.
TEST(Sweep, CommaSeparatedHasEveryMeasure) {
  EXPECT_EQ(to_csv(sample_sweep()),
            "point,system.app.instances,system.db_pool.wait_limit,measure,unit,value,low,high,refused\r\n"
            "1,2,1 s,checkout.p99,seconds,0.5,0.49,0.51,\r\n"
            "2,2,2 s,checkout.p99,seconds,,,,\"p99 of checkout, \"\"lean\"\", needs 20 s more\"\r\n"
            "3,4,1 s,,,,,,stopped by a guard: 7 users need 9 GB of memory\r\n");
}

// JSON holds each result whole, with its model, so that any of them can be run again.
TEST(Sweep, JsonHoldsTheResultsWhole) {
  const nlohmann::json json = nlohmann::json::parse(to_json(sample_sweep()));
  EXPECT_EQ(json["schema"], "plimsoll/sweep/1");
  EXPECT_EQ(json["lists"], (std::vector<std::string>{"system.app.instances", "system.db_pool.wait_limit"}));
  ASSERT_EQ(json["points"].size(), 3U);
  EXPECT_EQ(json["points"][0]["settings"]["system.app.instances"], 2);
  EXPECT_EQ(json["points"][0]["settings"]["system.db_pool.wait_limit"], "1 s");
  const nlohmann::json& second = json["points"][1];
  EXPECT_TRUE(second["result"]["requests"].contains("checkout"));
  EXPECT_EQ(second["result"]["model"]["case"], "lean");
  EXPECT_EQ(second["result"]["model"]["files"][0]["text"], "the shop");
  EXPECT_EQ(second["result"]["run"]["threads"], 0);
  EXPECT_TRUE(json["points"][2]["result"].is_null());
  EXPECT_EQ(json["points"][2]["exit_code"], 5);
}

// Where two settings end alike their headings are longer, until all can be told apart.
TEST(Sweep, HeadingsTellListsApart) {
  SweepFound found = sample_sweep();
  found.plan.addresses = {"event.sale.set.traffic.shoppers.users", "traffic.shoppers.users"};
  const std::string text = to_text(found, {"checkout.p99"});
  EXPECT_TRUE(text.starts_with("Point  set.traffic.shoppers.users  traffic.shoppers.users ")) << text;
}

}  // namespace
}  // namespace plimsoll::report
