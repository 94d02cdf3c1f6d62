#include "study/bottleneck.hpp"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

Estimate about(double value) { return {value, value, value, true, true}; }

PartFigures part(const std::string& name, const std::string& kind, double utilisation) {
  PartFigures figures;
  figures.name = name;
  figures.kind = kind;
  figures.has_utilisation = true;
  figures.utilisation = about(utilisation);
  return figures;
}

RequestFigures request(const std::string& name, const std::string& part, const std::string& what,
                       double p99_share) {
  RequestFigures figures;
  figures.name = name;
  figures.arrived = about(1000);
  AttributionFigures waiting;
  waiting.part = part;
  waiting.what = what;
  waiting.p99_share = p99_share;
  figures.attribution = {waiting};
  return figures;
}

// A processor at work nearly all the time is named, with what waiting for it does to slow requests.
TEST(Bottleneck, NamesWhatWorksAllTheTime) {
  const Bottleneck found = find_bottleneck({part("pool", "pool", 1), part("db", "database", 0.97)},
                                           {request("buy", "db", "cpu_waiting", 0.8)});

  EXPECT_EQ(found.part, "db");
  EXPECT_EQ(found.sentence,
            "db gives way first: it works 97 % of the time, and 80 % of the latency around the p99 is "
            "waiting for it");
}

// What slow requests wait for comes before what is merely in use, however idle it is on average; where it is
// one kind of request among several that waits, that one is named.
TEST(Bottleneck, NamesWhatSlowRequestsWaitFor) {
  const std::vector<PartFigures> parts{part("app", "server", 0.7), part("row", "row_lock", 0.2)};

  EXPECT_EQ(find_bottleneck(parts, {request("buy", "row", "waiting", 0.61)}).sentence,
            "row gives way first: it is 20 % in use on average, yet 61 % of the latency around the p99 is "
            "waiting for "
            "it");
  EXPECT_EQ(
      find_bottleneck(parts, {request("buy", "row", "waiting", 0.61), request("all", "row", "waiting", 0.1)})
          .sentence,
      "row gives way first: it is 20 % in use on average, yet 61 % of the latency of buy around the p99 is "
      "waiting for it");
  EXPECT_EQ(
      find_bottleneck(parts, {request("buy", "app", "cpu_waiting", 0.55)}).sentence,
      "app gives way first: it is 70 % in use, and 55 % of the latency around the p99 is waiting for it");
}

// Service is not waiting: where little is waited for, use decides, and below 60 % nothing gives way.
TEST(Bottleneck, NamesTheBusiestWhereLittleIsWaitedFor) {
  EXPECT_EQ(find_bottleneck({part("app", "server", 0.7)}, {request("buy", "app", "service", 0.9)}).sentence,
            "app gives way first: it is 70 % in use");
  EXPECT_EQ(find_bottleneck({part("app", "server", 0.4)}, {request("buy", "app", "waiting", 0.2)}).sentence,
            "nothing is near its limit: the busiest part is app, 40 % in use, and 20 % of the latency around "
            "the p99 "
            "is waiting for it");
}

}  // namespace
}  // namespace plimsoll
