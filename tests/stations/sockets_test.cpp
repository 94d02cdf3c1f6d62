#include "models/stations/sockets.hpp"

#include <gtest/gtest.h>

namespace plimsoll::test {
namespace {

const int kHere = 0, kThere = 0;

// Three descriptors: two clients and a connection; the fourth socket is refused until one is closed.
TEST(Sockets, RunOutOfDescriptors) {
  const SocketsSpec spec{.descriptors = {3}, .ports = {}};
  Sockets sockets(spec);
  EXPECT_TRUE(sockets.accept(SimTime::ms(0)));
  EXPECT_TRUE(sockets.accept(SimTime::ms(0)));
  EXPECT_TRUE(sockets.connect(SimTime::ms(0), &kHere));
  EXPECT_FALSE(sockets.accept(SimTime::ms(1)));
  EXPECT_FALSE(sockets.connect(SimTime::ms(1), &kHere));
  sockets.close_accepted(SimTime::ms(2));
  EXPECT_TRUE(sockets.connect(SimTime::ms(2), &kHere));

  EXPECT_EQ(sockets.refused_for_descriptors(), 2U);
  EXPECT_EQ(sockets.open().max_level(), 3);
}

// Two ports towards each place, held for 60 s after a connection was closed: towards here the third
// connection has to wait for the hold to end, towards there it has not.
TEST(Sockets, HoldPortsAfterClosing) {
  const SocketsSpec spec{.descriptors = {}, .ports = {2}};
  Sockets sockets(spec);
  EXPECT_TRUE(sockets.connect(SimTime::seconds(0), &kHere));
  EXPECT_TRUE(sockets.connect(SimTime::seconds(0), &kHere));
  sockets.close_connected(SimTime::seconds(1), &kHere, true);
  EXPECT_FALSE(sockets.connect(SimTime::seconds(60), &kHere));
  EXPECT_TRUE(sockets.connect(SimTime::seconds(60), &kThere));
  EXPECT_EQ(sockets.ports_bound(SimTime::seconds(60)), 3);
  EXPECT_TRUE(sockets.connect(SimTime::seconds(61), &kHere));

  EXPECT_EQ(sockets.refused_for_ports(), 1U);
}

// A connection that the far end refused holds no port.
TEST(Sockets, FreeThePortOfWhatWasNeverOpen) {
  const SocketsSpec spec{.descriptors = {}, .ports = {1}};
  Sockets sockets(spec);
  EXPECT_TRUE(sockets.connect(SimTime::seconds(0), &kHere));
  sockets.close_connected(SimTime::seconds(0), &kHere, false);
  EXPECT_TRUE(sockets.connect(SimTime::seconds(0), &kHere));
}

// Opened and closed at once, again and again: ports / hold a second is all there is, whatever is asked for.
TEST(Sockets, AreBoundByPortsOverHold) {
  const SocketsSpec spec{.descriptors = {}, .ports = {28'232}};
  Sockets sockets(spec);
  std::int64_t connected = 0;
  for (std::int64_t t = 0; t < 600'000; ++t) {  // 1,000 a second for ten minutes
    if (!sockets.connect(SimTime::ms(t), &kHere)) continue;
    sockets.close_connected(SimTime::ms(t), &kHere, true);
    ++connected;
  }

  EXPECT_EQ(connected, 10 * 28'232);  // 470.5 /s
}

}  // namespace
}  // namespace plimsoll::test
