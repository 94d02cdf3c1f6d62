#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/component.hpp"
#include "models/policies/connection_store.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/gate.hpp"

namespace plimsoll {

struct PoolSpec {
  enum class Opens { at_start, on_demand };

  /// One step of opening a connection: time on the network, or work on the cores of where it leads.
  struct OpeningStep {
    bool is_cpu = false;
    spec::TimeSpec time;
  };

  std::vector<std::string> towards;
  std::string per;
  std::int64_t size = 1;
  std::int64_t streams = 1;
  Duration wait_limit = Duration::seconds(30);
  spec::Limit queue;
  Opens opens = Opens::at_start;
  std::vector<OpeningStep> opening;
  std::int64_t idle_min = 0;
  spec::Limit idle_max;
  std::optional<Duration> idle_time, lifetime;
  spec::Ratio jitter;
  std::optional<Duration> health_check;
  spec::TimeSpec health_check_cpu;

  void describe(spec::Fields& f);
  std::vector<spec::Mismatch> mismatches() const;
};

/// Connections, kept open and lent out one at a time.
///
///     in ──▶ [ line, at most `queue` ] ──▶ [ `size` connections ] ──▶ ... ──▶ given back
///              │  └─ full ──▶ refused
///              └─ longer than wait_limit ──▶ timed_out
///
/// One pool in every instance of a server (per = "app"), one for all, or a new one for every request, which
/// opens its connections, uses one once and closes them. Opening goes through the steps of `opening`; the
/// wait limit covers the line and the opening. Either end may refuse: the database at its cap, the machine
/// for want of descriptors or ports. Connections that a crash has taken away are opened again when they are
/// needed.
///
/// Measures    connections lent [average], requests waiting, wait in line [s], lent, timed out; opened,
/// closed,
///             lost, open and idle [averages], open_seconds_mean.
/// Randomness  the opening times, by request; the lifetimes, by connection.
/// Checked by  Erlang C with a limit on waiting; churn and refusal counted exactly.
class Pool final : public Component {
 public:
  explicit Pool(const spec::Part& part);

  void wire(Compiler& compiler) override;
  void start(Engine& engine) override;
  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_take(Compiler&, const Context&, std::uint32_t slot, const Step* next) override;
  Step::Run give_back() const override { return put_back; }
  std::uint32_t hold_slots() const override { return kSlots; }
  const Step* compile_use(Compiler&, const Context&, const Component& part, std::uint32_t slot,
                          const Step* next) override;
  void connections_lost(Engine& engine, const Component& part) override;
  void host_crashed(Engine& engine, const HostInstance& host) override;

 private:
  using Connection = ConnectionStore::Connection;

  // Slots of a holder: its group (per = "request": its own pool, plus one); its connection; which generation
  // of connections that is; ends reached so far; when it began to open, in two halves.
  enum : std::uint32_t { kGroup, kConnection, kLife, kReached, kSinceLow, kSinceHigh, kSlots };

  /// The connections of one pool: of one server instance, or of all.
  struct Group {
    Group(Pool* pool, std::uint32_t number);
    Pool* pool;
    std::uint32_t number;  // of the host; 0 where it is shared
    Gate gate;
    ConnectionStore store;
    /// Who waits for a connection that somebody else opens, by connection.
    std::vector<std::vector<RequestIndex>> joined;
    std::uint64_t opened = 0;             // ever: keys the draws of lifetimes
    std::uint32_t life = 0;               // how often all of its connections were lost
    std::uint32_t upkeep = 0, check = 0;  // alarms
    SimTime upkeep_at = SimTime::max();
    CancelToken upkeep_event{};
  };
  /// What a request that has a pool of its own opened besides the connection it uses.
  struct PrivatePool {
    std::uint32_t host = kNone;
    std::int64_t open = 0, opening = 0;
    bool is_closed = false;
  };
  struct Site {
    Pool* pool;
    LaneId lane;
    std::uint32_t slot;
    const Step* opening = nullptr;  // of a connection
    const Step* joining = nullptr;  // waits for one that is being opened
    const Step* body = nullptr;
  };
  enum class End { never_open, closed, lost };

  // Who takes one.
  static const Step* take(Engine&, RequestIndex, const Step&);
  static void cancel_take(Engine&, RequestIndex, const Step&);
  static const Step* admitted(Engine&, RequestIndex, const Step&);
  static const Step* put_back(Engine&, RequestIndex, const Step&);
  static const Step* use(Engine&, RequestIndex, const Step&);
  static void wait_limit_reached(Engine&, RequestIndex, void*);
  bool is_lost(Engine& engine, RequestIndex r, std::uint32_t slot);

