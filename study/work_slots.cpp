#include "study/work_slots.hpp"

#include <algorithm>

namespace plimsoll {

WorkSlots::Held::Held(WorkSlots* slots, std::uint64_t rank, int places) : slots_(slots), places_(places) {
  if (slots_ == nullptr) return;
  places_ = std::clamp(places_, 1, slots_->count_);
  slots_->take(rank, places_);
}

WorkSlots::Held::~Held() {
  if (slots_ != nullptr) slots_->give_back(places_);
}

std::size_t WorkSlots::waiting() {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void WorkSlots::take(std::uint64_t rank, int places) {
  std::unique_lock lock(mutex_);
  const auto mine = waiting_.insert(rank);
  // Who needs many places waits for them at the head of the line, or smaller ones would pass it for ever.
  changed_.wait(lock, [&] { return *waiting_.begin() == rank && free_ >= places; });
  waiting_.erase(mine);
  free_ -= places;
  lock.unlock();
  changed_.notify_all();
}

void WorkSlots::give_back(int places) {
  {
    const std::lock_guard lock(mutex_);
    free_ += places;
  }
  changed_.notify_all();
}

}  // namespace plimsoll
