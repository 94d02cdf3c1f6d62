#include <gtest/gtest.h>

#include "tests/spec/problems.hpp"

/// Events, objectives, prices and the run: what happens to a topology and what it promises.
namespace plimsoll::spec {
namespace {

const std::string kEvent = "[event.sale]\nstarts = \"30 s\"\nlasts = \"60 s\"\n";

std::vector<Change> changes_of(const std::string& lines, const std::string& tables = "") {
  const LoadResult result = load_text(kSmall + kEvent + lines + tables);
  EXPECT_EQ(problems(result), "");
  return result.spec ? result.spec->events[0].changes : std::vector<Change>{};
}

// An event moves live settings of parts and traffic, exponents, and the times of steps.
TEST(EventTable, ResolvesWhatItMoves) {
  const std::vector<Change> changes = changes_of(
      "set.system.app.instances = 2\nset.traffic.visitors.rate = \"60 "
      "/min\"\nset.request.home.steps.work.work = \"9 ms\"\n");
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].address, "system.app.instances");
  EXPECT_EQ(changes[0].value, 2);
  EXPECT_FALSE(changes[0].time.has_value());
  EXPECT_EQ(changes[1].value, 1);
  EXPECT_EQ(changes[2].address, "request.home.steps.work.work");
  EXPECT_EQ(changes[2].time->text, "9 ms");
}

// Both names of an exponent lead to the same address.
TEST(EventTable, KnowsTheExponentByBothNames) {
  const std::string sku = "[attribute.sku]\nvalues = 9\npopularity = { dist = \"zipf\", exponent = 1 }\n";
  const std::string use = "[system.c]\nkind = \"cache\"\nkey = \"sku\"\n";
  for (const char* name : {"exponent", "popularity.exponent"}) {
    const LoadResult result =
        load_text(kSmall + kEvent + "set.attribute.sku." + name + " = 2.5\n" + sku + use);
    ASSERT_TRUE(result.spec.has_value()) << problems(result);
    EXPECT_EQ(result.spec->events[0].changes[0].address, "attribute.sku.exponent");
    EXPECT_EQ(result.spec->events[0].changes[0].value, 2.5);
  }
}

// What is not live, not there or out of bounds says so, with what an event may set.
TEST(EventTable, SaysWhatCannotChange) {
  const auto said = [](const std::string& lines) { return problems_with(kEvent + lines); };
  const std::string at = "event.sale.set.";
  EXPECT_EQ(said("set.system.app.workers = 2\n"),
            at + "system.app.workers: 'workers' cannot change while the model runs = an event may set "
                 "instances and overhead\n");
  EXPECT_EQ(said("set.system.app.instances = 0\n"), at + "system.app.instances: must be at least 1, got 0\n");
  EXPECT_EQ(said("set.system.app.instance = 1\n"),
            at + "system.app.instance: a server has no setting 'instance' = did you mean 'instances'?\n");
  EXPECT_EQ(said("set.traffic.visitors.users = 9\n"),
            at + "traffic.visitors.users: 'visitors' has no users = it has a rate\n");
  EXPECT_EQ(said("set.run.seed = 9\n"),
            at + "run.seed: an event cannot set 'run.seed' = it may set live settings of system, "
                 "traffic, attribute and table, and the times of steps\n");
  EXPECT_EQ(
      said("set.request.home.steps.wrk.work = \"1 s\"\n"),
      at + "request.home.steps.wrk.work: no step has the time 'request.home.steps.wrk.work' = did you mean "
           "'request.home.steps.work.work'?\n");
  EXPECT_EQ(said(""),
            "event.sale: an event needs 'set' = What has another value while it lasts: "
            "set.traffic.shoppers.users = "
            "1_500.\n");
}

// Two ramps of half the event just fit.
TEST(EventTable, RampsFitInside) {
  EXPECT_EQ(problems_with(kEvent + "ramp = \"30 s\"\nset.system.app.instances = 2\n"), "");
  EXPECT_EQ(problems_with(kEvent + "ramp = \"31 s\"\nset.system.app.instances = 2\n"),
            "event.sale.ramp: two ramps of \"31 s\" do not fit into \"1 min\"\n");
}

