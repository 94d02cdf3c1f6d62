#include "models/policies/connection_store.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace plimsoll {

ConnectionStore::Given ConnectionStore::take_one(SimTime now) {
  while (!available_.empty()) {
    const Connection connection = available_.back();
    State& state = all_[connection];
    if (state.expires <= now) {
      available_.pop_back();
      if (state.used == 0) {
        close(connection);
      } else {
        state.is_old = true;
        --present_;
      }
      continue;
    }
    if (state.used == 0) --idle_;
    if (++state.used == rules_.streams) available_.pop_back();
    return {connection, Action::use};
  }
  for (auto found = opening_.rbegin(); found != opening_.rend(); ++found) {
    if (all_[*found].used == rules_.streams) continue;
    ++all_[*found].used;
    return {*found, Action::join};
  }
  PLIMSOLL_CHECK(present_ < rules_.size);
  const Connection connection = create();
  all_[connection].used = 1;
  return {connection, Action::open};
}

std::optional<ConnectionStore::Connection> ConnectionStore::refill() {
  if (present_ >= rules_.size) return std::nullopt;
  const auto for_nobody =
      std::count_if(opening_.begin(), opening_.end(), [this](Connection one) { return all_[one].used == 0; });
  if (idle_ + for_nobody >= std::min(rules_.idle_min, rules_.idle_max)) return std::nullopt;
  return create();
}

ConnectionStore::Connection ConnectionStore::create() {
  if (unused_.empty()) {
    unused_.push_back(static_cast<Connection>(all_.size()));
    all_.emplace_back();
    unused_.reserve(all_.capacity());
  }
  const Connection connection = unused_.back();
  unused_.pop_back();
  all_[connection] = {};
  opening_.push_back(connection);
  ++present_;
  return connection;
}

ConnectionStore::Connection ConnectionStore::add_open(SimTime now, SimTime expires) {
  if (is_plain_) {
    ++present_;
    ++open_;
    ++idle_;
    return 0;
  }
  const Connection connection = create();
  opened(connection, now, expires);
  return connection;
}

void ConnectionStore::opened(Connection connection, SimTime now, SimTime expires) {
  if (is_plain_) {
    ++open_;
    return;
  }
  State& state = all_[connection];
  PLIMSOLL_CHECK(!state.is_open);
  remove(opening_, connection);
  state.is_open = true;
  state.expires = expires;
  state.idle_since = now;
  ++open_;
  if (state.used == 0) ++idle_;
  if (state.used < rules_.streams) available_.push_back(connection);
}

void ConnectionStore::not_opened(Connection connection) {
  if (is_plain_) {
    --present_;
    return;
  }
  PLIMSOLL_CHECK(!all_[connection].is_open && all_[connection].used > 0);
  if (--all_[connection].used == 0) forget(connection);
}

void ConnectionStore::give_up_refill(Connection connection) {
  PLIMSOLL_CHECK(!all_[connection].is_open);
  if (all_[connection].used == 0) forget(connection);
}

void ConnectionStore::left(Connection connection) {
  PLIMSOLL_CHECK(all_[connection].used > 0);
  --all_[connection].used;
}

void ConnectionStore::forget(Connection connection) {
  remove(opening_, connection);
  --present_;
  unused_.push_back(connection);
}

void ConnectionStore::give_one_back(Connection connection, SimTime now, bool is_handed_over) {
  State& state = all_[connection];
  PLIMSOLL_CHECK(state.is_open && state.used > 0);
  const bool was_full = state.used == rules_.streams;
  --state.used;
  if (!state.is_old && state.expires <= now) {
    state.is_old = true;
    --present_;
    if (!was_full) remove(available_, connection);
  }
  if (state.used > 0) {
    if (was_full && !state.is_old) available_.push_back(connection);
    return;
  }
  ++idle_;
  const bool is_one_too_many = present_ > rules_.size || (!is_handed_over && idle_ > rules_.idle_max);
  if (state.is_old) {
    ++present_;  // close() counts it among those present
    close(connection);
  } else if (is_one_too_many) {
    if (!was_full) remove(available_, connection);
    close(connection);
  } else {
    state.idle_since = now;
    if (was_full) available_.push_back(connection);
  }
}

void ConnectionStore::close_some(std::int64_t idle_ones) {
  idle_ -= idle_ones;
  open_ -= idle_ones;
  present_ -= idle_ones;
  closed_ += idle_ones;
}

// An idle one; no longer in available_.
void ConnectionStore::close(Connection connection) {
  all_[connection].is_open = false;
  close_some(1);
  unused_.push_back(connection);
}

SimTime ConnectionStore::due(Connection connection) const {
  const State& state = all_[connection];
  return rules_.idle_time ? std::min(state.expires, state.idle_since + *rules_.idle_time) : state.expires;
}

SimTime ConnectionStore::close_due(SimTime now) {
  SimTime next = SimTime::max();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < available_.size(); ++i) {
    const Connection connection = available_[i];
    const bool is_idle = all_[connection].used == 0;
    if (is_idle && due(connection) <= now) {
      close(connection);
      continue;
    }
    if (is_idle) next = std::min(next, due(connection));
    available_[kept++] = connection;
  }
  available_.resize(kept);
  return next;
}

void ConnectionStore::close_idle() {
  if (is_plain_) close_some(idle_);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < available_.size(); ++i) {
    const Connection connection = available_[i];
    if (all_[connection].used == 0) {
      close(connection);
    } else {
      available_[kept++] = connection;
    }
  }
  available_.resize(kept);
}

void ConnectionStore::lose_all() {
  all_.clear();
  unused_.clear();
  available_.clear();
  opening_.clear();
  idle_ = open_ = present_ = closed_ = 0;
}

// A smaller pool closes what is idle at once, and the rest as it is given back.
void ConnectionStore::set_size(std::int64_t size) {
  rules_.size = size;
  if (is_plain_) close_some(std::clamp<std::int64_t>(present_ - size, 0, idle_));
  for (std::size_t i = 0; i < available_.size() && present_ > size;) {
    if (all_[available_[i]].used > 0) {
      ++i;
      continue;
    }
    close(available_[i]);
    available_.erase(available_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void ConnectionStore::remove(std::vector<Connection>& from, Connection connection) {
  // Mostly it is among the last.
  const auto found = std::find(from.rbegin(), from.rend(), connection);
  PLIMSOLL_CHECK(found != from.rend());
  from.erase(std::next(found).base());
}

}  // namespace plimsoll
