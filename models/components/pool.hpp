#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/component.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/gate.hpp"

namespace plimsoll {

struct PoolSpec {
  enum class Opens { at_start, on_demand };

  std::vector<std::string> towards;
  std::string per;
  std::int64_t size = 1;
  Duration wait_limit = Duration::seconds(30);
  Opens opens = Opens::at_start;
  spec::TimeSpec open_network;
  spec::TimeSpec open_cpu;

  void describe(spec::Fields& f);
};

/// Database connections, kept open and lent out one at a time.
///
///     in ──▶ [ line ] ──▶ [ `size` connections ] ──▶ ... ──▶ given back
///              └─ longer than wait_limit ──▶ timed_out
///
/// One pool in every instance of a server (per = "app"), one for all, or a new one for every request, which
/// opens its connection, uses it once and closes it. Opening takes network time and then work on the
/// database's own cores; the wait limit covers the line and the opening. The database refuses beyond its cap.
///
/// Measures    connections lent [average], requests waiting, wait in line [s], lent, timed out; opened,
///             open_seconds_mean.
/// Randomness  the opening times, by request.
/// Checked by  Erlang C with a limit on waiting; churn and refusal counted exactly.
class Pool final : public Component {
 public:
  explicit Pool(const spec::Part& part)
      : Component(part),
        spec_(settings_of<PoolSpec>(*this)),
        is_per_request_(spec_.per == "request"),
        is_shared_(spec_.per == "all") {}

  void wire(Compiler& compiler) override;
  void start(Engine& engine) override;
  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_take(Compiler&, const Context&, std::uint32_t slot, const Step* next) override;
  Step::Run give_back() const override { return put_back; }
  std::uint32_t hold_slots() const override { return kSlots; }

 private:
  // Slots of a holder: its group; databases reached so far; when it began to open a connection, in two
  // halves.
  enum : std::uint32_t { kGroup, kReached, kSinceLow, kSinceHigh, kSlots };

  /// The connections of one pool: of one server instance, or of all.
  struct Group {
    explicit Group(std::int64_t size) : gate(size, spec::Limit::kUnlimited) {}
    Gate gate;
    std::int64_t idle = 0;  // open, and lent to nobody
  };
  struct Site {
    Pool* pool;
    LaneId lane;
    std::uint32_t slot;
    const Step* opening = nullptr;  // of a connection
    const Step* body = nullptr;
  };

  static const Step* take(Engine&, RequestIndex, const Step&);
  static void cancel_take(Engine&, RequestIndex, const Step&);
  static const Step* admitted(Engine&, RequestIndex, const Step&);
  static const Step* open(Engine&, RequestIndex, const Site&);
  static const Step* reach(Engine&, RequestIndex, const Step&);
  static const Step* opened(Engine&, RequestIndex, const Step&);
  static const Step* opening_failed(Engine&, RequestIndex, const Step&);
  static const Step* put_back(Engine&, RequestIndex, const Step&);
  static void wait_limit_reached(Engine&, RequestIndex, void*);

  Group& group_of(const Engine& engine, std::uint32_t number) {
    return number < groups_.size() && groups_[number] ? *groups_[number] : open_group(engine, number);
  }
  Group& open_group(const Engine& engine, std::uint32_t number);
  void open_at_start(Engine& engine, Group& group);
  void close_connection(Engine& engine);
  std::uint32_t group_number(const Request& r) const;

  PoolSpec& spec_;
  const bool is_per_request_, is_shared_;  // what spec_.per says: asked for every request
  std::vector<Component*> databases_;
  std::vector<std::unique_ptr<Group>> groups_;  // by host number; one where it is shared
  std::uint64_t lent_ = 0, timed_out_ = 0, opened_ = 0, refused_ = 0;
  Histogram open_time_;
  std::int64_t group_count_ = 0;
  TimeAverage capacity_;  // connections that all groups may have
  SimTime counting_since_;
  TimeAverage private_in_use_;  // per = "request": connections lent
};

}  // namespace plimsoll