// Each metric in its unit, with its direction.
TEST(ObjectiveTable, ReadsEveryMetric) {
  const LoadResult result =
      load_text(kSmall + kEvent + "set.system.app.instances = 2\n" +
                "[objective.a]\nrequest = \"home\"\np999_below = \"90 ms\"\nduring = [\"steady\", \"sale\"]\n"
                "[objective.b]\nmean_below = \"5 ms\"\n[objective.c]\nerrors_below = \"0.1 %\"\n"
                "[objective.d]\nthroughput_above = \"99 /s\"\n[objective.e]\nutilisation_below = 0.7\npart = "
                "\"app\"\n");
  ASSERT_EQ(problems(result), "");
  const std::vector<Objective>& all = result.spec->objectives;
  EXPECT_EQ(all[0].metric, Objective::Metric::latency_quantile);
  EXPECT_EQ(all[0].quantile, 0.999);
  EXPECT_EQ(all[0].limit, 0.090);
  EXPECT_EQ(all[0].during, (std::vector<std::string>{"steady", "sale"}));
  EXPECT_EQ(all[1].limit, 0.005);
  EXPECT_EQ(all[2].limit, 0.001);
  EXPECT_EQ(all[3].limit, 99);
  EXPECT_FALSE(all[3].is_upper);
  EXPECT_EQ(all[4].part, "app");
  EXPECT_TRUE(all[4].is_upper);
}

// One promise, of something that exists.
TEST(ObjectiveTable, SaysWhatIsWrong) {
  EXPECT_EQ(problems_with("[objective.a]\np99_below = \"1 s\"\nmean_below = \"1 s\"\n"),
            "objective.a: promises both p99_below and mean_below = write two objectives\n");
  EXPECT_EQ(problems_with("[objective.a]\nutilisation_below = 0.5\n"),
            "objective.a: utilisation_below needs 'part'\n");
  EXPECT_EQ(problems_with("[objective.a]\np99_below = \"1 s\"\npart = \"app\"\n"),
            "objective.a.part: belongs to utilisation_below\n");
  EXPECT_EQ(problems_with("[objective.a]\np99_belw = \"1 s\"\n"),
            "objective.a: does not say what is promised = give one of mean_below, p99_below (or another "
            "percentile), "
            "errors_below, throughput_above or utilisation_below\n"
            "objective.a.p99_belw: an objective has no setting 'p99_belw' = did you mean 'p99_below'?\n");
  EXPECT_EQ(
      problems_with("[objective.a]\np99_below = \"1 s\"\nduring = \"sael\"\n"),
      "objective.a.during: holds during 'sael', but no event has that name = define it in [event.sael]\n");
}

// Utilisation is of the whole run: an event named beside it would be ignored, so it is refused.
TEST(ObjectiveTable, JudgesUtilisationOverTheWholeRun) {
  EXPECT_EQ(
      problems_with("[objective.busy]\npart = \"app\"\nutilisation_below = \"70 %\"\nduring = \"steady\"\n"),
      "objective.busy.during: says nothing for utilisation_below, which is of the whole run\n");
}

// Prices share one currency.
TEST(PriceTable, HasOneCurrency) {
  std::string text = kSmall;
  text.insert(text.find("[request"), "price = \"big\"\n");
  EXPECT_EQ(load_text(text + "[price]\nbig = \"73 USD/month\"\n").spec->prices[0].second.per_hour, 0.1);
  EXPECT_EQ(problems(load_text(text + "[price]\nbig = \"1 USD/h\"\nother = \"1 EUR/h\"\n")),
            "price.other: is the price of nothing = use it or leave it out\n"
            "price.other: is in EUR, but 'big' is in USD = write all prices in one currency\n");
}

