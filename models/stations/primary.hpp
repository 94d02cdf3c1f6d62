#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/compiler.hpp"
#include "models/stations/replication_log.hpp"
#include "models/stations/replication_spec.hpp"

namespace plimsoll {

class Replica;
class ReplicaFeed;

/// The primary's side of replication: writes go into the log, and a replica takes over when it is gone.
///
///     write ──▶ cores ──▶ commit ──▶ [ line of writers, if synchronous ] ──▶ answered
///     no instance up ── detects_after ──▶ ── promotes_in ──▶ the replica that has most stands in
///
/// A primary that comes back after another has taken its place does not serve again: it follows.
///
/// Measures    writes, waits for acknowledgements [s], writes lost, seconds without an instance, conflicts.
/// Checked by  stories: one to three replicas, an outage, a lost write, two primaries without a link.
class Primary {
 public:
  /// Called with the cores of the replica that takes over: the part gets an instance like it.
  using TakeOver = void (*)(Engine&, Component& part, std::int64_t cores);
  Primary(Component& part, const ReplicationSpec& spec, TakeOver take_over)
      : part_(part), spec_(spec), take_over_(take_over) {}

  void wire(Engine& engine);
  void settings_changed(Engine& engine, std::int64_t instances);
  /// Whether a replica has taken over.
  bool is_replaced() const { return replaced_by_ != nullptr; }

  /// A write that has been done at the instance whose number stands in `slot`; the next slot is used too.
  const Step* compile_commit(Compiler& compiler, const Context& context, const spec::Step& step,
                             std::uint32_t slot, Replica* itself, const Step* next);
  ReplicationLog& writes() { return log_; }

  void end_warm_up(SimTime now);
  void add_to(PartReading& reading, SimTime now) const;

 private:
  struct Site {
    Primary* primary;
    Replica* itself;  // where the primary follows another one: two primaries
    std::uint32_t row_slot, session_slot;
  };
  static const Step* commit(Engine&, RequestIndex, const Step&);
  static void cancel_commit(Engine&, RequestIndex, const Step&);
  static void promotion_due(Engine& engine, void* self);

  Component& part_;
  const ReplicationSpec& spec_;
  TakeOver take_over_;
  ReplicationLog log_;
  std::uint32_t alarm_ = 0;
  ReplicaFeed* replaced_by_ = nullptr;
  SimTime down_since_;
  TimeAverage down_;  // 1 while nothing serves
  std::uint64_t conflicts_ = 0;
};

}  // namespace plimsoll
