#include <gtest/gtest.h>

#include "models/build.hpp"
#include "models/model_problem.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

// One key. A look-up and a store take 1 ms each and a fetch 5 ms: a hit takes 1 ms and a miss 7 ms.
constexpr const char* kProducts = R"(
[system.products]
kind     = "cache"
time     = "1 ms"
ttl      = "5 s"
capacity = 100

[request.browse]
steps = [{ read = "products", miss = "load" }]

[routine.load]
steps = [{ wait = "5 ms" }]

[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)";

/// So many requests at that instant.
std::string at(const char* instant, int burst = 1, const char* request = "browse") {
  static int number = 0;
  return "\n[traffic.t" + std::to_string(++number) + "]\nburst = " + std::to_string(burst) + "\nat = \"" +
         instant + "\"\nrequest = \"" + request + "\"\n";
}

double count(const Results& results, const char* name) { return measure(results, "products", name).value; }

// The first request fetches in 7 ms, the second finds in 1 ms.
TEST(Cache, FindsWhatItHasStored) {
  const Results results = run_text(kProducts + at("0 s") + at("1 s"));

  EXPECT_EQ(count(results, "misses"), 1);
  EXPECT_EQ(count(results, "fetches"), 1);
  EXPECT_EQ(count(results, "hits"), 1);
  EXPECT_EQ(count(results, "hit_ratio"), 0.5);
  EXPECT_DOUBLE_EQ(request_of(results, "browse").latency_seconds.max.value, 0.007);
  EXPECT_DOUBLE_EQ(request_of(results, "browse").latency_seconds.mean.value, 0.004);
}

// Stored at 7 ms for 5 s: read at 5.005 s it is still there, at 5.007 s no more. Reading does not prolong.
TEST(Cache, ForgetsAfterTheTtl) {
  const Results results = run_text(kProducts + at("0 s") + at("4 s") + at("5005 ms") + at("5006 ms"));

  EXPECT_EQ(count(results, "hits"), 2);
  EXPECT_EQ(count(results, "misses"), 2);
  EXPECT_EQ(count(results, "expired"), 1);
}

// For ever is said in so many words: a year later the entry is still there.
TEST(Cache, KeepsForEverIfToldSo) {
  const Results results = run_text(kProducts + at("0 s") + at("365 day"), {"system.products.ttl=unlimited"});

  EXPECT_EQ(count(results, "hits"), 1);
  EXPECT_EQ(count(results, "expired"), 0);
}

// A ttl is required, has a unit and is above zero.
TEST(Cache, SaysHowATtlIsWritten) {
  const auto problem_with = [](const char* ttl) {
    try {
      load_text(kProducts + at("0 s"), {std::string("system.products.ttl=") + ttl});
    } catch (const std::runtime_error& problem) {
      return std::string(problem.what());
    }
    return std::string("none");
  };
  EXPECT_NE(problem_with("5").find("system.products.ttl: a time needs its unit, got 5"), std::string::npos)
      << problem_with("5");
  EXPECT_NE(problem_with("0s").find("system.products.ttl: must be above 0 s, got 0 s"), std::string::npos)
      << problem_with("0s");
  EXPECT_EQ(problem_with("unlimited"), "none");
}

// Values of two attributes are two keys even if both are value 0, and none of them is the key of a read
// without one. In room for two, the third evicts the first.
TEST(Cache, TellsKeysApartAndEvictsTheLeastRecentlyUsed) {
  const std::string model = R"(
[system.products]
kind     = "cache"
time     = "0 s"
ttl      = "unlimited"
capacity = 2

[attribute.item]
values = 1
[attribute.user]
values = 1

[request.browse]
steps = [
  { id = "a1", read = "products", key = "item", miss = "load" },
  { id = "b1", read = "products", key = "user", miss = "load" },
  { id = "a2", read = "products", key = "item", miss = "load" },
  { id = "c1", read = "products", miss = "load" },
  { id = "a3", read = "products", key = "item", miss = "load" },
  { id = "b2", read = "products", key = "user", miss = "load" },
]
[routine.load]
steps = [{ wait = "5 ms" }]
[traffic.one]
burst = 1
[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)";
  const Results results = run_text(model);

  EXPECT_EQ(count(results, "hits"), 2);       // a2 and a3
  EXPECT_EQ(count(results, "misses"), 4);     // a1, b1, c1 and b2
  EXPECT_EQ(count(results, "evictions"), 2);  // b for c, c for b
  // Nothing takes time but four fetches of 5 ms: 0, 1, 2 and 2 entries.
  EXPECT_DOUBLE_EQ(count(results, "entries_mean"), 5.0 / 4);
}