  // One pool for each request (pool_private.cpp).
  const Step* take_private(Engine& engine, RequestIndex r, const Site& site);
  void put_back_private(Engine& engine, RequestIndex r, std::uint32_t slot);
  void open_more(Engine& engine, std::uint32_t number, std::int64_t count);
  void private_opening_ended(Engine& engine, RequestIndex r, bool is_open);
  void lose_private(Engine& engine);

  // Opening (pool_opening.cpp): by a request, or in the background by a task of the pool's own.
  const Step* compile_opening(Compiler&, const Context&, const Site*, const Step* after);
  void compile_tasks(Compiler&);
  static const Step* begin_opening(Engine&, RequestIndex, const Site&);
  static const Step* reach(Engine&, RequestIndex, const Step&);
  static const Step* go_on_opening(Engine&, RequestIndex, const Step&);
  static const Step* opened(Engine&, RequestIndex, const Step&);
  static const Step* opening_failed(Engine&, RequestIndex, const Step&);
  static const Step* opened_in_background(Engine&, RequestIndex, const Step&);
  static const Step* background_failed(Engine&, RequestIndex, const Step&);
  static const Step* join(Engine&, RequestIndex, const Step&);
  static void cancel_join(Engine&, RequestIndex, const Step&);
  static const Step* joined(Engine&, RequestIndex, const Step&);
  static const Step* join_failed(Engine&, RequestIndex, const Step&);
  static const Step* joined_failed(Engine&, RequestIndex, const Step&);
  bool connect_leg(Engine& engine, std::uint32_t host, std::uint32_t leg);
  void hang_up(Engine& engine, std::uint32_t host, std::uint32_t legs, End how);
  void note_opened(Engine& engine, RequestIndex r, std::uint32_t slot);
  SimTime end_of_life(Engine& engine, Group& group);
  void is_open(Engine& engine, Group& group, Connection connection);
  void pass_on_opening(Engine& engine, Group& group, Connection connection);
  std::uint32_t legs() const { return ends_.empty() ? 1 : static_cast<std::uint32_t>(ends_.size()); }

  // Upkeep (pool_upkeep.cpp): what happens to connections that nobody uses.
  Group& open_group(Engine& engine, std::uint32_t number);
  void open_at_start(Engine& engine, Group& group);
  void hang_up_closed(Engine& engine, Group& group);
  void refill(Engine& engine, Group& group);
  void watch(Engine& engine, Group& group, SimTime due);
  static void upkeep_due(Engine&, void*);
  static void check_due(Engine&, void*);

  Group& group_of(Engine& engine, std::uint32_t number) {
    return number < groups_.size() && groups_[number] ? *groups_[number] : open_group(engine, number);
  }
  std::uint32_t group_number(const Request& r) const { return is_shared_ ? 0 : r.host; }
  /// The machine that a connection of this group is opened from; kNone where it is none of the model's.
  std::uint32_t host_of(const Group& group) const { return is_shared_ ? kNone : group.number; }
  ConnectionStore::Rules rules() const;

  PoolSpec& spec_;
  const bool is_per_request_, is_shared_;       // what spec_.per says: asked for every request
  const bool has_ages_;                         // connections are closed by time
  std::vector<Component*> ends_;                // where connections lead
  std::vector<std::int64_t> open_at_;           // connections open at each of them
  std::vector<std::unique_ptr<Group>> groups_;  // by host number; one where it is shared
  std::vector<PrivatePool> private_pools_;
  std::vector<std::uint32_t> unused_private_pools_;
  Site* background_ = nullptr;
  const Step* check_task_ = nullptr;
  std::uint64_t tasks_ = 0;  // keys the draws of tasks
  Stream lifetimes_;
  std::uint32_t life_ = 0;  // of private connections: how often all were lost
  std::uint64_t lent_ = 0, timed_out_ = 0, opened_ = 0, closed_ = 0, lost_ = 0, refused_ = 0;
  Histogram open_time_;
  std::int64_t group_count_ = 0;
  TimeAverage capacity_;  // places that all groups may have
  SimTime counting_since_;
  TimeAverage private_in_use_;  // per = "request": connections lent
  TimeAverage open_;
};

}  // namespace plimsoll
