#include "study/replication_bytes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "report/json.hpp"
#include "study/gather.hpp"
#include "study/run.hpp"
#include "study/warm_up.hpp"
#include "tests/support/busy_model.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

constexpr const char* kSteady = R"(
  [system.app]
  kind  = "server"
  cores = 1
  [request.page]
  on    = "app"
  steps = [{ work = { dist = "exponential", mean = "8 ms" }, limit = "40 ms" }]
  [request.list]
  on    = "app"
  steps = [{ work = "3 ms" }]
  [traffic.visitors]
  users = 60
  think = { dist = "exponential", mean = "1 s" }
  mix   = { page = 0.8, list = 0.2 }
  [objective.quick]
  request   = "page"
  p99_below = "90 ms"
  [run]
  warm_up            = "1 s"
  duration           = "20 s"
  replications       = 3
  variance_reduction = "control_variates"
  precision_of       = ["page.p95"]
)";

/// A result without what may differ between equal runs.
std::string told(Results results) {
  results.run.wall_seconds = 0;
  results.run.threads = 1;
  return report::to_json(results);
}

Replication there_and_back(const Replication& replication) {
  return replication_from_bytes(to_bytes(replication));
}

// Written and read back a replication is the same: it gives the same bytes once more, and the same results.
TEST(ReplicationBytes, HoldAllThatAReplicationCounted) {
  for (const spec::Spec& spec : {load_text(kBusyModel), load_text(kSteady)}) {
    RunOptions options;
    options.sampled_requests = 20;
    const Observation seen = observe(spec, options);
    std::vector<Replication> again;
    for (const Replication& one : seen.replications) {
      again.push_back(there_and_back(one));
      EXPECT_EQ(to_bytes(again.back()), to_bytes(one));
    }
    spec::Spec ran = spec;
    const Results directly = gather(ran, given_warm_up(ran), seen.replications);
    EXPECT_EQ(told(gather(ran, given_warm_up(ran), again)), told(directly));
  }
}

// A run of one replication carries the stretches that its intervals are from.
TEST(ReplicationBytes, HoldTheStretchesOfARunAlone) {
  const spec::Spec spec =
      load_text(kSteady, {"run.replications=1", "run.duration=400s", "run.variance_reduction=none"});
  const Observation seen = observe(spec);
  ASSERT_FALSE(seen.replications[0].stretches.all.empty());
  const Replication again = there_and_back(seen.replications[0]);
  EXPECT_EQ(again.stretches.all.size(), seen.replications[0].stretches.all.size());
  EXPECT_EQ(to_bytes(again), to_bytes(seen.replications[0]));
}

// Pilots and histograms, too.
TEST(ReplicationBytes, HoldPilotsAndHistograms) {
  const std::vector<Pilot> pilots = pilot_some(load_text(kSteady), 1, 3, Duration::seconds(2));
  ASSERT_EQ(pilots.size(), 2U);
  const Pilot again = pilot_from_bytes(to_bytes(pilots[0]));
  EXPECT_EQ(again.series.size(), pilots[0].series.size());
  EXPECT_EQ(again.series[0].amount, pilots[0].series[0].amount);
  EXPECT_EQ(to_bytes(again), to_bytes(pilots[0]));

  Histogram histogram;
  for (const int ms : {0, 1, 7, 7, 900}) histogram.record(Duration::ms(ms));
  const Histogram read = histogram_from_bytes(to_bytes(histogram));
  EXPECT_EQ(read.buckets(), histogram.buckets());
  EXPECT_EQ(read.quantile(0.6), histogram.quantile(0.6));
}

// Bytes that are cut off, of another kind, or longer than they should be are refused, wherever they are cut.
TEST(ReplicationBytes, RefuseWhatIsNoReplication) {
  Histogram histogram;
  histogram.record(Duration::ms(3));
  const std::string bytes = to_bytes(histogram);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(histogram_from_bytes(bytes.substr(0, length)), std::invalid_argument) << length;
  }
  EXPECT_THROW(histogram_from_bytes(bytes + "x"), std::invalid_argument);
  EXPECT_THROW(replication_from_bytes(bytes), std::invalid_argument);
}

/// Does everything here, in shares of two and from behind, as other machines might; counts the calls.
struct Neighbour {
  int replications = 0, pilots = 0;
  Elsewhere elsewhere{[this](const spec::Spec& spec, std::size_t first, std::size_t last, double) {
                        std::vector<Replication> all(last - first);
                        for (std::size_t end = last; end > first;) {
                          const std::size_t begin = end > first + 2 ? end - 2 : first;
                          std::vector<Replication> some = replicate_some(spec, begin, end);
                          for (std::size_t i = begin; i < end; ++i)
                            all[i - first] = there_and_back(some[i - begin]);
                          end = begin;
                          ++replications;
                        }
                        return all;
                      },
                      [this](const spec::Spec& spec, std::size_t count, Duration length) {
                        ++pilots;
                        return pilot_some(spec, 0, count, length);
                      }};
};

// A run whose jobs are done elsewhere gives the bytes of one that was done here: with a fixed number of
// replications, with a warm-up to find, and with replications added until a precision is reached.
TEST(Elsewhere, GivesTheBytesOfARunHere) {
  for (const std::vector<std::string>& sets : std::vector<std::vector<std::string>>{
           {"run.replications=5"},
           {"run.warm_up=auto", "run.variance_reduction=none"},
           {"run.precision=\"5 %\"", "run.replications_max=60"},
           {"run.replications=1", "run.duration=400s", "run.variance_reduction=none"}}) {
    const spec::Spec spec = load_text(kSteady, sets);
    Neighbour neighbour;
    RunOptions options;
    options.elsewhere = &neighbour.elsewhere;
    const Results there = run(spec, options);
    EXPECT_EQ(told(there), told(run(spec))) << sets[0];
    EXPECT_GT(neighbour.replications, 0);
    EXPECT_EQ(neighbour.pilots > 0, sets[0] == "run.warm_up=auto");
  }
}

// Where the time budget leaves replications undone, those before them count and the result says so.
TEST(Elsewhere, MayRunOutOfTime) {
  const spec::Spec spec =
      load_text(kSteady, {"run.replications=8", "run.time_budget=1h", "run.variance_reduction=none"});
  Elsewhere elsewhere;
  double told_budget = 0;
  elsewhere.replicate = [&](const spec::Spec& one, std::size_t first, std::size_t last, double budget) {
    told_budget = budget;
    std::vector<Replication> some = replicate_some(one, first, first + 3);
    some.resize(last - first);
    return some;
  };
  RunOptions options;
  options.elsewhere = &elsewhere;
  const Results results = run(spec, options);
  EXPECT_NEAR(told_budget, 3600, 60);
  EXPECT_TRUE(results.run.is_out_of_time);
  EXPECT_TRUE(results.run.complete);
  EXPECT_EQ(results.run.replications, 3);
}

}  // namespace
}  // namespace plimsoll::test
