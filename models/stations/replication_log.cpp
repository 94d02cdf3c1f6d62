#include "models/stations/replication_log.hpp"

#include <algorithm>

#include "models/books.hpp"
#include "models/stations/readings.hpp"
#include "models/stations/replica_feed.hpp"

namespace plimsoll {

DataVersion ReplicationLog::commit(Engine& engine, const Write& write) {
  PLIMSOLL_CHECK(committed_ < std::numeric_limits<DataVersion>::max());
  ++committed_;
  ++writes_;
  if (tracks_rows_ && write.has_row) rows_[write.row] = committed_;
  if (tracks_sessions_) sessions_[write.session] = committed_;
  for (ReplicaFeed* feed : feeds_) feed->committed(engine);
  return committed_;
}

void ReplicationLog::set_synchronous(Engine& engine, std::int64_t replicas) {
  if (synchronous_ == replicas) return;
  synchronous_ = replicas;
  agreed_ = 0;
  acknowledged(engine);
}

void ReplicationLog::wait_for_acknowledgement(Engine& engine, RequestIndex r) {
  writers_.push_back(engine, r);
  waiting_.add(engine.now(), 1);
}

void ReplicationLog::leave(Engine& engine, RequestIndex r) {
  writers_.remove(engine, r);
  waiting_.add(engine.now(), -1);
}

void ReplicationLog::cancel_wait(Engine& engine, RequestIndex r) {
  leave(engine, r);
  gave_up_ns_ += static_cast<std::uint64_t>((engine.now() - engine.request(r).since).count());
}

// What the k-th fastest replica has acknowledged, k of them have.
void ReplicationLog::acknowledged(Engine& engine) {
  const auto needed = static_cast<std::size_t>(synchronous_);
  if (needed > 0) {
    reached_.clear();
    for (const ReplicaFeed* feed : feeds_) {
      if (feed->is_attached()) reached_.push_back(feed->acknowledged());
    }
    if (reached_.size() < needed) return;
    const auto kth = reached_.begin() + static_cast<std::ptrdiff_t>(needed - 1);
    std::nth_element(reached_.begin(), kth, reached_.end(), std::greater<>());
    agreed_ = std::max(agreed_, *kth);
  }
  release_writers(engine);
}

void ReplicationLog::release_writers(Engine& engine) {
  while (!writers_.empty()) {
    const RequestIndex r = writers_.front();
    if (!is_acknowledged(engine.slot(r, engine.request(r).step->slot))) return;
    leave(engine, r);
    wait_.record(engine.now() - engine.request(r).since);
    engine.resume(r);
  }
}

void ReplicationLog::set_primary_up(Engine& engine, bool is_up) {
  for (ReplicaFeed* feed : feeds_) feed->set_primary_up(engine, is_up);
}

ReplicaFeed* ReplicationLog::promote(Engine& engine) {
  ReplicaFeed* best = nullptr;
  for (ReplicaFeed* feed : feeds_) {
    if (!feed->is_attached() || !feed->is_up()) continue;
    if (best == nullptr || feed->received(engine.now()) > best->received(engine.now())) best = feed;
  }
  if (best == nullptr) return nullptr;
  const DataVersion answered = synchronous_ == 0 ? committed_ : agreed_;
  const DataVersion kept = best->received(engine.now());
  writes_lost_ += answered > kept ? answered - kept : 0;
  while (!writers_.empty()) engine.fail_blocked(writers_.front(), reason::crashed);
  agreed_ = committed_;
  best->detach();
  for (ReplicaFeed* feed : feeds_) feed->start_over(engine, committed_);
  return best;
}

void ReplicationLog::end_warm_up(SimTime now) {
  writes_ = writes_lost_ = 0;
  wait_.clear();
  waiting_.reset(now);
  gave_up_ns_ = 0;
}

// A line without places: who is let in has left again.
void ReplicationLog::add_to(PartReading& reading, SimTime now) const {
  reading.books.in_line_ns += waiting_.integral(now);
  reading.books.in_line += waiting_.level();
  reading.books.waited_ns += wait_.sum_nanoseconds();
  reading.books.gave_up_ns += gave_up_ns_;
  reading.waiting += mean_or_zero(waiting_, now);
  reading.own.insert(reading.own.end(),
                     {{"writes", static_cast<double>(writes_)},
                      {"writes_lost", static_cast<double>(writes_lost_)},
                      {"acknowledged_seconds_mean", wait_.empty() ? 0 : wait_.mean_seconds()},
                      {"acknowledged_seconds_p99", wait_.empty() ? 0 : wait_.quantile_seconds(0.99)}});
}

}  // namespace plimsoll
