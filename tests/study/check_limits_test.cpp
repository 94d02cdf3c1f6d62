#include "study/check_limits.hpp"

#include <gtest/gtest.h>

#include "study/check.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

constexpr const char* kShop = R"(
[system.app]
kind      = "server"
instances = 5
cores     = 4
workers   = 200
queue     = 100
[system.customers]
kind    = "pool"
towards = "primary"
per     = "app"
size    = 20
[system.administrators]
kind    = "pool"
towards = "primary"
per     = "all"
size    = 4
[system.primary]
kind        = "database"
cores       = 8
connections = 104
[request.order]
on    = "app"
holds = ["customers"]
steps = [{ query = "primary", time = "1 ms" }]
[request.report]
on    = "app"
holds = ["administrators"]
steps = [{ query = "primary", time = "1 ms" }]
[traffic.people]
rate = "100 /s"
mix  = { order = 9, report = 1 }
)";

/// The warnings about a model, each as "address: sentence".
std::vector<std::string> warnings(std::vector<std::string> sets = {}) {
  std::vector<std::string> found;
  for (const spec::Diagnostic& one : check(load_text(kShop, std::move(sets)), {}).findings.sorted()) {
    found.push_back(one.address + ": " + one.message);
  }
  return found;
}

using Warnings = std::vector<std::string>;

// Two pools, one of them in each of five instances: 104 connections are enough, unless one is reserved.
TEST(CheckLimits, AddsUpThePoolsOfADatabase) {
  EXPECT_EQ(warnings(), Warnings{});
  EXPECT_EQ(warnings({"system.primary.reserved=1"}),
            (Warnings{"system.primary.connections: pools may open 104 connections (customers 5 x 20 + "
                      "administrators 1 x 4), "
                      "but it accepts 103 besides those reserved"}));
}

// 200 at work, 100 in line and a pool of 20: 320 descriptors are enough and 319 are not. A pool for each
// request takes as many as there are workers.
TEST(CheckLimits, AddsUpTheSocketsOfAnInstance) {
  EXPECT_EQ(warnings({"system.app.descriptors=320"}), Warnings{});
  EXPECT_EQ(warnings({"system.app.descriptors=319"}),
            (Warnings{"system.app.descriptors: an instance may have 320 sockets open (300 requests + 20 of "
                      "customers), but has "
                      "319 descriptors"}));
  EXPECT_EQ(warnings({"system.app.descriptors=499", "system.customers.per=request"}),
            (Warnings{"system.app.descriptors: an instance may have 500 sockets open (300 requests + 200 of "
                      "customers), but has "
                      "499 descriptors"}));
}

// 90 orders a second over five instances with 1,000 ports held for a minute: 83.3 connections a second.
TEST(CheckLimits, SetsPortsAgainstTheRate) {
  EXPECT_EQ(warnings({"system.customers.per=request", "system.app.ports=1080"}), Warnings{});
  EXPECT_EQ(warnings({"system.customers.per=request", "system.app.ports=1000"}),
            (Warnings{"system.app.ports: customers opens a connection for each of 90 requests per second, "
                      "but 1000 ports held "
                      "for 60 s allow 83.33"}));
}

// 104 connections of 10 MB are 1,040 MB; 300 requests of 1 MB and 50 MB for the program are 350 MB.
TEST(CheckLimits, AddsUpMemory) {
  EXPECT_EQ(warnings({"system.primary.memory=1040MB", "system.primary.memory_per_connection=10MB"}),
            Warnings{});
  EXPECT_EQ(warnings({"system.primary.memory=1GB", "system.primary.memory_per_connection=10MB"}),
            (Warnings{"system.primary.memory: needs 1.04 GB with all its 104 connections, but has 1 GB: "
                      "it will crash before "
                      "it refuses"}));
  EXPECT_EQ(warnings({"system.app.memory=349MB", "system.app.memory_per_request=1MB",
                      "system.app.memory_base=50MB"}),
            (Warnings{"system.app.memory: needs 350 MB with all its 300 requests, but has 349 MB: it will "
                      "crash before it "
                      "refuses"}));
}

}  // namespace
}  // namespace plimsoll::test
