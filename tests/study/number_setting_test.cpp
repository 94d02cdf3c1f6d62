#include "study/number_setting.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/catalogue.hpp"

namespace plimsoll {
namespace {

constexpr const char* kModel = R"(
  [system.app]
  kind    = "server"
  cores   = 2
  workers = "unlimited"
  [attribute.item]
  values     = 10
  popularity = { dist = "zipf", exponent = 1.0 }
  [system.row]
  kind = "row_lock"
  key  = "item"
  [request.page]
  on    = "app"
  holds = ["row"]
  steps = [{ id = "render", work = { dist = "lognormal", mean = "6 ms", p99 = "20 ms" } }]
  [traffic.jobs]
  rate = "90 /min"
)";

spec::LoadResult load_with(const std::vector<std::string>& sets) {
  spec::LoadRequest request;
  request.files = {{"test.toml", kModel}};
  request.sets = sets;
  request.kinds = part_kinds();
  return spec::load(request);
}

const NumberSetting* find(const std::vector<NumberSetting>& all, const std::string& address) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.address == address; });
  return found == all.end() ? nullptr : &*found;
}

// Counts, quantities and the numbers inside a distribution are numbers; names and "unlimited" are not.
TEST(NumberSetting, FindsTheNumbersOfAModel) {
  const std::vector<NumberSetting> all = numbers_of(load_with({}).resolved);
  ASSERT_NE(find(all, "system.app.cores"), nullptr);
  EXPECT_EQ(find(all, "system.app.cores")->value, 2);
  EXPECT_EQ(find(all, "system.app.cores")->unit, "");
  ASSERT_NE(find(all, "traffic.jobs.rate"), nullptr);
  EXPECT_EQ(find(all, "traffic.jobs.rate")->value, 1.5);
  EXPECT_EQ(find(all, "traffic.jobs.rate")->unit, "/s");
  ASSERT_NE(find(all, "request.page.steps.render.work.mean"), nullptr);
  EXPECT_EQ(find(all, "request.page.steps.render.work.mean")->unit, "ms");
  EXPECT_EQ(find(all, "request.page.steps.render.work.p99")->value, 20);
  EXPECT_EQ(find(all, "system.app.workers"), nullptr);
  EXPECT_EQ(find(all, "system.app.kind"), nullptr);
}

// Every number that is found can be said again, and then the model is the same: equal digests.
TEST(NumberSetting, WhatIsAssignedIsWhatWasRead) {
  const spec::LoadResult as_it_is = load_with({});
  const std::vector<NumberSetting> all = numbers_of(as_it_is.resolved);
  ASSERT_GT(all.size(), 10u);
  for (const NumberSetting& one : all) {
    SCOPED_TRACE(assignment(one, one.value));
    if (one.address.starts_with("run.")) continue;  // writing a warm-up down says that it is not to be found
    const spec::LoadResult again = load_with({assignment(one, one.value)});
    ASSERT_TRUE(again.spec.has_value()) << again.diagnostics.render();
    EXPECT_EQ(again.spec->digest, as_it_is.spec->digest);
  }
}

// Cores come whole; a rate does not, nor does an exponent that happens to be written 1.
TEST(NumberSetting, KnowsWhatComesWhole) {
  const std::vector<NumberSetting> all = numbers_of(load_with({}).resolved);
  EXPECT_TRUE(number_at(load_with, all, "system.app.cores")->is_whole);
  EXPECT_FALSE(number_at(load_with, all, "traffic.jobs.rate")->is_whole);
  EXPECT_FALSE(number_at(load_with, all, "attribute.item.popularity.exponent")->is_whole);
  EXPECT_FALSE(number_at(load_with, all, "system.app.core").has_value());
}

}  // namespace
}  // namespace plimsoll
