#include "study/twin.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "study/theory_beside.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

/// A shipped scenario, with settings changed.
spec::Spec scenario(const std::string& name, std::vector<std::string> sets = {}, std::string case_name = {}) {
  const std::ifstream file(std::string(PLIMSOLL_CONFIGS) + "/scenarios/" + name + ".toml");
  std::ostringstream text;
  text << file.rdbuf();
  spec::LoadRequest request;
  request.files = {{name + ".toml", text.str()}};
  request.sets = std::move(sets);
  request.case_name = std::move(case_name);
  request.kinds = part_kinds();
  spec::LoadResult loaded = spec::load(request);
  if (!loaded.spec) throw std::runtime_error("\n" + loaded.diagnostics.render());
  return std::move(*loaded.spec);
}

double value_of(const Twin& twin, const std::string& subject, TheoryMeasure measure,
                TheoryKind kind = TheoryKind::exact) {
  for (const TheoryFigure& figure : twin.figures) {
    if (figure.subject == subject && figure.measure == measure && figure.kind == kind) return figure.value;
  }
  return -1;
}

bool mentions(const std::vector<std::string>& sentences, const std::string& words) {
  for (const std::string& sentence : sentences) {
    if (sentence.find(words) != std::string::npos) return true;
  }
  return false;
}

constexpr auto kThroughput = TheoryMeasure::throughput;
constexpr auto kLatency = TheoryMeasure::latency_mean;
constexpr auto kCpu = TheoryMeasure::cpu_utilisation;

// The shipped models whose answers are known are recognised, and get the values that their comments promise.
TEST(Twin, KnowsTheShippedModels) {
  const Twin mm_1 = twin_of(scenario("mm_1"));
  EXPECT_EQ(mm_1.model, "M/M/1");
  EXPECT_NEAR(value_of(mm_1, "job", kLatency), 0.05, 1e-12);
  EXPECT_NEAR(value_of(mm_1, "job", TheoryMeasure::latency_p99), 0.2302585093, 1e-9);
  EXPECT_NEAR(value_of(mm_1, "core", kCpu), 0.8, 1e-12);

  const Twin mm_c = twin_of(scenario("mm_c"));
  EXPECT_EQ(mm_c.model, "M/M/25");
  EXPECT_NEAR(value_of(mm_c, "job", kLatency), 0.12031692, 1e-7);
  EXPECT_NEAR(value_of(mm_c, "job", TheoryMeasure::latency_p95), 0.3286, 1e-4);

  EXPECT_EQ(twin_of(scenario("mg_1")).model, "M/G/1");
  EXPECT_NEAR(value_of(twin_of(scenario("mg_1")), "job", kLatency), 0.0683333333, 1e-9);
  EXPECT_EQ(twin_of(scenario("mg_1", {}, "constant")).model, "M/D/1");
  EXPECT_NEAR(value_of(twin_of(scenario("mg_1", {}, "constant")), "job", kLatency), 0.0216666667, 1e-9);

  EXPECT_EQ(twin_of(scenario("processor_sharing")).model, "M/G/1 processor sharing");
  EXPECT_NEAR(value_of(twin_of(scenario("processor_sharing")), "job", kLatency), 0.05, 1e-12);
  EXPECT_NEAR(value_of(twin_of(scenario("processor_sharing", {}, "in_turn")), "job", kLatency), 0.11, 1e-12);

  const Twin closed = twin_of(scenario("closed_interactive"));
  EXPECT_EQ(closed.model, "M/M/3//1000");
  EXPECT_NEAR(value_of(closed, "page", kThroughput), 99.7140997558, 1e-8);
  EXPECT_NEAR(value_of(closed, "page", kLatency), 0.0286719977, 1e-9);
  EXPECT_NEAR(*closed.saturation_users, 1503, 1e-9);
}

// The shop has bounds only, and says why: locks, cache, balancer, events.
TEST(Twin, BoundsTheShop) {
  const Twin shop = twin_of(scenario("shop"));
  EXPECT_EQ(shop.model, "");
  EXPECT_NEAR(value_of(shop, "checkout", kLatency, TheoryKind::at_least), 0.2063, 1e-9);
  // 1,500 users at the most, whom thinking alone takes 5 s.
  EXPECT_NEAR(value_of(shop, "browse", kThroughput, TheoryKind::at_most), 0.92 * 1500 / 5.02230, 0.01);
  EXPECT_TRUE(mentions(shop.reasons, "one request at a time holds inventory_row"));
  EXPECT_TRUE(mentions(shop.reasons, "products"));
  EXPECT_TRUE(mentions(shop.reasons, "events"));
  EXPECT_TRUE(mentions(shop.reasons, "edge looks where it sends requests"));
}

