#include "models/recorder.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace plimsoll {

void Recorder::set_up(std::size_t kinds, std::vector<SimTime> segment_starts,
                      std::optional<Duration> measured, std::size_t slices) {
  PLIMSOLL_CHECK(slices > 0 && slices % 2 == 0);
  kinds_ = std::vector<KindRecord>(kinds);
  segment_starts_ = std::move(segment_starts);
  segments_ = std::vector<SegmentRecord>(segment_starts_.size() > 1 ? kinds * segment_starts_.size() : 0);
  widens_ = !measured;
  const auto count = static_cast<std::int64_t>(slices);
  slice_width_ = measured ? std::max(*measured / count, Duration::ns(1)) : Duration::us(1);
  timeline_.assign(slices, {});
  slice_ = 0;
  slice_end_ = SimTime{} + slice_width_;
}

void Recorder::ended(SimTime now, const Request& r, bool succeeded, const std::int64_t* row) {
  KindRecord& kind = kinds_[r.kind];
  ++kind.ended_ever;
  kind.ending_instants += static_cast<std::uint64_t>(now.count());
  const Duration latency = now - r.arrived;
  TimelineSlice& in_slice = slice(now);
  if (succeeded) {
    ++kind.completed;
    kind.degraded += r.is_degraded ? 1 : 0;
    kind.latency.record(latency);
    if (row != nullptr) kind.attribution.add(latency, row);
    ++in_slice.completed;
    in_slice.latency_sum_ns += static_cast<std::uint64_t>(latency.count());
  } else {
    std::unique_ptr<Histogram>& failure = kind.failures[r.why];
    if (!failure) failure = std::make_unique<Histogram>();
    failure->record(latency);
    if (row != nullptr) kind.attribution.check(latency, row);
    ++in_slice.failed;
  }
  if (!segments_.empty()) {
    SegmentRecord& segment = segments_[r.kind * segment_starts_.size() + r.segment];
    if (succeeded) {
      ++segment.completed;
      segment.latency.record(latency);
    } else {
      ++segment.failed;
    }
  }
}

void Recorder::end_warm_up(SimTime now) {
  for (KindRecord& kind : kinds_) {
    kind.arrived = kind.completed = kind.degraded = 0;
    kind.arrival_instants = kind.ending_instants = 0;
    kind.in_flight_start = kind.arrived_ever - kind.ended_ever;
    kind.latency.clear();
    kind.attribution.clear();
    for (auto& failure : kind.failures) {
      if (failure) failure->clear();
    }
  }
  for (SegmentRecord& segment : segments_) {
    segment.completed = segment.failed = 0;
    segment.latency.clear();
  }
  std::fill(timeline_.begin(), timeline_.end(), TimelineSlice{});
  slice_ = 0;
  warm_up_end_ = now;
  slice_end_ = now + slice_width_;
}

// Two neighbours become one slice of twice the width.
void Recorder::widen() {
  for (std::size_t s = 0; s < timeline_.size(); ++s) {
    if (s % 2 == 0 && s > 0) {
      timeline_[s / 2] = timeline_[s];
    } else if (s % 2 == 1) {
      TimelineSlice& into = timeline_[s / 2];
      into.arrived += timeline_[s].arrived;
      into.completed += timeline_[s].completed;
      into.failed += timeline_[s].failed;
      into.latency_sum_ns += timeline_[s].latency_sum_ns;
    }
  }
  std::fill(timeline_.begin() + static_cast<std::ptrdiff_t>(timeline_.size() / 2), timeline_.end(),
            TimelineSlice{});
  slice_width_ = slice_width_ * 2;
}

void Recorder::next_slice(SimTime now) {
  const auto end = [this] {
    return warm_up_end_ + slice_width_ * static_cast<std::int64_t>(timeline_.size());
  };
  while (widens_ && now >= end()) widen();
  const std::int64_t past = (now - warm_up_end_).count() / slice_width_.count();
  slice_ = std::min(static_cast<std::size_t>(past), timeline_.size() - 1);
  slice_end_ = !widens_ && slice_ + 1 == timeline_.size()
                   ? SimTime::max()
                   : warm_up_end_ + slice_width_ * static_cast<std::int64_t>(slice_ + 1);
}

}  // namespace plimsoll
