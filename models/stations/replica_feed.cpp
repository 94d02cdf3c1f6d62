#include "models/stations/replica_feed.hpp"

#include <algorithm>

#include "models/books.hpp"

namespace plimsoll {

void ReplicaMeasures::end_warm_up(SimTime now) {
  behind.reset(now);
  waiting.reset(now);
  wait.clear();
  gave_up_ns = 0;
}

void ReplicaMeasures::add_to(PartBooks& books, SimTime now) const {
  books.in_line_ns += waiting.integral(now);
  books.in_line += waiting.level();
  books.waited_ns += wait.sum_nanoseconds();
  books.gave_up_ns += gave_up_ns;
}

void ReplicaFeed::committed(Engine& engine) {
  if (!is_attached_) return;
  pending_.push_back({engine.now(), SimTime::max(), SimTime::max()});
  measures_.behind.add(engine.now(), 1);
  advance(engine);
}

void ReplicaFeed::set_state(Engine& engine, bool is_linked, bool is_up) {
  if (is_linked == is_linked_ && is_up == is_up_) return;
  is_linked_ = is_linked;
  is_up_ = is_up;
  advance(engine);
}

void ReplicaFeed::set_primary_up(Engine& engine, bool is_up) {
  is_primary_up_ = is_up;
  if (is_up) {  // it has forgotten what it had heard
    last_arrival_ = engine.now();
    acknowledge(engine.now(), settings_.acknowledges_receipt ? received(engine.now()) : applied_);
    advance(engine);
    return;
  }
  acknowledgements_.clear();
  while (sent_ > started_ && pending_[sent_ - 1].arrives > engine.now()) --sent_;
}

void ReplicaFeed::start_over(Engine& engine, DataVersion version) {
  measures_.behind.add(engine.now(), -static_cast<std::int64_t>(pending_.size()));
  pending_.clear();
  running_.clear();
  acknowledgements_.clear();
  sent_ = started_ = 0;
  applied_ = acknowledged_ = version;
  last_arrival_ = last_acknowledgement_ = engine.now();
  is_primary_up_ = true;
  wake_readers(engine);
}

DataVersion ReplicaFeed::received(SimTime now) const {
  std::size_t here = started_;
  while (here < sent_ && pending_[here].arrives <= now) ++here;
  return applied_ + static_cast<DataVersion>(here);
}

DataVersion ReplicaFeed::needed_for(Duration within, SimTime now) const {
  std::size_t low = 0, high = pending_.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (now - pending_[middle].committed > within) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return applied_ + static_cast<DataVersion>(low);
}

void ReplicaFeed::wait_for(Engine& engine, RequestIndex r, DataVersion version) {
  Request& request = engine.request(r);
  request.is_waiting = true;
  request.since = engine.now();
  measures_.waiting.add(engine.now(), 1);
  readers_.push_back({version, orders_++, r});
  std::push_heap(readers_.begin(), readers_.end());
}

void ReplicaFeed::cancel_wait(Engine& engine, RequestIndex r) {
  const auto found = std::find_if(readers_.begin(), readers_.end(),
                                  [r](const Waiting& waiting) { return waiting.request == r; });
  PLIMSOLL_CHECK(found != readers_.end());
  readers_.erase(found);
  std::make_heap(readers_.begin(), readers_.end());
  engine.request(r).is_waiting = false;
  measures_.waiting.add(engine.now(), -1);
  measures_.gave_up_ns += static_cast<std::uint64_t>((engine.now() - engine.request(r).since).count());
}

void ReplicaFeed::wake_readers(Engine& engine) {
  while (!readers_.empty() && readers_.front().version <= applied_) {
    const RequestIndex r = readers_.front().request;
    std::pop_heap(readers_.begin(), readers_.end());
    readers_.pop_back();
    Request& request = engine.request(r);
    request.is_waiting = false;
    measures_.waiting.add(engine.now(), -1);
    measures_.wait.record(engine.now() - request.since);
    engine.resume_at(r, request.step);
  }
}

// Writes arrive in the order in which they were sent: one connection carries them all.
void ReplicaFeed::send(SimTime now) {
  for (; is_linked_ && is_up_ && is_primary_up_ && sent_ < pending_.size(); ++sent_) {
    const auto version = applied_ + static_cast<DataVersion>(sent_) + 1;
    last_arrival_ = std::max(last_arrival_, now + draw_delay(version, 0));
    pending_[sent_].arrives = last_arrival_;
    if (settings_.acknowledges_receipt) acknowledge(last_arrival_, version);
  }
}

void ReplicaFeed::acknowledge(SimTime now, DataVersion version) {
  if (!log_.is_synchronous() || !is_primary_up_) return;  // nobody waits for it
  last_acknowledgement_ = std::max(last_acknowledgement_, now + draw_delay(version, 1));
  acknowledgements_.push_back({last_acknowledgement_, version});
}

void ReplicaFeed::apply_what_is_done(SimTime now) {
  running_.erase(
      std::remove_if(running_.begin(), running_.end(), [now](SimTime done) { return done <= now; }),
      running_.end());
  while (started_ > 0 && pending_[0].done <= now) {
    pending_.pop_front();
    --started_;
    --sent_;
    ++applied_;
    measures_.behind.add(now, -1);
    if (!settings_.acknowledges_receipt) acknowledge(now, applied_);
  }
}

void ReplicaFeed::begin_applying(SimTime now) {
  while (is_up_ && static_cast<std::int64_t>(running_.size()) < settings_.workers && started_ < sent_ &&
         pending_[started_].arrives <= now) {
    const auto version = applied_ + static_cast<DataVersion>(started_) + 1;
    pending_[started_].done = now + settings_.apply.sample_duration(applies_, version, instance_);
    if (pending_[started_].done > now) running_.push_back(pending_[started_].done);
    ++started_;
  }
}

void ReplicaFeed::advance(Engine& engine) {
  const SimTime now = engine.now();
  send(now);
  apply_what_is_done(now);
  begin_applying(now);
  apply_what_is_done(now);  // what takes no time at all
  while (!acknowledgements_.empty() && acknowledgements_[0].at <= now) {
    acknowledged_ = acknowledgements_[0].version;
    acknowledgements_.pop_front();
  }
  wake_readers(engine);
  schedule(engine);
  log_.acknowledged(engine);
}

void ReplicaFeed::schedule(Engine& engine) {
  SimTime next = SimTime::max();
  for (const SimTime done : running_) next = std::min(next, done);
  const bool is_idle = is_up_ && static_cast<std::int64_t>(running_.size()) < settings_.workers;
  if (is_idle && started_ < sent_) next = std::min(next, pending_[started_].arrives);
  if (!acknowledgements_.empty()) next = std::min(next, acknowledgements_[0].at);
  if (next >= scheduled_) return;
  if (scheduled_ != SimTime::max()) engine.cancel_alarm(event_);
  scheduled_ = next;
  event_ = engine.schedule_alarm_cancellable(alarm_, next);
}

void ReplicaFeed::due(Engine& engine, void* self) {
  ReplicaFeed& feed = *static_cast<ReplicaFeed*>(self);
  feed.scheduled_ = SimTime::max();
  feed.advance(engine);
}

}  // namespace plimsoll