const std::string kTwoTiers = R"(
[system.app]
kind    = "server"
cores   = 2
[system.db]
kind        = "database"
cores       = 2
connections = "unlimited"
[request.page]
on    = "app"
steps = [{ work = { dist = "lognormal", mean = "10 ms", scv = 2 } },
         { query = "db", time = "5 ms", times = 2 },
         { wait = "20 ms" }]
[request.search]
on    = "app"
steps = [{ work = "20 ms" }, { query = "db", time = { dist = "exponential", mean = "30 ms" }, chance = 0.5 }]
)";

// Users at an application and its database: default workers do not matter to 100 users, and the simulated
// figures agree, throughput and latency of each kind of request.
TEST(Twin, AgreesAboutAClosedNetwork) {
  const std::string users = kTwoTiers + R"(
[traffic.users]
users = 100
think = { dist = "erlang", mean = "1 s", stages = 2 }
mix   = { page = 0.7, search = 0.3 }
[run]
warm_up      = "20 s"
duration     = "300 s"
replications = 10
)";
  const spec::Spec spec = load_text(users);
  EXPECT_EQ(twin_of(spec).model, "closed network of 2 stations, 100 users");
  const Results results = run(spec);
  EXPECT_EQ(results.theory.notes, std::vector<std::string>{});
  ASSERT_EQ(results.theory.figures.size(), 8u);
  for (const TheoryComparison& figure : results.theory.figures) {
    EXPECT_EQ(figure.verdict, TheoryVerdict::agrees) << figure.theory.subject << " " << figure.theory.value;
  }
}

// A stream from outside and users together, and a stream alone.
TEST(Twin, AgreesAboutMixedAndOpenNetworks) {
  const std::string stream = kTwoTiers + "[traffic.stream]\nrate = \"60 /s\"\nrequest = \"search\"\n";
  const std::string users = "[traffic.users]\nusers = 30\nthink = \"1 s\"\nrequest = \"page\"\n";
  const std::string steady = "[run]\nwarm_up = \"20 s\"\nduration = \"300 s\"\nreplications = 10\n";
  const std::string unlimited = "system.app.workers=\"unlimited\"";
  const Results mixed = run_text(stream + users + steady, {unlimited});
  EXPECT_EQ(mixed.theory.model, "mixed network of 2 stations, 30 users and a stream from outside");
  const std::string only_search = "\n[traffic.pages]\nrate = \"10 /s\"\nrequest = \"page\"\n";
  const Results open = run_text(stream + only_search + steady);
  EXPECT_EQ(open.theory.model, "open network of 2 stations");
  for (const Results* results : {&mixed, &open}) {
    EXPECT_EQ(results->theory.figures.size(), 8u);
    for (const TheoryComparison& figure : results->theory.figures) {
      EXPECT_EQ(figure.verdict, TheoryVerdict::agrees) << figure.theory.subject << " " << figure.theory.value;
    }
  }
}

// Two workers and three places: M/M/2/5 loses exactly so many.
TEST(Twin, AgreesAboutLimitedPlaces) {
  const Results results = run_text(R"(
[system.app]
kind    = "server"
cores   = 2
workers = 2
queue   = 3
[request.job]
on    = "app"
steps = [{ work = { dist = "exponential", mean = "100 ms" } }]
[traffic.jobs]
rate = "30 /s"
[run]
warm_up      = "20 s"
duration     = "500 s"
replications = 10
)");
  EXPECT_EQ(results.theory.model, "M/M/2/5");
  ASSERT_EQ(results.theory.figures.size(), 4u);
  for (const TheoryComparison& figure : results.theory.figures) {
    EXPECT_EQ(figure.verdict, TheoryVerdict::agrees) << figure.theory.value;
  }
}

/// Runs a model and holds it against the twin of another.
Results beside_another(const spec::Spec& simulated, const spec::Spec& other) {
  Results results = run(simulated);
  results.theory = {};
  set_beside(twin_of(other), results);
  return results;
}

// Planted faults: a core too many, work that is 5 % too long, a lost share of the waiting. Each is found, and
// the sentence names the part or the request.
TEST(TheoryBeside, FindsPlantedFaults) {
  const std::vector<std::string> shorter = {"run.duration=1000s", "run.replications=15"};
  const auto with = [&](std::string set) {
    std::vector<std::string> sets = shorter;
    if (!set.empty()) sets.push_back(std::move(set));
    return sets;
  };
  const Results core_too_many = beside_another(
      scenario("closed_interactive", {"run.duration=300s", "run.replications=10", "system.workers.cores=4"}),
      scenario("closed_interactive"));
  EXPECT_TRUE(mentions(core_too_many.theory.disagreements, "about workers: cpu_utilisation"));
  EXPECT_EQ(exit_code(core_too_many), 1);

  const Results slow = beside_another(
      scenario("mm_1", with("request.job.steps=[{work={dist=\"exponential\",mean=\"10.5ms\"}}]")),
      scenario("mm_1"));
  EXPECT_TRUE(mentions(slow.theory.disagreements, "about core"));
  const Results right = run(scenario("mm_1", with("")));
  EXPECT_EQ(right.theory.disagreements, std::vector<std::string>{});
  EXPECT_EQ(right.theory.figures[0].verdict, TheoryVerdict::agrees);
}

