#pragma once

#include <cstdint>

#include "models/spec/quantity.hpp"
#include "models/stations/waiting_line.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

/// So many places, and a line in front of them: workers, connections, a lock.
///
///     arrive ──▶ [ line, at most `queue` ] ──▶ [ `size` places ] ──▶ leave
///                  └─ full ──▶ refused
///
/// Whoever leaves lets the first in line in, at the same instant. First come, first served.
///
/// Measures    places in use and requests waiting [averages over time], wait [s] of those let in,
///             requests let in and refused.
/// Checked by  Erlang C, through the parts that use it; its books, after every run.
class Gate {
 public:
  enum class Answer { admitted, waiting, refused };

  Gate(std::int64_t size, std::int64_t queue) : size_(size), queue_(queue), largest_size_(size) {}

  Answer arrive(Engine& engine, RequestIndex r) {
    if (in_use_.level() < size_ && line_.empty()) {
      in_use_.add(engine.now(), 1);
      wait_.record(Duration{});
      return Answer::admitted;
    }
    if (static_cast<std::int64_t>(line_.size()) >= queue_) {
      ++refused_;
      return Answer::refused;
    }
    line_.push_back(engine, r);
    waiting_.add(engine.now(), 1);
    return Answer::waiting;
  }

  /// Gives a place back; the first in line is resumed with it. Returns whether there was one.
  bool leave(Engine& engine) {
    PLIMSOLL_CHECK(in_use_.level() > 0);
    ++left_;
    if (line_.empty() || in_use_.level() > size_) {
      in_use_.add(engine.now(), -1);
      return false;
    }
    let_in(engine);
    return true;
  }

  /// One that waits gives up.
  void withdraw(Engine& engine, RequestIndex r) {
    line_.remove(engine, r);
    waiting_.add(engine.now(), -1);
    gave_up_ns_ += static_cast<std::uint64_t>((engine.now() - engine.request(r).since).count());
  }

  /// More places let waiting requests in at once; fewer take effect as places are given back.
  void set_size(Engine& engine, std::int64_t size) {
    size_ = size;
    largest_size_ = std::max(largest_size_, size);
    while (in_use_.level() < size_ && !line_.empty()) {
      in_use_.add(engine.now(), 1);
      let_in(engine);
    }
  }

  void end_warm_up(SimTime now) {
    in_use_.reset(now);
    waiting_.reset(now);
    wait_.clear();
    refused_ = left_ = 0;
    gave_up_ns_ = 0;
    held_start_ = in_use_.level();
    largest_size_ = std::max(size_, held_start_);  // a gate that was made smaller empties by and by
  }

  void add_to(PartBooks& books, SimTime now) const {
    books.in_line_ns += waiting_.integral(now);
    books.in_line += waiting_.level();
    books.waited_ns += wait_.sum_nanoseconds();
    books.gave_up_ns += gave_up_ns_;
    books.let_in += wait_.count();
    books.left += left_;
    books.held_start += held_start_;
    books.held += in_use_.level();
    books.beyond_size = std::max(books.beyond_size, in_use_.max_level() - largest_size_);
  }

  std::int64_t size() const { return size_; }
  std::int64_t in_use() const { return in_use_.level(); }
  std::int64_t queue_length() const { return static_cast<std::int64_t>(line_.size()); }
  const TimeAverage& in_use_average() const { return in_use_; }
  const TimeAverage& waiting_average() const { return waiting_; }
  const Histogram& wait() const { return wait_; }
  std::uint64_t refused() const { return refused_; }

 private:
  void let_in(Engine& engine) {
    const RequestIndex r = line_.pop_front(engine);
    waiting_.add(engine.now(), -1);
    wait_.record(engine.now() - engine.request(r).since);
    engine.resume(r);
  }

  std::int64_t size_, queue_;
  WaitingLine line_;
  TimeAverage in_use_, waiting_;
  Histogram wait_;
  std::uint64_t refused_ = 0;
  // For the books.
  std::uint64_t left_ = 0;
  uint128 gave_up_ns_ = 0;
  std::int64_t held_start_ = 0, largest_size_;
};

}  // namespace plimsoll
