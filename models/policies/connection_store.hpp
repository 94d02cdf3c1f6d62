#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "sim/time.hpp"

namespace plimsoll {

/// The rule of a pool: which of its connections a request gets, when another one is opened, and which are
/// closed. Takes `now` and decides; whoever asks does the opening, the waiting and the closing.
///
///     take ──▶ an open one with room ──▶ used     the one given back last, so that the others may age
///          ├─▶ one being opened, with room ──▶ joined
///          └─▶ a new one ──▶ opening ──▶ opened
///     give back ──▶ idle, or closed: too many idle, too old, or the pool has become smaller
///
/// Checked by  short stories; at most `size` open or being opened, but for those too old that are still used.
class ConnectionStore {
 public:
  using Connection = std::uint32_t;

  struct Rules {
    std::int64_t size = 1;
    std::int64_t streams = 1;   // requests on one connection at once
    std::int64_t idle_min = 0;  // kept open beyond what is used
    std::int64_t idle_max = std::numeric_limits<std::int64_t>::max();
    std::optional<Duration> idle_time = std::nullopt;  // one that nobody has used for so long is closed
    bool has_lifetime = false;                         // connections are opened with an end
  };

  enum class Action { use, open, join };
  struct Given {
    Connection connection;
    Action action;
  };

  explicit ConnectionStore(const Rules& rules)
      : rules_(rules),
        is_plain_(rules.streams == 1 && rules.idle_min == 0 && !rules.idle_time && !rules.has_lifetime) {}

  /// A place on a connection for one request. Precondition: fewer than size x streams places are taken.
  Given take(SimTime now) {
    if (!is_plain_) return take_one(now);
    if (take_any()) return {0, Action::use};
    ++present_;
    return {0, Action::open};
  }
  /// take() where an idle connection is as good as any other and there is one; false if not so simple.
  bool take_any() {
    if (!is_plain_ || idle_ == 0) return false;
    --idle_;
    return true;
  }
  /// A connection that is opened for nobody yet, or nothing where idle_min or size asks for no more.
  std::optional<Connection> refill();
  /// One more that is open already, and idle. Precondition: fewer than `size` are.
  Connection add_open(SimTime now, SimTime expires);
  /// It is open, and good until `expires`.
  void opened(Connection connection, SimTime now, SimTime expires);
  /// What was taken to be opened could not be; one that others have joined stays, and is theirs to open.
  void not_opened(Connection connection);
  /// One that is opened for nobody will not be.
  void give_up_refill(Connection connection);
  /// One who had joined leaves before it is open.
  void left(Connection connection);
  /// A place comes back; `is_handed_over`: to be taken again at this instant, so it never lies idle.
  void give_back(Connection connection, SimTime now, bool is_handed_over) {
    if (!is_plain_) return give_one_back(connection, now, is_handed_over);
    ++idle_;
    if (present_ > rules_.size || (!is_handed_over && idle_ > rules_.idle_max)) close_some(1);
  }

  /// Closes idle ones that are due, and says when the next will be: SimTime::max() if none will.
  SimTime close_due(SimTime now);
  /// When this idle one is to be closed.
  SimTime due(Connection connection) const;
  /// Closes all that are idle.
  void close_idle();
  /// All are gone: what is taken now will never be given back.
  void lose_all();
  void set_size(std::int64_t size);

  /// How many were closed since this was last asked: to be closed at the far end.
  std::int64_t take_closed() {
    const std::int64_t closed = closed_;
    closed_ = 0;
    return closed;
  }
  bool has_closed() const { return closed_ != 0; }
  bool is_idle(Connection connection) const { return all_[connection].used == 0; }

  std::int64_t idle() const { return idle_; }
  std::int64_t open() const { return open_; }
  /// Who takes one now gets an open one.
  bool has_open_one(SimTime now) const {
    return is_plain_ ? idle_ > 0 : !available_.empty() && all_[available_.back()].expires > now;
  }
  /// One more than the greatest number of a connection.
  std::size_t numbers() const { return all_.size(); }

 private:
  struct State {
    std::int64_t used = 0;  // places taken
    SimTime idle_since, expires = SimTime::max();
    bool is_open = false;
    bool is_old = false;  // takes nobody any more, and is closed when it comes back
  };

  Given take_one(SimTime now);
  void give_one_back(Connection connection, SimTime now, bool is_handed_over);
  void close_some(std::int64_t idle_ones);  // where they are all alike
  Connection create();
  void close(Connection connection);
  void forget(Connection connection);
  void remove(std::vector<Connection>& from, Connection connection);

  Rules rules_;
  bool is_plain_;  // connections are all alike, so they are counted and not told apart
  std::vector<State> all_;
  std::vector<Connection> unused_;     // numbers that stand for no connection
  std::vector<Connection> available_;  // open, with room; last given back at the end
  std::vector<Connection> opening_;
  std::int64_t idle_ = 0, open_ = 0;
  std::int64_t present_ = 0;  // open or being opened, without old ones
  std::int64_t closed_ = 0;
};

}  // namespace plimsoll
