#include "models/stations/lock_graph.hpp"

#include <algorithm>

#include "models/engine.hpp"

namespace plimsoll {

RequestIndex LockGraph::transaction_of(Engine& engine, RequestIndex r) {
  while (engine.request(r).parent != kNone) r = engine.request(r).parent;
  return r;
}

bool LockGraph::are_kin(void* engine, std::uint32_t one, std::uint32_t other) {
  Engine& at = *static_cast<Engine*>(engine);
  return one == other || transaction_of(at, one) == transaction_of(at, other);
}

std::uint32_t LockGraph::begin(Engine& engine, RequestIndex r, const LockTable& table, std::uint32_t claim) {
  std::uint32_t wait = free_;
  if (wait == none) {
    wait = static_cast<std::uint32_t>(waits_.size());
    waits_.emplace_back();
  } else {
    free_ = waits_[wait].next;
  }
  const RequestIndex transaction = transaction_of(engine, r);
  const std::uint32_t* first = first_of_.find(transaction);
  waits_[wait] = {r, transaction, &table, claim, first == nullptr ? none : *first, none, 0};
  first_of_[transaction] = wait;
  return wait;
}

void LockGraph::end(std::uint32_t wait) {
  std::uint32_t* at = first_of_.find(waits_[wait].transaction);
  if (*at == wait && waits_[wait].next == none) {
    first_of_.erase(waits_[wait].transaction);
  } else {
    while (*at != wait) at = &waits_[*at].next;
    *at = waits_[wait].next;
  }
  waits_[wait].next = free_;
  free_ = wait;
}

// Goes on from the holders of what `wait` waits for. True if one of them is the transaction of the start.
bool LockGraph::look_behind(Engine& engine, std::uint32_t number, RequestIndex start) {
  const Wait wait = waits_[number];
  for (std::uint32_t held = wait.table->first_holder(wait.claim); held != LockTable::none;
       held = wait.table->next_holder(held)) {
    const RequestIndex holder = transaction_of(engine, wait.table->owner(held));
    if (holder == wait.transaction) continue;
    if (holder == start) return true;
    const std::uint32_t* first = first_of_.find(holder);
    for (std::uint32_t next = first == nullptr ? none : *first; next != none; next = waits_[next].next) {
      if (waits_[next].search == search_ || transaction_of(engine, waits_[next].request) != holder) continue;
      waits_[next].search = search_;
      waits_[next].from = number;
      to_visit_.push_back(next);
    }
  }
  return false;
}

const std::vector<RequestIndex>& LockGraph::circle(Engine& engine, std::uint32_t start) {
  ++search_;
  circle_.clear();
  to_visit_.assign(1, start);
  waits_[start].search = search_;
  waits_[start].from = none;
  const RequestIndex transaction = transaction_of(engine, waits_[start].request);
  while (!to_visit_.empty()) {
    const std::uint32_t next = to_visit_.back();
    to_visit_.pop_back();
    if (!look_behind(engine, next, transaction)) continue;
    for (std::uint32_t at = next; at != none; at = waits_[at].from) circle_.push_back(waits_[at].request);
    std::reverse(circle_.begin(), circle_.end());
    break;
  }
  return circle_;
}

}  // namespace plimsoll
