#include "models/stations/gate.hpp"

#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

using Answer = Gate::Answer;

/// An engine with ten requests, 0 to 9, that wait for an hour: someone to stand in lines.
class GateStory : public testing::Test {
 protected:
  GateStory()
      : episode_("[request.ask]\nsteps = [{ wait = \"1 h\" }]\n" + std::string(kEpisode) + burst("ask", 10)) {
    engine().run(SimTime::ms(1), 1'000);
  }
  Engine& engine() { return episode_.engine(); }
  bool is_resumed(RequestIndex r) { return engine().request(r).resume_at != nullptr; }

 private:
  Episode episode_;
};

// One place and room for two: in, waiting, waiting, refused. Whoever leaves lets the first in line in.
TEST_F(GateStory, LetsInQueuesAndRefuses) {
  Gate gate(1, 2);

  EXPECT_EQ(gate.arrive(engine(), 0), Answer::admitted);
  EXPECT_EQ(gate.arrive(engine(), 1), Answer::waiting);
  EXPECT_EQ(gate.arrive(engine(), 2), Answer::waiting);
  EXPECT_EQ(gate.arrive(engine(), 3), Answer::refused);
  EXPECT_EQ(gate.refused(), 1U);

  gate.leave(engine());
  EXPECT_TRUE(is_resumed(1));
  EXPECT_FALSE(is_resumed(2));
  EXPECT_EQ(gate.in_use(), 1);
  EXPECT_EQ(gate.queue_length(), 1);
}

// Whoever gives up in the middle of the line leaves it whole, and makes room.
TEST_F(GateStory, LosesWhoGivesUp) {
  Gate gate(1, 3);
  for (const RequestIndex r : {0U, 1U, 2U, 3U}) gate.arrive(engine(), r);

  gate.withdraw(engine(), 2);
  EXPECT_EQ(gate.arrive(engine(), 4), Answer::waiting);
  for (int i = 0; i < 3; ++i) gate.leave(engine());

  EXPECT_TRUE(is_resumed(1) && is_resumed(3) && is_resumed(4));
  EXPECT_FALSE(is_resumed(2));
  gate.leave(engine());
  EXPECT_EQ(gate.in_use(), 0);
}

// More places let in at once; fewer are taken away as they are given back.
TEST_F(GateStory, ChangesItsSize) {
  Gate gate(1, 9);
  for (const RequestIndex r : {0U, 1U, 2U, 3U}) gate.arrive(engine(), r);

  gate.set_size(engine(), 3);
  EXPECT_TRUE(is_resumed(1) && is_resumed(2));
  EXPECT_EQ(gate.in_use(), 3);

  gate.set_size(engine(), 1);
  gate.leave(engine());
  gate.leave(engine());
  EXPECT_FALSE(is_resumed(3));
  EXPECT_EQ(gate.in_use(), 1);
  gate.leave(engine());
  EXPECT_TRUE(is_resumed(3));
  EXPECT_EQ(gate.in_use(), 1);
}

}  // namespace
}  // namespace plimsoll::test
