#include "models/spec/sweep.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/spec/problems.hpp"
#include "tests/spec/test_kinds.hpp"

namespace plimsoll::spec {
namespace {

using Texts = std::vector<std::string>;

LoadRequest request_of(const std::string& more, Texts sweeps = {}, Texts sets = {}) {
  LoadRequest request;
  request.files = {{"test.toml", kSmall + more}};
  request.kinds = test_kinds();
  request.sweeps = std::move(sweeps);
  request.sets = std::move(sets);
  return request;
}

LoadResult load_point(LoadRequest request, std::uint64_t point) {
  request.point = point;
  return load(request);
}

std::string problems_of(const std::string& more, Texts sweeps = {}, Texts sets = {}) {
  return problems(load(request_of(more, std::move(sweeps), std::move(sets))));
}

/// The values of all points, in order.
std::vector<Texts> points(const std::vector<SweepAxis>& axes) {
  std::vector<Texts> all;
  for (std::uint64_t i = 0; i < points_of(axes); ++i) all.push_back(values_at(axes, i));
  return all;
}

const std::string kGrid = "[sweep]\nsystem.app.instances = [2, 3]\nsystem.app.workers = [16, 32, 64]\n";

// Two lists make a grid: every pair once, the list that is written first turning slowest.
TEST(Sweep, ListsMakeAGrid) {
  const LoadResult result = load(request_of(kGrid));
  ASSERT_EQ(problems(result), "");
  EXPECT_EQ(
      points(result.sweep),
      (std::vector<Texts>{{"2", "16"}, {"2", "32"}, {"2", "64"}, {"3", "16"}, {"3", "32"}, {"3", "64"}}));
}

// Lists that are zipped turn together, and stand in the grid where the first of them is written.
TEST(Sweep, ZippedListsTurnTogether) {
  const LoadResult result =
      load(request_of("[sweep]\nsystem.app.instances = [2, 3]\nsystem.app.workers = [16, 32]\nrun.seed = [7, "
                      "8]\nzip = [\"system.app.instances\", \"system.app.workers\"]\n"));
  ASSERT_EQ(problems(result), "");
  EXPECT_EQ(points(result.sweep),
            (std::vector<Texts>{{"2", "16", "7"}, {"2", "16", "8"}, {"3", "32", "7"}, {"3", "32", "8"}}));
}

// Several groups are a list of lists.
TEST(Sweep, SeveralGroupsMayBeZipped) {
  const LoadResult result = load(request_of(
      "[sweep]\nsystem.app.instances = [2, 3]\nsystem.app.workers = [16, 32]\nrun.seed = [1, 2, 3]\n"
      "run.replications = [4, 5, 6]\nzip = [[\"system.app.instances\", \"system.app.workers\"], "
      "[\"run.seed\", \"run.replications\"]]\n"));
  ASSERT_EQ(problems(result), "");
  EXPECT_EQ(points_of(result.sweep), 6U);
  EXPECT_EQ(values_at(result.sweep, 4), (Texts{"3", "32", "2", "5"}));
}

// A number of points that no machine can hold is the largest there is, and not one that has wrapped round.
TEST(Sweep, CountsWithoutWrappingRound) {
  std::vector<SweepAxis> axes;
  for (std::size_t i = 0; i < 80; ++i) axes.push_back({"x", {"1", "2"}, {}, i});
  EXPECT_EQ(points_of(axes), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(points_of({}), 1U);
}

// Every value of every list is met with one list moved at a time: 1 + 1 + 2 points of six.
TEST(Sweep, ValuesOneByOne) {
  const LoadResult result = load(request_of(kGrid));
  std::vector<Texts> met;
  for (const std::uint64_t point : points_one_by_one(result.sweep))
    met.push_back(values_at(result.sweep, point));
  EXPECT_EQ(met, (std::vector<Texts>{{"2", "16"}, {"2", "32"}, {"2", "64"}, {"3", "16"}}));
}

// A point is the model that --set makes: equal digests, and the settings stand with the others.
TEST(Sweep, APointIsTheModelThatSetMakes) {
  const LoadResult point = load_point(request_of(kGrid, {}, {"run.seed=5"}), 4);
  ASSERT_EQ(problems(point), "");
  const Texts sets{"run.seed=5", "system.app.instances=3", "system.app.workers=32"};
  EXPECT_EQ(point.spec->sets, sets);
  EXPECT_EQ(point.spec->digest, load_text(kSmall, sets).spec->digest);
  EXPECT_NE(point.spec->digest, load_text(kSmall).spec->digest);
}

// Steps are reached by their ids, and a distribution may be swept whole.
TEST(Sweep, ReachesStepsAndDistributions) {
  const LoadResult point =
      load_point(request_of("[sweep]\nrequest.home.steps.work.work = [\"1 ms\", { dist = \"exponential\", "
                            "mean = \"2 ms\" }]\n"),
                 1);
  ASSERT_EQ(problems(point), "");
  EXPECT_EQ(point.spec->digest,
            load_text(kSmall, {"request.home.steps.work.work={ dist = \"exponential\", mean = \"2 ms\" }"})
                .spec->digest);
}

// `case` takes cases in turn, "" for none; a list of the same setting wins over the case.
TEST(Sweep, CasesMayBeSwept) {
  const std::string text =
      "[case.large]\nsystem.app.instances = 9\nsystem.app.workers = 99\n[sweep]\ncase = [\"\", \"large\"]\n"
      "system.app.workers = [16, 32]\n";
  const LoadResult point = load_point(request_of(text), 3);
  ASSERT_EQ(problems(point), "");
  EXPECT_EQ(point.spec->case_name, "large");
  EXPECT_EQ(point.spec->digest,
            load_text(kSmall, {"system.app.instances=9", "system.app.workers=32"}).spec->digest);
  EXPECT_EQ(load_point(request_of(text), 0).spec->case_name, "");
  EXPECT_EQ(problems_of("[case.large]\nsystem.app.instances = 9\n[sweep]\ncase = [\"lagre\"]\n"),
            "sweep.case: no case is named 'lagre' = did you mean 'large'?\n");
}

// --sweep comes on top of [sweep]: another list for the same setting, or one more. --set gives one value, and
// the setting is not swept.
TEST(Sweep, TheCommandLineComesOnTop) {
  const LoadResult more = load(request_of(kGrid, {"system.app.workers=[8]", "run.seed=[1, 2]"}));
  ASSERT_EQ(problems(more), "");
  EXPECT_EQ(points_of(more.sweep), 4U);
  EXPECT_EQ(values_at(more.sweep, 3), (Texts{"3", "8", "2"}));

  const LoadResult fixed = load(request_of(kGrid, {}, {"system.app.workers=48"}));
  ASSERT_EQ(problems(fixed), "");
  EXPECT_EQ(points(fixed.sweep), (std::vector<Texts>{{"2"}, {"3"}}));

  EXPECT_EQ(problems_of("", {"run.seed=[1, 2]"}, {"run.seed=3"}),
            "'run.seed' is given by --set and by --sweep = a setting has one value, or a list of them\n");
}

// A value that the setting cannot take is shown where it is written: in the file, or in --sweep.
TEST(Sweep, AProblemIsWhereTheValueIsWritten) {
  const LoadResult in_file = load_point(request_of("[sweep]\nsystem.app.instances = [2, 0]\n"), 1);
  EXPECT_FALSE(in_file.spec.has_value());
  EXPECT_EQ(in_file.diagnostics.render().substr(0, 17), "test.toml:9:28: s") << in_file.diagnostics.render();
  const LoadResult on_line = load_point(request_of("", {"system.app.instances=[2, 0]"}), 1);
  EXPECT_EQ(on_line.diagnostics.render().substr(0, 17), "--sweep #1:1:26: ") << on_line.diagnostics.render();
}

// What cannot be zipped: lists of different lengths, what is not swept, one list alone, one list twice.
TEST(Sweep, WhatCannotBeZipped) {
  EXPECT_EQ(problems_of(kGrid + "zip = [\"system.app.instances\", \"system.app.workers\"]\n"),
            "sweep.system.app.workers: has 3 values, but system.app.instances, which it is zipped with, has "
            "2 = lists that turn together are equally long\n");
  EXPECT_EQ(problems_of(kGrid + "zip = [\"system.app.instances\", \"system.app.worker\"]\n"),
            "sweep.zip: 'system.app.worker' is not swept = did you mean 'system.app.workers'?\n");
  EXPECT_EQ(problems_of(kGrid + "zip = [\"system.app.instances\"]\n"),
            "sweep.zip: must name two lists at least = write it like [\"system.app.instances\", "
            "\"system.app.cores\"]\n");
  EXPECT_EQ(problems_of(kGrid + "zip = [\"system.app.instances\", \"system.app.instances\"]\n"),
            "sweep.zip: names 'system.app.instances' twice = each list turns with one group\n");
  EXPECT_EQ(problems_of(kGrid + "zip = 3\n"),
            "sweep.zip: must be a list of addresses, got the number 3 = write it like "
            "[\"system.app.instances\", \"system.app.cores\"]\n");
}

// A list that --set takes away leaves the others of its group to turn.
TEST(Sweep, AFixedListLeavesItsGroup) {
  const LoadResult result =
      load(request_of("[sweep]\nsystem.app.instances = [2, 3]\nsystem.app.workers = [16, 32]\nzip = "
                      "[\"system.app.instances\", \"system.app.workers\"]\n",
                      {}, {"system.app.workers=8"}));
  ASSERT_EQ(problems(result), "");
  EXPECT_EQ(points(result.sweep), (std::vector<Texts>{{"2"}, {"3"}}));
}

// Texts are shown without their quotes, anything else as it is.
TEST(Sweep, ValuesAsPeopleReadThem) {
  EXPECT_EQ(unquoted("\"25 ms\""), "25 ms");
  EXPECT_EQ(unquoted("\"a \\\"b\\\"\""), "a \"b\"");
  EXPECT_EQ(unquoted("{ dist = \"exponential\" }"), "{ dist = \"exponential\" }");
  EXPECT_EQ(unquoted("25"), "25");
}

}  // namespace
}  // namespace plimsoll::spec