// A steady run has a warm-up; an episode starts at 0 s and may last until drained if its traffic ends.
TEST(RunTable, IsSteadyOrAnEpisode) {
  const std::string burst = kSmall.substr(0, kSmall.find("rate =")) + "burst = 9\n";
  const LoadResult drained = load_text(burst + "[run]\nkind = \"episode\"\nlasts = \"until drained\"\n");
  ASSERT_EQ(problems(drained), "");
  EXPECT_TRUE(drained.spec->run.until_drained);
  EXPECT_EQ(drained.spec->run.warm_up, Duration{});
  EXPECT_EQ(problems_with("[run]\nkind = \"episode\"\nduration = \"until drained\"\n"),
            "run.duration: traffic 'visitors' never stops coming = give it a burst or a profile that ends at "
            "\"0 /s\", or the "
            "run a duration\n");
  EXPECT_EQ(problems_with("[run]\nduration = \"until drained\"\n"),
            "run.duration: only an episode runs until drained = add kind = \"episode\"\n");
  EXPECT_EQ(problems_with("[run]\nkind = \"episode\"\nwarm_up = \"5 s\"\n"),
            "run.warm_up: an episode is looked at from 0 s and has no warm-up = leave it out\n");
  EXPECT_EQ(problems_with("[run]\nduration = \"1 s\"\nlasts = \"1 s\"\n"),
            "run: has both duration and lasts = keep one of the two\n");
  EXPECT_EQ(problems_with("[run]\nduration = \"0 s\"\n"), "run.duration: must be above 0 s, got 0 s\n");
}

// A warm-up is found by itself unless it is said how long it is.
TEST(RunTable, FindsItsWarmUpUnlessItIsGiven) {
  EXPECT_TRUE(load_text(kSmall).spec->run.finds_warm_up);
  EXPECT_TRUE(load_text(kSmall + "[run]\nwarm_up = \"auto\"\n").spec->run.finds_warm_up);
  const LoadResult given = load_text(kSmall + "[run]\nwarm_up = \"5 s\"\n");
  EXPECT_FALSE(given.spec->run.finds_warm_up);
  EXPECT_EQ(given.spec->run.warm_up, Duration::seconds(5));
  EXPECT_FALSE(load_text(kSmall + "[run]\nkind = \"episode\"\n").spec->run.finds_warm_up);
  EXPECT_EQ(problems_with("[run]\nkind = \"episode\"\nwarm_up = \"auto\"\n"),
            "run.warm_up: an episode is looked at from 0 s and has no warm-up = leave it out\n");
}

// Precision is of the objectives' measures, or of the mean latency, or of what is named.
TEST(RunTable, SaysWhatIsToBePrecise) {
  const auto measures = [](const std::string& more) {
    std::string names;
    const LoadResult result = load_text(kSmall + more);
    for (const Objective& one : result.spec->run.precision_of) names += one.name + " ";
    return names;
  };
  const std::string precise = "[run]\nprecision = \"2 %\"\n";
  EXPECT_EQ(measures(""), "");
  EXPECT_EQ(measures(precise), "mean ");
  EXPECT_EQ(measures(precise + "[objective.quick]\np99_below = \"1 s\"\n"), "quick ");
  EXPECT_EQ(measures(precise + "precision_of = [\"home.p99\", \"throughput\"]\n"), "home.p99 throughput ");
  EXPECT_EQ(problems_with(precise + "precision_of = [\"house.p99\"]\n"),
            "run.precision_of: there is no measure 'house.p99' = write mean, p99 (or another percentile), "
            "throughput or errors; of one request: \"checkout.p99\"\n");
  EXPECT_EQ(problems_with("[run]\nprecision = \"0 %\"\n"), "run.precision: must be above 0 %, got 0 %\n");
}

// Replications and seeds end where they must.
TEST(RunTable, BoundsItsCounts) {
  EXPECT_EQ(load_text(kSmall + "[run]\nreplications = 100_000\nseed = 9223372036854775807\n").spec->run.seed,
            9223372036854775807U);
  EXPECT_EQ(problems_with("[run]\nreplications = 100_001\n"),
            "run.replications: must be at most 100000, got 100001\n");
  EXPECT_EQ(problems_with("[run]\nseed = -1\n"), "run.seed: must be at least 0, got -1\n");
}

// Simulated time goes as far as 64 bits of nanoseconds do.
TEST(RunTable, EndsBeforeTimeDoes) {
  EXPECT_EQ(problems_with("[run]\nwarm_up = \"2_500_000 h\"\nduration = \"2_500_000 h\"\n"),
            "run.duration: ends after more than 292 years, which is as far as simulated time goes\n");
}

}  // namespace
}  // namespace plimsoll::spec