// An event leaves room for one of two entries. Both are asked for again in the same order, and each evicts
// the other: one eviction by the event, two after it.
TEST(Cache, FollowsItsLiveCapacity) {
  const Results results = run_text(R"(
[system.products]
kind     = "cache"
time     = "1 ms"
ttl      = "unlimited"
capacity = 100
[attribute.item]
values = 1
[request.browse]
steps = [{ id = "a", read = "products", key = "item", miss = "load" },
         { id = "b", read = "products", miss = "load" }]
[routine.load]
steps = [{ wait = "5 ms" }]
[event.less]
starts = "1 s"
set.system.products.capacity = 1
[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)" + at("0 s") + at("2 s"));

  EXPECT_EQ(count(results, "misses"), 4);
  EXPECT_EQ(count(results, "evictions"), 3);
}

// An event shortens the ttl: what was stored before keeps its own, what is stored from then on lives 1 s.
TEST(Cache, FollowsItsLiveTtl) {
  const Results results = run_text(kProducts + at("0 s") + at("3 s") + at("6 s") + at("8 s") + R"(
[event.shorter]
starts = "1 s"
set.system.products.ttl = "1 s"
)");

  EXPECT_EQ(count(results, "hits"), 1);     // at 3 s
  EXPECT_EQ(count(results, "expired"), 2);  // at 6 s and at 8 s
}

// A hundred at once on a cold key: without singleflight all of them fetch.
TEST(Cache, IsStampeded) {
  const Results results = run_text(kProducts + at("0 s", 100));

  EXPECT_EQ(count(results, "misses"), 100);
  EXPECT_EQ(count(results, "fetches"), 100);
  EXPECT_EQ(count(results, "shared_fetches"), 0);
  EXPECT_FALSE(part_of(results, "products").has_wait);
}

// ... with it one fetches, 99 wait 6 ms for it, and all go on at 7 ms.
TEST(Cache, FetchesOnceInSingleFlight) {
  const Results results = run_text(kProducts + at("0 s", 100), {"system.products.singleflight=shared"});

  EXPECT_EQ(count(results, "misses"), 100);
  EXPECT_EQ(count(results, "fetches"), 1);
  EXPECT_EQ(count(results, "shared_fetches"), 99);
  const RequestFigures& browse = request_of(results, "browse");
  EXPECT_EQ(browse.completed.value, 100);
  EXPECT_DOUBLE_EQ(browse.latency_seconds.mean.value, 0.007);
  EXPECT_DOUBLE_EQ(browse.latency_seconds.max.value, 0.007);
  EXPECT_DOUBLE_EQ(part_of(results, "products").wait_seconds.mean.value, 0.006);
  EXPECT_DOUBLE_EQ(part_of(results, "products").waiting.value, 99 * 6.0 / 7.0);
}

// Different keys do not wait for one another: two values, two fetches.
TEST(Cache, FetchesOncePerKey) {
  const std::string model = R"(
[system.products]
kind         = "cache"
time         = "1 ms"
ttl          = "5 s"
capacity     = 100
singleflight = "shared"
[attribute.item]
values = 2
[request.browse]
steps = [{ read = "products", key = "item", miss = "load" }]
[routine.load]
steps = [{ wait = "5 ms" }]
[traffic.crowd]
burst = 100
[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)";
  const Results results = run_text(model);

  EXPECT_EQ(count(results, "fetches"), 2);
  EXPECT_EQ(count(results, "shared_fetches"), 98);
  EXPECT_EQ(request_of(results, "browse").completed.value, 100);
}

// The fetch fails: those who wait for it fail with it, at the same instant and for the same reason, nothing
// is stored, and the next request fetches anew.
TEST(Cache, FailsAllWhoWaitWhenTheFetchFails) {
  const Results results = run_text(R"(
[system.products]
kind         = "cache"
time         = "1 ms"
ttl          = "5 s"
capacity     = 100
singleflight = "shared"
[request.browse]
steps = [{ read = "products", miss = "load" }]
[routine.load]
steps = [{ wait = "5 ms" }, { fail = "declined" }]
[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)" + at("0 s", 100) + at("1 s"));

  const RequestFigures& browse = request_of(results, "browse");
  EXPECT_EQ(failures(browse, "declined"), 101);
  EXPECT_DOUBLE_EQ(browse.failures.front().latency_seconds.max.value, 0.006);
  EXPECT_EQ(count(results, "fetches"), 2);
  EXPECT_EQ(count(results, "hits"), 0);
}

// Impatient requests give up reading after 3 ms; the others wait as long as it takes.
const std::string kImpatient = std::string(kProducts) + R"(
[request.hurry]
steps = [{ read = "products", miss = "load", limit = "3 ms" }]
)";

// The leader gives up at 3 ms. The first of the three who wait takes over: it fetches from 3 to 8 ms, stores
// until 9 ms, and all three, who came at 1 ms, go on.
TEST(Cache, HandsTheLeadOnWhenTheLeaderGivesUp) {
  const Results results =
      run_text(kImpatient + at("0 s", 1, "hurry") + at("1 ms", 3), {"system.products.singleflight=shared"});

  EXPECT_EQ(failures(request_of(results, "hurry"), "timed_out"), 1);
  const RequestFigures& browse = request_of(results, "browse");
  EXPECT_EQ(browse.completed.value, 3);
  EXPECT_DOUBLE_EQ(browse.latency_seconds.mean.value, 0.008);
  EXPECT_DOUBLE_EQ(browse.latency_seconds.max.value, 0.008);
  EXPECT_EQ(count(results, "fetches"), 2);
  EXPECT_EQ(count(results, "shared_fetches"), 3);
}

// Those who wait and give up leave the line; the leader and one more patient request are none the wiser.
TEST(Cache, LetsThoseWhoWaitGiveUp) {
  const Results results = run_text(kImpatient + at("0 s", 1) + at("0 s", 2, "hurry") + at("1 ms", 1),
                                   {"system.products.singleflight=shared"});

  EXPECT_EQ(failures(request_of(results, "hurry"), "timed_out"), 2);
  const RequestFigures& browse = request_of(results, "browse");
  EXPECT_EQ(browse.completed.value, 2);
  EXPECT_DOUBLE_EQ(browse.latency_seconds.mean.value, (0.007 + 0.006) / 2);
  EXPECT_EQ(count(results, "fetches"), 1);
}

// A hundred give up at the same instant, each taking the lead for no time at all, and leave nothing behind
// that the next request could wait for.
TEST(Cache, IsNotStuckWhenAllGiveUp) {
  const Results results =
      run_text(kImpatient + at("0 s", 100, "hurry") + at("1 s"), {"system.products.singleflight=shared"});

  EXPECT_EQ(failures(request_of(results, "hurry"), "timed_out"), 100);
  EXPECT_EQ(request_of(results, "browse").completed.value, 1);
  EXPECT_DOUBLE_EQ(request_of(results, "browse").latency_seconds.max.value, 0.007);
  EXPECT_EQ(count(results, "fetches"), 101);
  EXPECT_EQ(count(results, "shared_fetches"), 99);
}

// Two branches of one request read the same key, so one leads and one waits; a third is done first and has
// both cancelled. The next request finds nothing in its way.
TEST(Cache, SurvivesBranchesThatAreCancelled) {
  const Results results = run_text(std::string(kProducts) + R"(
[request.either]
steps = [{ first_of = [{ id = "a", read = "products", miss = "load" },
                       { id = "b", read = "products", miss = "load" },
                       { id = "c", wait = "3 ms" }] }]
)" + at("0 s", 1, "either") + at("1 s"),
                                   {"system.products.singleflight=shared"});

  EXPECT_DOUBLE_EQ(request_of(results, "either").latency_seconds.max.value, 0.003);
  EXPECT_DOUBLE_EQ(request_of(results, "browse").latency_seconds.max.value, 0.007);
  EXPECT_EQ(count(results, "fetches"), 2);
  EXPECT_EQ(count(results, "shared_fetches"), 1);
}

