#include "sim/timer_lane.hpp"

#include <algorithm>

namespace plimsoll {

LaneId TimerLanes::add_lane(Duration duration) {
  PLIMSOLL_CHECK(duration >= Duration{});
  const auto lane = static_cast<LaneId>(lanes_.size());
  lanes_.emplace_back().duration = duration;
  // An empty lane with the highest number so far: last in every order.
  heap_.push_back(lane);
  lanes_[lane].heap_place = lane;
  return lane;
}

/// Doubles the ring, its first timer moving to the start.
void TimerLanes::grow(Lane& lane) {
  std::vector<Timer> larger(std::max<std::size_t>(16, lane.ring.size() * 2));
  for (std::size_t i = 0; i < lane.size; ++i) {
    larger[i] = lane.ring[(lane.first + i) & (lane.ring.size() - 1)];
  }
  lane.ring = std::move(larger);
  lane.first = 0;
}

void TimerLanes::put(LaneId lane, std::size_t place) {
  heap_[place] = lane;
  lanes_[lane].heap_place = static_cast<std::uint32_t>(place);
}

/// Notes the lane's new first deadline and restores the order of the heap around it.
void TimerLanes::set_head(LaneId lane, SimTime deadline) {
  lanes_[lane].head = deadline;
  std::size_t place = lanes_[lane].heap_place;
  while (place > 0 && precedes(lane, heap_[(place - 1) / 2])) {
    put(heap_[(place - 1) / 2], place);
    place = (place - 1) / 2;
  }
  for (std::size_t child = 2 * place + 1; child < heap_.size(); child = 2 * place + 1) {
    if (child + 1 < heap_.size() && precedes(heap_[child + 1], heap_[child])) ++child;
    if (!precedes(heap_[child], lane)) break;
    put(heap_[child], place);
    place = child;
  }
  put(lane, place);
  next_time_ = lanes_[heap_[0]].head;
}

std::size_t TimerLanes::size() const {
  std::size_t timers = 0;
  for (const Lane& lane : lanes_) timers += lane.size;
  return timers;
}

std::size_t TimerLanes::capacity_bytes() const {
  std::size_t bytes = lanes_.capacity() * sizeof(Lane) + heap_.capacity() * sizeof(LaneId);
  for (const Lane& lane : lanes_) bytes += lane.ring.capacity() * sizeof(Timer);
  return bytes;
}

}  // namespace plimsoll
