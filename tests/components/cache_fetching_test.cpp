// Who fetches what a cache has not, when, and what is served meanwhile.
#include <gtest/gtest.h>

#include "models/model_problem.hpp"
#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// A look-up and a store take 1 ms each, a fetch 5 ms.
std::string shop(const std::string& cache, const std::string& read = "miss = \"load\"") {
  return "[system.app]\nkind = \"server\"\ninstances = 5\ncores = 4\nworkers = \"unlimited\"\n"
         "[system.products]\nkind = \"cache\"\ntime = \"1 ms\"\nttl = \"100 ms\"\ncapacity = 100\n" +
         cache + "\n[request.browse]\non = \"app\"\nsteps = [{ read = \"products\", " + read +
         " }]\n[routine.load]\nsteps = [{ wait = \"5 ms\" }]\n" + kEpisode;
}

double count(Episode& episode, std::string_view name) {
  for (auto& component : episode.engine().parts()) {
    if (component->name() == "products") return own(component->read(episode.engine().now()), name);
  }
  throw std::runtime_error("no products");
}

// Ten thousand at once on a cold key, spread over five processes: each fetches, or one of each process does,
// or one of all.
TEST(CacheFetching, FetchesTenThousandTimesOrFiveTimesOrOnce) {
  for (const auto& [who, fetches] :
       {std::pair{"none", 10'000.0}, std::pair{"per_instance", 5.0}, std::pair{"shared", 1.0}}) {
    Episode episode(shop("singleflight = \"" + std::string(who) + "\"") + burst("browse", 10'000));
    const Story story = episode.tell();
    EXPECT_EQ(story.size(), 10'000U);
    EXPECT_EQ(story.back(), "7 browse ok");
    EXPECT_EQ(count(episode, "fetches"), fetches) << who;
    episode.expect_nothing_held();
  }
}

// Within an instance means that there is one: a request that is on no server is told so.
TEST(CacheFetching, AsksOnWhichServerItIs) {
  const std::string model = R"(
[system.products]
kind         = "cache"
time         = "1 ms"
ttl          = "1 s"
capacity     = 1
singleflight = "per_instance"
[request.browse]
steps = [{ read = "products" }]
)" + burst("browse") + kEpisode;
  try {
    build(load_text(model), 1, 0);
    ADD_FAILURE() << "it was built";
  } catch (const ModelProblem& problem) {
    EXPECT_STREQ(problem.what(),
                 "request.browse.steps.read_products: shares fetches of products within an instance of its "
                 "server, but the request is on no server here");
  }
}

// A wait group that is armed 3 ms after the fetch began: who comes at 1 or 2 ms passes by and fetches too,
// who comes at 3 ms or later waits for the first.
TEST(CacheFetching, LetsThePromptPassBeforeItIsArmed) {
  Episode episode(shop("singleflight = \"shared\"\narms_after = \"3 ms\"") + burst("browse") +
                  burst("browse", 1, "1 ms") + burst("browse", 1, "2 ms") + burst("browse", 2, "3 ms"));

  EXPECT_EQ(episode.tell(),
            (Story{"7 browse ok", "7 browse ok", "7 browse ok", "8 browse ok", "9 browse ok"}));
  EXPECT_EQ(count(episode, "fetches"), 3);
  EXPECT_EQ(count(episode, "passed_by"), 2);
  EXPECT_EQ(count(episode, "shared_fetches"), 2);
}

// Stored at 7 ms until 107 ms. From 80 % of its life, 87 ms, a hit has it fetched anew in the background,
// once however many hit: nobody after the first ever misses.
TEST(CacheFetching, RefreshesAheadOfExpiry) {
  Episode episode(shop("refresh_at = \"80 %\"") + burst("browse") + burst("browse", 1, "80 ms") +
                  burst("browse", 20, "95 ms") + burst("browse", 1, "150 ms"));
  episode.tell();

  EXPECT_EQ(count(episode, "misses"), 1);
  EXPECT_EQ(count(episode, "fetches"), 1);
  EXPECT_EQ(count(episode, "refreshes"), 1);  // at 96 ms, stored at 102 ms until 202 ms
  EXPECT_EQ(count(episode, "hits"), 22);
  episode.expect_nothing_held();
}

// Past its end at 107 ms the entry is served for another 50 ms, and fetched anew by the first who met it so;
// at 300 ms that one too is past both.
TEST(CacheFetching, ServesStaleWhileItRevalidates) {
  Episode episode(shop("stale_while_revalidate = \"50 ms\"") + burst("browse") +
                  burst("browse", 3, "120 ms") + burst("browse", 1, "130 ms") + burst("browse", 1, "300 ms"));

  EXPECT_EQ(episode.tell(), (Story{"7 browse ok", "121 browse ok", "121 browse ok", "121 browse ok",
                                   "131 browse ok", "307 browse ok"}));
  EXPECT_EQ(count(episode, "stale_served"), 3);
  EXPECT_EQ(count(episode, "refreshes"), 1);
  EXPECT_EQ(count(episode, "misses"), 2);
}

// Fetches fail from 50 ms on. The entry stored at 7 ms is served for 1 s after its end, degraded, to the one
// who fetches and to the one who waits for that; then the failure shows.
TEST(CacheFetching, ServesStaleIfFetchingFails) {
  const std::string model = R"(
[system.products]
kind           = "cache"
time           = "1 ms"
ttl            = "100 ms"
capacity       = 1
singleflight   = "shared"
stale_if_error = "1 s"
[request.browse]
steps = [{ read = "products", miss = "load" }]
[routine.load]
steps = [{ wait = "5 ms", limit = "10 ms" }]
[event.outage]
starts = "50 ms"
set.routine.load.steps.wait.wait = "1 min"
)";
  EXPECT_EQ(
      tell(model + burst("browse") + burst("browse", 2, "200 ms") + burst("browse", 1, "1200 ms") + kEpisode),
      (Story{"7 browse ok", "211 browse degraded", "211 browse degraded", "1211 browse timed_out"}));
}

// An expired copy is asked after (1 ms, not 5 ms) and good for another 100 ms; a missing one is fetched.
TEST(CacheFetching, RevalidatesWhatHasExpired) {
  const std::string model =
      shop("", "miss = \"load\", revalidate = \"ask\"") + "[routine.ask]\nsteps = [{ wait = \"1 ms\" }]\n";
  EXPECT_EQ(tell(model + burst("browse") + burst("browse", 1, "200 ms") + burst("browse", 1, "290 ms")),
            (Story{"7 browse ok", "203 browse ok", "291 browse ok"}));
}

/// Steady reads of one key, `rate` a second at random, fetched in 100 ms by whoever misses.
Results read_one_key(const std::string& cache, const std::string& rate = "100 /s") {
  return run_text("[system.products]\nkind = \"cache\"\ntime = \"0 s\"\ncapacity = 10\n" + cache + R"(
[request.browse]
steps = [{ read = "products", miss = "load" }]
[routine.load]
steps = [{ wait = "100 ms" }]
[traffic.crowd]
rate = ")" + rate +
                  R"("
[run]
warm_up      = "10 s"
duration     = "500 s"
replications = 10
)");
}

// XFetch: some hit fetches ahead of the end, so hardly anybody meets an expired entry. Without it
// 1 + 100/s x 0.1 s = 11 fetch together at each end, and each stores anew for 1 s, the last 0.2 s after the end.
TEST(CacheFetching, ExpiresEarlyNowAndThenAndIsNotStampeded) {
  const Results plain = read_one_key("ttl = \"1 s\"");
  const double per_cycle = measure(plain, "products", "fetches").value / (500 / 1.2);
  EXPECT_NEAR(per_cycle, 1 + 100 * 0.1, 0.3);

  const Results early = read_one_key("ttl = \"1 s\"\nearly_expiry = 1");
  EXPECT_LT(measure(early, "products", "expired").high, 0.02 * measure(plain, "products", "expired").low);
  EXPECT_GT(measure(early, "products", "early_fetches").low, 500.0);
  EXPECT_LT(measure(early, "products", "fetches").high, 0.5 * measure(plain, "products", "fetches").low);
}

// A hit ratio that is set is what is measured, beside what the one key would give: 20/s x 0.5 s gives 10/11.
TEST(CacheFetching, HitsAsOftenAsItIsToldAndSaysWhatTheKeysWouldGive) {
  const Results results = read_one_key("ttl = \"500 ms\"\nhit_ratio = \"80 %\"", "20 /s");

  expect_exact(results, measure(results, "products", "hit_ratio"), 0.8, 0.01);
  expect_exact(results, measure(results, "products", "emergent_hit_ratio"), 10.0 / 11.0, 0.01);
  expect_exact(results, measure(results, "products", "fetches"), 500 * 20 * 0.2, 100);
}

// Half of what is fetched is stored, so an entry that is there for 500 ms costs two misses on average: 10
// hits in 12 look-ups, less what comes while it is being fetched.
TEST(CacheFetching, StoresAShareOfWhatItFetches) {
  const Results results = run_text(R"(
[system.products]
kind        = "cache"
time        = "0 s"
capacity    = 10
ttl         = "500 ms"
store_ratio = 0.5
[request.browse]
steps = [{ read = "products", miss = "load" }]
[routine.load]
steps = [{ wait = "0 s" }]
[traffic.crowd]
rate = "20 /s"
[run]
warm_up      = "10 s"
duration     = "1000 s"
replications = 10
)");
  expect_exact(results, measure(results, "products", "hit_ratio"), 10.0 / 12.0, 0.01);
}

}  // namespace
}  // namespace plimsoll::test