// A fetch that reads the key it is fetching would wait for itself for ever: that is said before anything
// runs.
TEST(Cache, RefusesToWaitForItself) {
  const spec::Spec spec = load_text(R"(
[system.products]
kind         = "cache"
time         = "1 ms"
ttl          = "5 s"
capacity     = 100
singleflight = "shared"
[request.browse]
steps = [{ read = "products", miss = "load" }]
[routine.load]
steps = [{ read = "products", miss = "load_really" }]
[routine.load_really]
steps = [{ wait = "5 ms" }]
)" + at("0 s"));

  try {
    build(spec, 1, 0);
    ADD_FAILURE() << "it was built";
  } catch (const ModelProblem& problem) {
    EXPECT_STREQ(
        problem.what(),
        "routine.load.steps.read_products: reads products while the same key of it is being fetched, and "
        "would wait for itself");
  }
}

// A steady run over one part: `settings` of the cache, then attributes, the key and the traffic.
Results look_up_forever(const std::string& cache, const std::string& attribute, const std::string& run) {
  return run_text("[system.products]\nkind = \"cache\"\ntime = \"0 s\"\n" + cache + "\n[attribute.item]\n" +
                  attribute +
                  R"(
[request.browse]
steps = [{ read = "products", key = "item", miss = "load" }]
[routine.load]
steps = [{ wait = "0 s" }]
)" + run);
}

