#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/compiler.hpp"
#include "models/stations/processor.hpp"
#include "models/stations/replica_feed.hpp"
#include "models/stations/replication_spec.hpp"
#include "models/stations/spread.hpp"

namespace plimsoll {

/// The replica's side of replication: the feeds of its instances, and which of them may answer a query.
///
///     query ──▶ an instance that is up and new enough, by policy ──▶ cores
///                  └─ none ──▶ else = wait:    [ line of an instance ] ── it has caught up ──▶ again
///                              else = primary: the primary's cores
///                              else = fail:    stale
///
/// Measures    age of the data that queries saw [s], the share of them that missed a write, writes behind,
///             the wait for an instance to catch up [s], queries passed on to the primary.
/// Randomness  the instance where the policy is random; delay and apply of writes.
/// Checked by  stories of one write and one read; M/M/1 as an apply queue.
class Replica {
 public:
  Replica(Component& part, const ReplicationSpec& spec, Balance policy)
      : part_(part), spec_(spec), spread_(policy) {}

  void wire(Compiler& compiler);
  void add_instance(Engine& engine, const Processor& cpu);
  void settings_changed(Engine& engine, std::int64_t instances);

  /// A query that sees what an instance has, whose number it leaves in `slot` for `at_instance`.
  const Step* compile_read(Compiler& compiler, const Context& context, const spec::Step& step,
                           std::uint32_t slot, const Step* at_instance, const Step* at_primary);
  Component& primary() { return *primary_; }
  /// For a write here, at `instance`, to a row: whether the primary has changed that row since.
  bool conflicts(std::uint32_t instance, std::uint64_t row) {
    return log_->last_of_row(row) > feeds_[instance]->applied();
  }
  ReplicationLog& writes() { return *log_; }

  void end_warm_up(SimTime now);
  void add_to(PartReading& reading, SimTime now) const;

 private:
  struct Site {
    Replica* replica;
    spec::QueryTerms terms;
    std::uint32_t row_slot, session_slot;  // of attributes; kNone: none
    const Step* at_primary;
    Stream choice;
    Reason stale;
  };

  static const Step* read(Engine&, RequestIndex, const Step&);
  static void cancel_read(Engine&, RequestIndex, const Step&);
  const Step* no_instance(Engine&, RequestIndex, const Step&, DataVersion needed);
  void note(Engine&, RequestIndex, const Site&, std::uint32_t instance);
  bool may_answer(std::size_t instance) const {
    return feeds_[instance]->is_up() && feeds_[instance]->is_attached();
  }

  Component& part_;
  const ReplicationSpec& spec_;
  Component* primary_ = nullptr;
  ReplicationLog* log_ = nullptr;
  ReplicaSettings settings_;
  ReplicaMeasures measures_;
  std::vector<Stream> streams_;                      // of delays, of applying
  std::vector<std::unique_ptr<ReplicaFeed>> feeds_;  // by instance
  Spread spread_;
  Histogram data_age_;
  std::uint64_t stale_ = 0, at_primary_ = 0, refused_ = 0;
};

}  // namespace plimsoll
