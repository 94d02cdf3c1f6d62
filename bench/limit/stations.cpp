#include <vector>

#include "bench/limit/limit.hpp"
#include "bench/limit/random.hpp"
#include "sim/event_queue.hpp"

namespace plimsoll::limit {
namespace {

enum : std::uint32_t { kArrival, kDone, kThought };

}  // namespace

Outcome open_station(double rate, double mean_service, std::uint32_t servers, double seconds) {
  EventQueue events;
  Random random(1);
  Ring<SimTime> line;                     // when those who wait arrived
  std::vector<SimTime> serving(servers);  // when those in service arrived
  std::vector<std::uint32_t> idle;
  for (std::uint32_t i = servers; i-- > 0;) idle.push_back(i);
  const SimTime end = SimTime{} + Duration::from_seconds(seconds);
  std::uint64_t done = 0;
  double latency_ns = 0;
  events.push(SimTime{} + random.exponential(1 / rate), {kArrival, 0});
  while (events.next_time() <= end) {
    const auto [now, event] = events.pop();
    if (event.handler == kArrival) {
      events.push(now + random.exponential(1 / rate), {kArrival, 0});
      if (idle.empty()) {
        line.push(now);
        continue;
      }
      const std::uint32_t server = idle.back();
      idle.pop_back();
      serving[server] = now;
      events.push(now + random.exponential(mean_service), {kDone, server});
    } else {
      latency_ns += static_cast<double>((now - serving[event.target]).count());
      ++done;
      if (line.empty()) {
        idle.push_back(event.target);
        continue;
      }
      serving[event.target] = line.pop();
      events.push(now + random.exponential(mean_service), {kDone, event.target});
    }
  }
  return {done, latency_ns / 1e9 / static_cast<double>(done)};
}

Outcome closed_station(std::uint32_t users, double mean_service, std::uint32_t servers, double seconds) {
  EventQueue events;
  Random random(1);
  Ring<std::uint32_t> line;
  std::vector<SimTime> asked(users);
  std::uint32_t idle = servers;
  const SimTime end = SimTime{} + Duration::from_seconds(seconds);
  std::uint64_t done = 0;
  double latency_ns = 0;
  for (std::uint32_t user = 0; user < users; ++user) {
    events.push(SimTime{} + random.exponential(1), {kThought, user});
  }
  while (events.next_time() <= end) {
    const auto [now, event] = events.pop();
    if (event.handler == kThought) {
      asked[event.target] = now;
      if (idle == 0) {
        line.push(event.target);
        continue;
      }
      --idle;
      events.push(now + random.exponential(mean_service), {kDone, event.target});
    } else {
      latency_ns += static_cast<double>((now - asked[event.target]).count());
      ++done;
      events.push(now + random.exponential(1), {kThought, event.target});
      if (line.empty()) {
        ++idle;
      } else {
        events.push(now + random.exponential(mean_service), {kDone, line.pop()});
      }
    }
  }
  return {done, latency_ns / 1e9 / static_cast<double>(done)};
}

}  // namespace plimsoll::limit
