#include "study/books.hpp"

#include <gtest/gtest.h>

#include "tests/support/busy_model.hpp"
#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// Opened and checked at any instant, in the middle of everything, the books balance to the nanosecond.
TEST(Books, BalanceWheneverOneLooks) {
  Episode episode(kBusyModel);
  Engine& engine = episode.engine();
  for (int opened = 0; opened < 6; ++opened) {
    engine.end_warm_up();
    const Books books(engine, episode.spec());
    for (int i = 0; i < 60; ++i) {
      engine.run(engine.now() + Duration::us(16'703), UINT64_MAX);
      ASSERT_NO_THROW(books.check(engine, episode.spec())) << "at " << engine.now().to_seconds() << " s";
    }
  }
}

// The model of the test above is as busy as it says: every line is used, and left in every way.
TEST(Books, AreOfABusyModel) {
  const Results results = run_text(kBusyModel);

  for (const char* part : {"app", "pool", "row", "limiter", "products", "primary"}) {
    EXPECT_GT(part_of(results, part).waiting.value, 0.01) << part;
  }
  EXPECT_GT(failures(request_of(results, "buy"), "timed_out"), 10);
  EXPECT_GT(measure(results, "row", "timed_out").value, 1);
  EXPECT_GT(measure(results, "pool", "timed_out").value, 1);
}

// Requests that counting does not know of are found by head, and the run is stopped with both sides.
TEST(Books, NameWhoseTheyAreAndTheLaw) {
  Episode episode("[request.ask]\nsteps = [{ wait = \"1 h\" }]\n" + std::string(kEpisode) + burst("ask", 10));
  const Books books(episode.engine(), episode.spec());
  episode.engine().run(SimTime::seconds(1), UINT64_MAX);
  ++episode.engine().recorder().kinds().front().ended_ever;
  try {
    books.check(episode.engine(), episode.spec());
    FAIL() << "one too many has ended";
  } catch (const InternalError& error) {
    EXPECT_EQ(
        std::string(error.what()),
        "the books do not balance: request 'ask': arrived = ended + in flight, since t = 0: 10 is not 11");
  }
}

// An arrival counted at another instant than that of the request is a nanosecond too much in Little's law.
TEST(Books, CountNanoseconds) {
  Episode episode("[request.ask]\nsteps = [{ wait = \"1 h\" }]\n" + std::string(kEpisode) + burst("ask", 2));
  const Books books(episode.engine(), episode.spec());
  episode.engine().run(SimTime::seconds(1), UINT64_MAX);
  EXPECT_NO_THROW(books.check(episode.engine(), episode.spec()));
  ++episode.engine().recorder().kinds().front().arrival_instants;

  EXPECT_THROW(books.check(episode.engine(), episode.spec()), InternalError);
}

}  // namespace
}  // namespace plimsoll::test
