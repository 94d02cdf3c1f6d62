#include <gtest/gtest.h>

#include "models/spec/read_time.hpp"
#include "models/spec/read_value.hpp"
#include "models/spec/toml_reader.hpp"

namespace plimsoll::spec {
namespace {

Node value_of(const std::string& toml) {
  Diagnostics diagnostics;
  std::optional<Node> root = read_toml("a", "x = " + toml, diagnostics);
  return *root->find("x");
}

TimeSpec time_of(const std::string& toml) {
  TimeSpec time;
  Diagnostics diagnostics;
  EXPECT_TRUE(read_value(value_of(toml), "x", diagnostics, time)) << diagnostics.render();
  return time;
}

std::string said_about(const std::string& toml) {
  TimeSpec time;
  Diagnostics diagnostics;
  EXPECT_FALSE(read_value(value_of(toml), "x", diagnostics, time)) << toml;
  std::string text;
  for (const Diagnostic& one : diagnostics.sorted()) {
    text += one.address + ": " + one.message + (one.remedy.empty() ? "" : " = " + one.remedy) + "\n";
  }
  return text;
}

// A text is a fixed time, down to parts of a nanosecond.
TEST(TimeSpec, ReadsAFixedTime) {
  EXPECT_EQ(time_of("\"8 ms\"").law.mean(), 0.008);
  EXPECT_EQ(time_of("\"8 ms\"").law.variance(), 0);
  EXPECT_EQ(time_of("\"0.008 s\"").text, "8 ms");
  EXPECT_EQ(time_of("\"0.25 ns\"").law.mean(), 0.25e-9);
}

// Every law by its name, with the mean and squared coefficient of variation that its settings promise.
TEST(TimeSpec, ReadsEveryDistribution) {
  struct Case {
    const char* toml;
    double mean, scv;
  };
  for (const Case& one : {
           Case{"{ dist = \"constant\", value = \"3 s\" }", 3, 0},
           Case{"{ dist = \"uniform\", low = \"1 s\", high = \"3 s\" }", 2, 1.0 / 12},
           Case{"{ dist = \"exponential\", mean = \"5 s\" }", 5, 1},
           Case{"{ dist = \"erlang\", mean = \"2 s\", stages = 4 }", 2, 0.25},
           Case{"{ dist = \"gamma\", mean = \"2 s\", shape = 4 }", 2, 0.25},
           Case{"{ dist = \"gamma\", mean = \"2 s\", scv = 0.5 }", 2, 0.5},
           Case{"{ dist = \"hyperexponential\", mean = \"2 s\", scv = 4 }", 2, 4},
           Case{"{ dist = \"hyperexponential\", probabilities = [1, 3], means = [\"5 s\", \"1 s\"] }", 2,
                2.5},
           Case{"{ dist = \"lognormal\", mean = \"2 s\", scv = 3 }", 2, 3},
           Case{"{ dist = \"weibull\", mean = \"2 s\", shape = 1 }", 2, 1},
           Case{"{ dist = \"pareto\", mean = \"3 s\", shape = 3 }", 3, 1.0 / 3},
           Case{"{ dist = \"pareto\", minimum = \"2 s\", shape = 3 }", 3, 1.0 / 3},
           Case{"{ dist = \"empirical\", values = [\"1 s\", \"3 s\"] }", 2, 0.25},
           Case{"{ dist = \"empirical\", values = [\"1 s\", \"3 s\"], weights = [3, 1] }", 1.5, 1.0 / 3},
       }) {
    const Distribution law = time_of(one.toml).law;
    EXPECT_NEAR(law.mean(), one.mean, 1e-9 * one.mean) << one.toml;
    EXPECT_NEAR(law.variance() / (law.mean() * law.mean()), one.scv, 1e-9) << one.toml;
  }
}

// A lognormal by its mean and one percentile has that percentile.
TEST(TimeSpec, ReadsALognormalByAnyPercentile) {
  EXPECT_NEAR(*time_of("{ dist = \"lognormal\", mean = \"6 ms\", p99 = \"20 ms\" }").law.quantile(0.99),
              0.020, 1e-10);
  EXPECT_NEAR(*time_of("{ dist = \"lognormal\", mean = \"6 ms\", p999 = \"40 ms\" }").law.quantile(0.999),
              0.040, 1e-10);
}

// What is shown reads back as the same law, whatever order and units it was written in.
TEST(TimeSpec, ShowsOneTextForOneLaw) {
  const std::string text = time_of("{ p99 = \"0.02 s\", mean = \"6000 us\", dist = \"lognormal\" }").text;
  EXPECT_EQ(text, "{ dist = \"lognormal\", mean = \"6 ms\", p99 = \"20 ms\" }");
  EXPECT_EQ(time_of(text).text, text);
}

// Unknown laws and settings are answered with the nearest name; missing and excluding ones are named.
TEST(TimeSpec, SaysWhatADistributionNeeds) {
  EXPECT_EQ(said_about("{ dist = \"lognorml\", mean = \"1 s\" }"),
            "x.dist: 'lognorml' is not a distribution = did you mean 'lognormal'?\n");
  EXPECT_EQ(said_about("{ mean = \"1 s\" }"),
            "x: a distribution needs 'dist' = one of constant, uniform, exponential, erlang, gamma, "
            "hyperexponential, "
            "lognormal, weibull, pareto or empirical\n");
  EXPECT_EQ(said_about("{ dist = \"erlang\", meen = \"1 s\", stages = 2 }"),
            "x.meen: an erlang distribution has no setting 'meen' = did you mean 'mean'?\n");
  EXPECT_EQ(said_about("{ dist = \"exponential\" }"), "x: an exponential distribution needs 'mean'\n");
  EXPECT_EQ(said_about("{ dist = \"gamma\", mean = \"1 s\", scv = 1, shape = 1 }"),
            "x: a gamma distribution needs exactly one of scv and shape\n");
  EXPECT_EQ(said_about("{ dist = \"lognormal\", mean = \"1 s\", p99 = \"2 s\", p50 = \"1 s\" }"),
            "x.p50: stands beside p99; one percentile is enough\n");
  EXPECT_EQ(said_about("{ dist = \"exponential\", mean = 5 }"),
            "x.mean: a time needs its unit, got 5 = write \"5 s\" or \"5 ms\"\n");
  EXPECT_EQ(said_about("{ dist = \"empirical\", values = [1, \"x\"] }"),
            "x.values: a time needs its unit, got 1 = write \"1 s\" or \"1 ms\"\nx.values: 'x' is not a time "
            "= write a "
            "time as \"8 ms\"\n");
}

// What no such law can be is said by the distribution itself.
TEST(TimeSpec, PassesOnWhyNoSuchLawExists) {
  EXPECT_NE(said_about("{ dist = \"hyperexponential\", mean = \"1 s\", scv = 0.5 }"), "");
  EXPECT_NE(said_about("{ dist = \"uniform\", low = \"3 s\", high = \"1 s\" }"), "");
  EXPECT_NE(said_about("{ dist = \"exponential\", mean = \"0 s\" }"), "");
  EXPECT_NE(said_about("{ dist = \"erlang\", mean = \"1 s\", stages = 0 }"), "");
  EXPECT_NE(said_about("{ dist = \"empirical\", values = [] }"), "");
}

// A shape has mean 1, whatever its scale; its mean is not the user's to give.
TEST(TimeSpec, ScalesShapesToMeanOne) {
  for (const char* toml :
       {"{ dist = \"hyperexponential\", scv = 4 }", "{ dist = \"uniform\", low = 1, high = 3 }",
        "{ dist = \"pareto\", shape = 3 }", "{ dist = \"empirical\", values = [1, 5, 6] }",
        "{ dist = \"hyperexponential\", probabilities = [0.2, 0.8], means = [5, 1.25] }",
        "{ dist = \"lognormal\", scv = 2 }", "{ dist = \"erlang\", stages = 3 }"}) {
    Diagnostics diagnostics;
    const std::optional<TimeSpec> shape = read_shape(value_of(toml), "x", diagnostics);
    ASSERT_TRUE(shape.has_value()) << diagnostics.render();
    EXPECT_NEAR(shape->law.mean(), 1, 1e-12) << toml;
  }
  Diagnostics diagnostics;
  EXPECT_FALSE(
      read_shape(value_of("{ dist = \"exponential\", mean = \"5 s\" }"), "x", diagnostics).has_value());
  EXPECT_EQ(diagnostics.sorted().front().remedy, "leave it out: the mean follows from the rate");
}

}  // namespace
}  // namespace plimsoll::spec