// One key under a ttl T, asked for at random at rate lambda, hits lambda T / (1 + lambda T) of the time: at
// 20 /s and 0.5 s 10/11, and 1.818 fetches a second.
TEST(Cache, HitsUnderATtlAsOftenAsRenewalTheorySays) {
  const Results results = look_up_forever("ttl = \"500 ms\"\ncapacity = 10", "values = 1", R"(
[traffic.crowd]
rate = "20 /s"
[run]
warm_up      = "10 s"
duration     = "2000 s"
replications = 20
)");

  expect_exact(results, measure(results, "products", "hit_ratio"), 10.0 / 11.0, 0.005);
  expect_exact(results, measure(results, "products", "fetches"), 2'000 * 20.0 / 11.0,
               0.02 * 2'000 * 20.0 / 11.0);
}

// Asked for every 100 ms, an entry of 0.5 to 1.5 s hits 5 to 14 times, all equally likely, before it has to
// be fetched: 9.5 hits in 10.5 look-ups. Without jitter it would be 9 in 10.
TEST(Cache, SpreadsTheLengthOfLifeByJitter) {
  const Results results = look_up_forever("ttl = \"1 s\"\njitter = \"50 %\"\ncapacity = 10", "values = 1", R"(
[traffic.clock]
rate     = "10 /s"
arrivals = "regular"
[run]
warm_up      = "10 s"
duration     = "2000 s"
replications = 20
)");

  expect_exact(results, measure(results, "products", "hit_ratio"), 9.5 / 10.5, 0.002);
}

// Independent requests to few items under LRU: exact hit ratios after King (1971).
Results look_up_items(int items, int capacity, const std::string& popularity, const std::string& seconds) {
  return look_up_forever("ttl = \"unlimited\"\ncapacity = " + std::to_string(capacity),
                         "values = " + std::to_string(items) + "\npopularity = " + popularity, R"(
[traffic.crowd]
rate = "1000 /s"
[run]
warm_up      = "20 s"
duration     = ")" + seconds + R"( s"
replications = 20
)");
}

// Two of five items with Zipf popularity of exponent 1.4: King's exact hit ratio is 0.61663.
TEST(Cache, HitsUnderLruAsKingSays) {
  const Results results = look_up_items(5, 2, R"({ dist = "zipf", exponent = 1.4 })", "40");

  expect_exact(results, measure(results, "products", "hit_ratio"), 0.6166267254, 0.005);
}

// The same where the oldest goes first: 0.59040, as with random replacement (Gelenbe 1973).
TEST(Cache, HitsUnderFifoAsGelenbeSays) {
  const Results results = look_up_forever("ttl = \"unlimited\"\nevicts = \"oldest\"\ncapacity = 2",
                                          R"(values = 5
popularity = { dist = "zipf", exponent = 1.4 })",
                                          R"(
[traffic.crowd]
rate = "1000 /s"
[run]
warm_up      = "20 s"
duration     = "40 s"
replications = 20
)");

  expect_exact(results, measure(results, "products", "hit_ratio"), 0.5903959956, 0.005);
}

// Two of five equally popular items: two in five look-ups hit, whichever two are there.
TEST(Cache, HitsUnderLruWhenAllAreEquallyPopular) {
  const Results results = look_up_items(5, 2, "\"uniform\"", "40");

  expect_exact(results, measure(results, "products", "hit_ratio"), 0.4, 0.005);
}

// A thousand of ten thousand items, exponent 0.8: Che's approximation, which is good to well under 1 %, has
// 0.4367.
TEST(Cache, HitsUnderLruAsCheSays) {
  const Results results = look_up_items(10'000, 1'000, R"({ dist = "zipf", exponent = 0.8 })", "40");

  expect_approximate(measure(results, "products", "hit_ratio"), 0.4366597222, 0.01);
}

// A thousand of a hundred thousand items, exponent 1: 0.5062.
TEST(Cache, HitsUnderLruAsCheSaysAmongMany) {
  const Results results = look_up_items(100'000, 1'000, R"({ dist = "zipf", exponent = 1.0 })", "40");

  expect_approximate(measure(results, "products", "hit_ratio"), 0.5061701485, 0.01);
}

}  // namespace
}  // namespace plimsoll::test
