#include "study/demand.hpp"

#include <gtest/gtest.h>

#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

// Requests whose item is below `bound` work for a second, the others not at all: the mean work is the chance.
double chance_below(const std::string& bound, const std::string& attribute) {
  const spec::Spec spec =
      load_text("[system.app]\nkind = \"server\"\ncores = 4\n[attribute.item]\n" + attribute +
                "\n[request.ask]\non = \"app\"\nsteps = [{ choose = [{ when = { item = { below = " + bound +
                " } }, work = \"1 s\" }, { otherwise = true, work = \"0 s\" }] }]\n" +
                "[traffic.crowd]\nrate = \"1 /s\"\n");
  DemandWalk walk(spec);
  return walk.of(spec.traffic[0], spec.requests[0]).parts.at("app").work_seconds;
}

// A range of values is as likely as its values together, however many they are.
TEST(DemandWalk, AddsUpRangesOfValues) {
  EXPECT_NEAR(chance_below("750_000_000", "values = 1_000_000_000"), 0.75, 1e-9);
  EXPECT_DOUBLE_EQ(chance_below("2", "values = 3\npopularity = { weights = [5, 1, 2] }"), 0.75);
  // Harmonic numbers: H(30,000) / H(60,000), and H(10^8) / H(10^9).
  EXPECT_NEAR(chance_below("30_000", "values = 60_000\npopularity = { dist = \"zipf\", exponent = 1.0 }"),
              10.886184992120 / 11.579323839416, 1e-9);
  EXPECT_NEAR(
      chance_below("100_000_000", "values = 1_000_000_000\npopularity = { dist = \"zipf\", exponent = 1.0 }"),
      18.997896413854 / 21.300481502348, 1e-9);
}

}  // namespace
}  // namespace plimsoll::test
