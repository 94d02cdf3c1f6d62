#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/attribution.hpp"
#include "models/request.hpp"
#include "sim/measure/histogram.hpp"

namespace plimsoll {

/// Counts what becomes of requests of one kind.
struct KindRecord {
  static constexpr std::size_t kReasons = 64;

  // Since t = 0, for the books: arrived = ended + in flight.
  std::uint64_t arrived_ever = 0, ended_ever = 0;

  // Since the end of the warm-up.
  std::uint64_t arrived = 0, completed = 0, degraded = 0, in_flight_start = 0;
  // Sums of the instants of arrivals and endings [ns, modulo 2^64]: with them the integral of requests in
  // flight costs one addition each.
  std::uint64_t arrival_instants = 0, ending_instants = 0;
  Histogram latency;                                          // of successes
  Attribution attribution;                                    // of their latency
  std::array<std::unique_ptr<Histogram>, kReasons> failures;  // latency by reason; absent: none failed so

  std::uint64_t failed() const {
    std::uint64_t sum = 0;
    for (const auto& failure : failures) sum += failure ? failure->count() : 0;
    return sum;
  }
};

/// The same for requests that arrived in one stretch between events, for objectives that hold `during` it.
struct SegmentRecord {
  std::uint64_t completed = 0, failed = 0;
  Histogram latency;
};

/// What happened in one slice of the measured time.
struct TimelineSlice {
  std::uint64_t arrived = 0, completed = 0, failed = 0;
  std::uint64_t latency_sum_ns = 0;
};

/// The books of one replication: every request that arrives is entered, and every one that ends.
class Recorder {
 public:
  /// `segment_starts` cuts the run at the instants where events begin and end (the first is 0). The timeline
  /// has `slices` slices (an even number) over `measured` from the end of the warm-up; where it is not known
  /// beforehand how long that is, they start at a microsecond and double their width as often as needed.
  void set_up(std::size_t kinds, std::vector<SimTime> segment_starts, std::optional<Duration> measured,
              std::size_t slices);

  void arrived(SimTime now, Request& r) {
    KindRecord& kind = kinds_[r.kind];
    ++kind.arrived_ever;
    ++kind.arrived;
    kind.arrival_instants += static_cast<std::uint64_t>(now.count());
    while (segment_ + 1 < segment_starts_.size() && segment_starts_[segment_ + 1] <= now) ++segment_;
    r.segment = static_cast<std::uint16_t>(segment_);
    ++slice(now).arrived;
  }

  /// `row`: where its time went (AccountList), or nullptr.
  void ended(SimTime now, const Request& r, bool succeeded, const std::int64_t* row);

  void end_warm_up(SimTime now);

  std::vector<KindRecord>& kinds() { return kinds_; }
  const std::vector<KindRecord>& kinds() const { return kinds_; }
  /// Of kind k and segment s: empty where there is only one segment (KindRecord says it all).
  const SegmentRecord& segment(std::size_t kind, std::size_t segment) const {
    return segments_[kind * segment_starts_.size() + segment];
  }
  const std::vector<SimTime>& segment_starts() const { return segment_starts_; }
  std::size_t segment_count() const { return segment_starts_.size(); }
  const std::vector<TimelineSlice>& timeline() const { return timeline_; }
  Duration slice_width() const { return slice_width_; }
  SimTime warm_up_end() const { return warm_up_end_; }

 private:
  TimelineSlice& slice(SimTime now) {
    if (now >= slice_end_) next_slice(now);
    return timeline_[slice_];
  }
  void next_slice(SimTime now);
  void widen();

  std::vector<KindRecord> kinds_;
  std::vector<SegmentRecord> segments_;
  std::vector<SimTime> segment_starts_{SimTime{}};
  std::size_t segment_ = 0;
  std::vector<TimelineSlice> timeline_;
  std::size_t slice_ = 0;
  SimTime slice_end_;
  bool widens_ = false;
  Duration slice_width_;
  SimTime warm_up_end_;
};

}  // namespace plimsoll