// A bound that is broken is found too: more answers than the cores could have worked for.
TEST(TheoryBeside, FindsABrokenBound) {
  const std::vector<std::string> steady = {"run.duration=300s", "run.warm_up=60s", "run.replications=10"};
  spec::Spec shop = scenario("shop", steady);
  shop.events.clear();
  spec::Spec slower = shop;
  slower.requests[0].steps[0].time.law = Distribution::constant(0.1);
  EXPECT_EQ(run(shop).theory.disagreements, std::vector<std::string>{});
  const Results found = beside_another(shop, slower);
  EXPECT_TRUE(mentions(found.theory.disagreements, "about browse: latency_seconds.mean"));
  EXPECT_TRUE(mentions(found.theory.disagreements, "about app: cpu_utilisation"));
}

// Noise is not taken for a fault: thirty seeds of short runs, each near the shortest that is judged at all.
TEST(TheoryBeside, DoesNotCryWolf) {
  int judged = 0;
  for (int seed = 1; seed <= 30; ++seed) {
    const Results results =
        run(scenario("mm_1", {"run.duration=100s", "run.warm_up=3s", "run.replications=10",
                              "run.seed=" + std::to_string(seed)}));
    EXPECT_EQ(results.theory.disagreements, std::vector<std::string>{}) << "seed " << seed;
    for (const TheoryComparison& figure : results.theory.figures) {
      judged += figure.verdict == TheoryVerdict::agrees ? 1 : 0;
    }
  }
  EXPECT_GE(judged, 30);
}

// A run too short to have forgotten its empty start is shown and not judged, and says what it would need.
TEST(TheoryBeside, DoesNotJudgeShortRuns) {
  const Results results = run(scenario("mm_1", {"run.duration=5s", "run.warm_up=0s", "run.replications=10"}));
  EXPECT_EQ(results.theory.figures[0].verdict, TheoryVerdict::not_judged);
  EXPECT_TRUE(mentions(results.theory.notes, "shown but not judged"));
}

// Each assumption that does not hold takes the exact values away, and is named.
TEST(Twin, SaysWhyTheoryDoesNotCoverAModel) {
  const auto reasons_with = [](std::vector<std::string> sets) {
    sets.insert(sets.end(), {"run.replications=1"});
    return twin_of(scenario("mm_1", std::move(sets))).reasons;
  };
  EXPECT_TRUE(reasons_with({}).empty());
  EXPECT_TRUE(mentions(reasons_with({"traffic.jobs.rate=101/s"}), "core is asked for all it can do"));
  EXPECT_TRUE(mentions(reasons_with({"system.core.instances=2"}), "by more than chance"));
  EXPECT_TRUE(reasons_with({"system.core.instances=2", "system.core.policy=random"}).empty());
  EXPECT_TRUE(mentions(reasons_with({"run.kind=episode", "run.warm_up=0s"}), "an episode"));
  EXPECT_TRUE(mentions(reasons_with({"traffic.jobs.arrivals=regular"}), "Allen and Cunneen"));
  EXPECT_TRUE(mentions(reasons_with({"traffic.jobs.limit=1s"}), "give up"));
  const auto cores = twin_of(scenario("mg_1", {"system.core.cores=2"}));
  EXPECT_TRUE(mentions(cores.reasons, "Lee and Longton"));
  EXPECT_GT(value_of(cores, "job", kLatency, TheoryKind::approximation), 0);
  EXPECT_NEAR(value_of(cores, "core", kCpu), 0.35, 1e-12);
}

// 100,000 users are solved exactly, and so many parts that it would take long approximately.
TEST(Twin, ChoosesByEffort) {
  const Twin many =
      twin_of(scenario("closed_interactive", {"traffic.users.users=100000", "system.workers.cores=205"}));
  EXPECT_NEAR(value_of(many, "page", kThroughput), 9977.8796167284, 1e-5);
  const Twin large = twin_of(
      scenario("closed_interactive", {"traffic.users.users=100000", "system.workers.cores=205",
                                      "system.workers.instances=30", "system.workers.policy=random"}));
  EXPECT_TRUE(mentions(large.reasons, "solved approximately"));
  EXPECT_GT(value_of(large, "page", kThroughput, TheoryKind::approximation), 9000);
}

}  // namespace
}  // namespace plimsoll::test
