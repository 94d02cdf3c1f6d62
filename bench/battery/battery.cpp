// Puts Stream, in the orders in which a simulation draws, before a battery of TestU01:
//
//     battery small | crush [ORDER]
//
// P. L'Ecuyer, R. Simard, "TestU01: a C library for empirical testing of random number generators", ACM
// Transactions on Mathematical Software 33 (2007). A p-value beyond 1e-10 of either end is a failure; one
// beyond 1e-3 is printed, and is to be expected once in 500.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

#include "sim/stream.hpp"

extern "C" {
#include <testu01/bbattery.h>
#include <testu01/swrite.h>
#include <testu01/unif01.h>
}

namespace {

using plimsoll::Stream;

// One order of draws: the n-th 64 bits.
struct Order {
  const char* name;
  std::uint64_t (*draw)(std::uint64_t n);
};

const Stream& one_stream() {
  static const Stream stream = Stream::named(1, 0, "app: service time of browse");
  return stream;
}

std::uint64_t by_subject(std::uint64_t n) { return one_stream().bits(n); }

std::uint64_t by_index(std::uint64_t n) { return one_stream().bits(7, n); }

// Each subject draws eight times, as a request does at a step in a loop.
std::uint64_t by_subject_and_index(std::uint64_t n) { return one_stream().bits(n / 8, n % 8); }

std::uint64_t by_sequence(std::uint64_t n) {
  static Stream::Sequence sequence = one_stream().sequence(0);
  constexpr std::uint64_t kLength = 1'000'000;
  if (n % kLength == 0) sequence = one_stream().sequence(n / kLength);
  return sequence.next_bits();
}

// Sixteen parts draw in turn for the same requests.
std::uint64_t by_part(std::uint64_t n) {
  static const auto streams = [] {
    std::array<Stream, 16> made;
    for (std::size_t i = 0; i < made.size(); ++i) made[i] = Stream::named(1, 0, "part_" + std::to_string(i));
    return made;
  }();
  return streams[n % streams.size()].bits(n / streams.size());
}

// The first draw of each of many parts, replications, seeds: what tells them apart is one number.
std::uint64_t by_name(std::uint64_t n) { return Stream::named(1, 0, "part_" + std::to_string(n)).bits(0); }

std::uint64_t by_replication(std::uint64_t n) {
  return Stream::named(1, static_cast<std::uint32_t>(n), "app: work").bits(0);
}

std::uint64_t by_seed(std::uint64_t n) { return Stream::named(n, 0, "app: work").bits(0); }

constexpr Order kOrders[] = {
    {"subject", by_subject},         {"index", by_index}, {"subject_and_index", by_subject_and_index},
    {"sequence", by_sequence},       {"part", by_part},   {"name", by_name},
    {"replication", by_replication}, {"seed", by_seed}};

// TestU01 asks for 32 bits through a plain function: the high half of a draw, then its low half.
const Order* order_now = nullptr;
std::uint64_t halves_given = 0;
std::uint64_t draw_now = 0;

unsigned int next_half() {
  if (halves_given % 2 == 0) draw_now = order_now->draw(halves_given / 2);
  return static_cast<unsigned int>(halves_given++ % 2 == 0 ? draw_now >> 32 : draw_now);
}

/// Runs the battery over one order; the number of p-values that are failures.
int judge(const Order& order, bool is_small) {
  order_now = &order;
  halves_given = 0;
  std::string name = order.name;
  unif01_Gen* generator = unif01_CreateExternGenBits(name.data(), next_half);
  (is_small ? bbattery_SmallCrush : bbattery_Crush)(generator);
  int failed = 0, odd = 0;
  double least = 1;
  for (int i = 0; i < bbattery_NTests; ++i) {
    const double p = bbattery_pVal[i];
    const double tail = p < 0.5 ? p : 1 - p;
    least = tail < least ? tail : least;
    failed += tail < 1e-10 ? 1 : 0;
    odd += tail < 1e-3 ? 1 : 0;
    if (tail < 1e-3) std::fprintf(stderr, "%s: %s: p = %.3g\n", order.name, bbattery_TestNames[i], p);
  }
  std::printf("%-18s %6d %8d %14d %12.2g %10.2g\n", order.name, bbattery_NTests, failed, odd, least,
              static_cast<double>(halves_given));
  std::fflush(stdout);
  unif01_DeleteExternGenBits(generator);
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  const bool is_small = argc > 1 && std::strcmp(argv[1], "small") == 0;
  const bool is_crush = argc > 1 && std::strcmp(argv[1], "crush") == 0;
  if (!is_small && !is_crush) {
    std::fprintf(stderr, "usage: battery small|crush [ORDER]\n");
    return 2;
  }
  swrite_Basic = 0;
  std::printf("%-18s %6s %8s %14s %12s %10s\n", "order of draws", "tests", "failed", "beyond 1e-3",
              "nearest end", "32 bits");
  int failed = 0;
  for (const Order& order : kOrders) {
    if (argc > 2 && std::strcmp(argv[2], order.name) != 0) continue;
    failed += judge(order, is_small);
  }
  return failed == 0 ? 0 : 1;
}
