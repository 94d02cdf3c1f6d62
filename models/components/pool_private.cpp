// A pool for every request: opened, used once and closed.
#include <algorithm>

#include "models/components/pool.hpp"
#include "models/engine.hpp"

namespace plimsoll {

const Step* Pool::take_private(Engine& engine, RequestIndex r, const Site& site) {
  engine.arm(site.lane, r);
  private_in_use_.add(engine.now(), 1);
  engine.slot(r, site.slot + kLife) = life_;
  engine.slot(r, site.slot + kGroup) = 0;
  const std::int64_t more = std::min(spec_.idle_min, spec_.size) - 1;
  if (more > 0) {
    if (unused_private_pools_.empty()) {
      unused_private_pools_.push_back(static_cast<std::uint32_t>(private_pools_.size()));
      private_pools_.emplace_back();
    }
    const std::uint32_t number = unused_private_pools_.back();
    unused_private_pools_.pop_back();
    private_pools_[number] = {.host = engine.request(r).host, .opening = more};
    engine.slot(r, site.slot + kGroup) = number + 1;
    open_more(engine, number, more);
  }
  return begin_opening(engine, r, site);
}

void Pool::open_more(Engine& engine, std::uint32_t number, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const RequestIndex task = engine.spawn(tasks_++, private_pools_[number].host, background_->opening);
    engine.slot(task, background_->slot + kGroup) = number + 1;
    engine.slot(task, background_->slot + kLife) = life_;
    begin_opening(engine, task, *background_);
  }
}

// What is still being opened is closed once it is open: nobody waits for it any more.
void Pool::put_back_private(Engine& engine, RequestIndex r, std::uint32_t slot) {
  private_in_use_.add(engine.now(), -1);
  if (engine.slot(r, slot + kReached) > 0) {
    const bool is_lost = this->is_lost(engine, r, slot);
    hang_up(engine, engine.request(r).host, legs(), is_lost ? End::lost : End::closed);
    if (!is_lost) {
      open_.add(engine.now(), -1);
      ++closed_;
    }
  }
  const std::uint32_t number = engine.slot(r, slot + kGroup);
  if (number == 0) return;
  PrivatePool& own = private_pools_[number - 1];
  for (; own.open > 0; --own.open) {
    hang_up(engine, own.host, legs(), End::closed);
    open_.add(engine.now(), -1);
    ++closed_;
  }
  own.is_closed = true;
  if (own.opening == 0) unused_private_pools_.push_back(number - 1);
}

void Pool::private_opening_ended(Engine& engine, RequestIndex r, bool is_open) {
  const std::uint32_t number = engine.slot(r, background_->slot + kGroup) - 1;
  PrivatePool& own = private_pools_[number];
  --own.opening;
  if (is_open && own.is_closed) {
    hang_up(engine, own.host, legs(), End::closed);
    open_.add(engine.now(), -1);
    ++closed_;
  } else if (is_open) {
    ++own.open;
  }
  if (own.is_closed && own.opening == 0) unused_private_pools_.push_back(number);
}

// Those that are used are let go of by who uses them.
void Pool::lose_private(Engine& engine) {
  ++life_;
  for (PrivatePool& own : private_pools_) {
    for (; own.open > 0; --own.open) hang_up(engine, own.host, legs(), End::lost);
  }
}

}  // namespace plimsoll
