#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "models/component.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/memory.hpp"
#include "models/stations/primary.hpp"
#include "models/stations/processor.hpp"
#include "models/stations/replica.hpp"
#include "models/stations/spread.hpp"

namespace plimsoll {

struct DatabaseSpec {
  std::int64_t instances = 1;
  std::int64_t cores = 1;
  ProcessorOrder order = ProcessorOrder::shared;
  spec::Limit connections{100};
  std::int64_t reserved = 0;
  MemorySpec memory;
  spec::Bytes memory_per_connection;
  Balance policy = Balance::round_robin;
  std::optional<spec::TimeSpec> lag;
  ReplicationSpec replication;

  void describe(spec::Fields& f);
  std::vector<spec::Mismatch> mismatches() const;
};

/// Runs queries on its cores, and admits only so many connections.
///
///     query ──▶ instance, by policy ──▶ [ cores ] ──▶ out
///     a pool opens a connection ──▶ [ `connections` per instance, less those reserved ]
///                                      ├─ one more ──▶ refused
///                                      └─ more memory than there is ──▶ all crashed, down for `restart`
///     replication, of a part that follows or is followed: see Primary and Replica
///
/// Connections are spread evenly over the instances, so all of them run out of memory together.
///
/// Measures    cores busy [average], queries answered; connections open and refused; data_age_seconds of
///             what queries saw, where there is a lag; memory in use, crashes and time down, where memory
///             ends.
/// Randomness  the instance where the policy is random; the lag, by request.
/// Checked by  processor sharing and M/M/c through `query`; exact counts at the cap; a crash at the first
///             connection too many.
class Database final : public Component {
 public:
  explicit Database(const spec::Part& part)
      : Component(part), spec_(settings_of<DatabaseSpec>(*this)), spread_(spec_.policy) {}

  void wire(Compiler& compiler) override;
  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_query(Compiler&, const Context&, const Draw&, const Step* next) override;
  const Step* compile_query_step(Compiler&, const Context&, const Draw&, const spec::Step&,
                                 const Step* next) override;
  const Step* compile_query_at(Compiler&, const Context&, const Draw&, std::uint32_t slot,
                               const Step* next) override;
  std::int64_t instance_count() const override { return spec_.instances; }
  double utilisation_of(std::size_t instance, SimTime now) const override;
  ReplicationLog* replication_log(Compiler& compiler) override;
  bool connect(Engine& engine) override;
  void disconnect(Engine& engine) override;
  void add_client(Component& pool) override { clients_.push_back(&pool); }

 private:
  struct Instance {
    Instance(ProcessorOrder order, std::int64_t cores) : cpu(order, cores) {}
    Processor cpu;
    bool is_up = true;
  };
  struct Query {
    const Draw* time;
    Draw lag;
    Stream choice;  // of this place: a request that asks twice chooses twice
  };

  static Instance& instance_of(Engine&, RequestIndex, const Step&);
  static const Step* query(Engine&, RequestIndex, const Step&);
  static const Step* query_at(Engine&, RequestIndex, const Step&);
  static const Step* query_done(Engine&, RequestIndex, const Step&);
  static void cancel_query(Engine&, RequestIndex, const Step&);

  // Crashes (database_crash.cpp).
  void wire_crashes(Engine& engine);
  void note_memory(Engine& engine);
  void add_memory_to(PartReading& reading, SimTime now) const;
  static void crash(Engine&, void*);
  static void restart(Engine&, void*);

  const Step* emit_query(Compiler&, const Context&, const Draw&, Step::Run run, std::uint32_t slot,
                         const Step* next);
  void add_instances(Engine& engine);
  void add_instance(Engine& engine, std::int64_t cores);
  std::int64_t serving() const { return is_replaced() ? 1 : spec_.instances; }
  bool is_replaced() const { return primary_ != nullptr && primary_->is_replaced(); }
  static void take_over(Engine&, Component& database, std::int64_t cores);
  std::optional<std::uint32_t> pick(const Request& r, const Stream& choice);

  DatabaseSpec& spec_;
  std::vector<std::unique_ptr<Instance>> instances_;
  Spread spread_;
  TimeAverage instance_count_, core_count_, connections_;
  Lifetimes instance_lives_;
  SimTime counting_since_;
  std::uint64_t connections_refused_ = 0, refused_ = 0;
  Histogram data_age_;
  std::vector<Component*> clients_;  // pools that lead here
  std::uint32_t crash_alarm_ = 0, restart_alarm_ = 0;
  bool is_about_to_crash_ = false;
  Downtime downtime_;
  TimeAverage memory_used_;           // bytes, of each instance
  std::unique_ptr<Primary> primary_;  // of a database that is followed
  std::unique_ptr<Replica> replica_;  // of one that follows
};

}  // namespace plimsoll
