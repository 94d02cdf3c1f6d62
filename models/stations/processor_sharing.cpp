#include "models/stations/processor_sharing.hpp"

#include <algorithm>

#include "sim/check.hpp"

// Bounds: an instant, a demand or the virtual time (never ahead of the clock) is below 2^63 ns, so below 2^95
// in units of 2^-32 ns; a product with a number of jobs or cores (below 2^32) stays below 2^127.

namespace plimsoll {
namespace {

constexpr int fraction_bits = 32;
constexpr uint128 never = ~static_cast<uint128>(0);
constexpr uint128 tolerance = 1u << (fraction_bits - 16);

uint128 fixed(Duration d) { return static_cast<uint128>(d.count()) << fraction_bits; }

/// dividend / divisor. Most dividends fit 64 bits, where dividing is several times faster.
uint128 divided(uint128 dividend, std::uint64_t divisor) {
  if (dividend >> 64 == 0) return static_cast<std::uint64_t>(dividend) / divisor;
  return dividend / divisor;
}

uint128 divided_up(uint128 dividend, std::uint64_t divisor) {
  return divided(dividend + divisor - 1, divisor);
}

/// Whole nanoseconds, rounded up unless within the tolerance; what 64 bits cannot hold is Duration::max().
Duration rounded_up(uint128 nanoseconds) {
  const uint128 whole =
      (nanoseconds + (static_cast<uint128>(1) << fraction_bits) - 1 - tolerance) >> fraction_bits;
  return whole >= INT64_MAX ? Duration::max() : Duration::ns(static_cast<std::int64_t>(whole));
}

std::uint64_t checked(std::int64_t cores) {
  PLIMSOLL_CHECK(cores >= 0 && cores <= INT32_MAX);
  return static_cast<std::uint64_t>(cores);
}

}  // namespace

ProcessorSharing::ProcessorSharing(std::int64_t cores) : cores_(checked(cores)) {}

void ProcessorSharing::start(SimTime now, std::uint32_t job, Duration demand) {
  PLIMSOLL_CHECK(demand >= Duration{} && !contains(job) && job < among_done);
  advance(now);
  if (job >= place_.size()) place_.resize(std::size_t{job} + 1, nowhere);
  heap_.emplace_back();
  sift_up(heap_.size() - 1, {virtual_time_ + fixed(demand), started_++, job});
}

Duration ProcessorSharing::cancel(SimTime now, std::uint32_t job) {
  PLIMSOLL_CHECK(contains(job));
  advance(now);
  const std::uint32_t place = place_[job];
  place_[job] = nowhere;
  if (place == among_done) {
    done_.erase(std::find(done_.begin() + static_cast<std::ptrdiff_t>(done_taken_), done_.end(), job));
    return {};
  }
  const Duration left = rounded_up(heap_[place].done_at - virtual_time_);
  remove_at(place);
  return left;
}

SimTime ProcessorSharing::next_completion() const {
  if (done_taken_ < done_.size()) return updated_;
  if (heap_.empty()) return SimTime::max();
  const uint128 time = time_until(heap_.front().done_at);
  return time == never ? SimTime::max() : updated_ + rounded_up(time);
}

std::uint32_t ProcessorSharing::complete(SimTime now) {
  advance(now);
  PLIMSOLL_CHECK(done_taken_ < done_.size());
  const std::uint32_t job = done_[done_taken_++];
  if (done_taken_ == done_.size()) {
    done_.clear();
    done_taken_ = 0;
  }
  place_[job] = nowhere;
  return job;
}

void ProcessorSharing::set_cores(SimTime now, std::int64_t cores) {
  advance(now);
  cores_ = checked(cores);
}

std::int64_t ProcessorSharing::busy_cores() const {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(cores_, size()));
}

/// Serves everybody up to `now`. Jobs done on the way leave the heap at their exact instant, from which
/// the others share what they used.
void ProcessorSharing::advance(SimTime now) {
  PLIMSOLL_CHECK(now >= updated_);
  uint128 time_left = fixed(now - updated_);
  updated_ = now;
  while (!heap_.empty()) {
    const Waiting first = heap_.front();
    const uint128 time = time_until(first.done_at);
    if (time == never || time > time_left + tolerance) break;
    time_left -= std::min(time, time_left);
    virtual_time_ = first.done_at;
    remove_at(0);
    place_[first.job] = among_done;
    done_.push_back(first.job);
  }
  if (heap_.empty()) return;
  const std::uint64_t jobs = heap_.size();
  virtual_time_ += jobs <= cores_ ? time_left : divided(time_left * cores_, jobs);
}

/// Time until each job has received `virtual_time` if nothing changes, rounded up; `never` on no cores.
uint128 ProcessorSharing::time_until(uint128 virtual_time) const {
  const uint128 service = virtual_time - virtual_time_;
  const std::uint64_t jobs = heap_.size();
  if (service == 0 || jobs <= cores_) return service;
  return cores_ == 0 ? never : divided_up(service * jobs, cores_);
}

void ProcessorSharing::put(std::size_t hole, const Waiting& entry) {
  heap_[hole] = entry;
  place_[entry.job] = static_cast<std::uint32_t>(hole);
}

void ProcessorSharing::sift_up(std::size_t hole, const Waiting& entry) {
  while (hole > 0) {
    const std::size_t parent = (hole - 1) / 2;
    if (!entry.before(heap_[parent])) break;
    put(hole, heap_[parent]);
    hole = parent;
  }
  put(hole, entry);
}

void ProcessorSharing::sift_down(std::size_t hole, const Waiting& entry) {
  for (std::size_t child = 2 * hole + 1; child < heap_.size(); child = 2 * hole + 1) {
    if (child + 1 < heap_.size() && heap_[child + 1].before(heap_[child])) ++child;
    if (!heap_[child].before(entry)) break;
    put(hole, heap_[child]);
    hole = child;
  }
  put(hole, entry);
}

void ProcessorSharing::remove_at(std::size_t index) {
  const Waiting last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;
  if (index > 0 && last.before(heap_[(index - 1) / 2])) {
    sift_up(index, last);
  } else {
    sift_down(index, last);
  }
}

}  // namespace plimsoll
