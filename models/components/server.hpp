#pragma once

#include <memory>
#include <vector>

#include "models/component.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/gate.hpp"
#include "models/stations/memory.hpp"
#include "models/stations/processor.hpp"
#include "models/stations/sockets.hpp"
#include "models/stations/spread.hpp"

namespace plimsoll {

struct ServerSpec {
  enum class Style { blocking, async };

  std::int64_t instances = 1;
  std::int64_t cores = 1;
  ProcessorOrder order = ProcessorOrder::shared;
  spec::Limit workers{200};
  spec::Limit queue{100};
  Style style = Style::blocking;
  Balance policy = Balance::round_robin;
  SocketsSpec sockets;
  MemorySpec memory;
  spec::Bytes memory_per_request;
  std::optional<spec::Bytes> collect_after;
  spec::TimeSpec collect_pause;
  Duration collect_pause_per_gib;

  void describe(spec::Fields& f);
  std::vector<spec::Mismatch> mismatches() const;
};

/// Runs requests: each holds one worker of one instance until it is answered, and shares its cores while
/// it works.
///
///     in ──▶ instance ──▶ [ queue ] ──▶ [ workers ] ── work ──▶ [ cores ] ──▶ out
///                            └─ full ──▶ refused
///
/// A blocking server keeps the worker while the request waits for others; an async one holds a worker
/// only while it works, so its queue stands in front of every `work`.
///
/// An instance may have an end of descriptors, of ports and of memory. Where it runs out of memory it
/// crashes: all that goes on there fails, past whatever would have caught that there, and it is down for
/// `restart`. Where garbage is collected, all its work stops meanwhile.
///
/// Measures    workers in use, requests queued [averages], wait for a worker [s], requests answered and
///             refused; cpu_utilisation, worker_utilisation [share]; descriptors, memory, crashes,
///             collections where they are limited.
/// Randomness  the choice of an instance, where the policy is random; pauses of collections, by instance.
/// Checked by  M/M/1, M/M/c, M/G/1, M/M/c/K, processor sharing, Erlang B; short stories of crashes and
/// pauses.
class Server final : public Component {
 public:
  explicit Server(const spec::Part& part);

  void wire(Compiler& compiler) override;
  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_enter(Compiler&, const Context&, std::uint32_t slot, const Step* next) override;
  Step::Run give_back() const override { return is_limited_ ? leave<true> : leave<false>; }
  std::uint32_t hold_slots() const override { return is_limited_ ? 2 : 1; }
  const Step* compile_work(Compiler&, const Context&, const Draw&, const Step* next) override;
  const Step* compile_memory(Compiler&, const Context&, std::int64_t bytes, const Step* next) override;
  const Step* compile_memory_back(Compiler&, const Context&, std::int64_t bytes, const Step* next) override;
  void add_instances_to(std::vector<HostInstance*>& all) override;

  bool is_async() const override { return spec_.style == ServerSpec::Style::async; }

 private:
  // Slots of a request that is on it: the instance it was on before; its place among the guests.
  enum : std::uint32_t { kBefore, kGuest };
  /// Where a server is entered: how an instance is chosen, and how many guards are around.
  struct Entry {
    Stream choice;
    std::uint16_t depth = 0;
  };
  /// A request on an instance that may crash.
  struct Guest {
    RequestIndex request;
    std::uint32_t slot;
    std::uint16_t depth;
  };
  /// What an instance has besides workers and cores (server_limits.cpp).
  struct Limits {
    explicit Limits(const ServerSpec& spec) : sockets(spec.sockets), memory(spec.memory) {}
    void end_warm_up(SimTime now);
    Sockets sockets;
    Memory memory;
    std::vector<Guest> guests;
    Downtime downtime;
    std::uint32_t crash = 0, after_crash = 0, restart = 0, collected = 0;  // alarms
    bool is_about_to_crash = false;
    std::int64_t allocated = 0;  // bytes, since the last collection
    TimeAverage collecting;
    std::uint64_t collections = 0, collections_ever = 0;
  };
  struct Instance : HostInstance {
    Instance(const ServerSpec& spec)
        : workers(spec.workers.count, spec.queue.count), cpu(spec.order, spec.cores), limits(spec) {}
    void end_warm_up(SimTime now) {
      workers.end_warm_up(now);
      cpu.end_warm_up(now);
      limits.end_warm_up(now);
      answered = 0;
    }
    Gate workers;
    Processor cpu;
    std::uint64_t answered = 0;
    Limits limits;
  };

  static Instance& instance_of(Engine& engine, RequestIndex r);
  template <bool kIsLimited>
  static const Step* enter(Engine&, RequestIndex, const Step&);
  template <bool kIsLimited>
  static void cancel_enter(Engine&, RequestIndex, const Step&);
  template <bool kIsLimited>
  static const Step* leave(Engine&, RequestIndex, const Step&);
  static const Step* take_worker(Engine&, RequestIndex, const Step&);
  static void cancel_take_worker(Engine&, RequestIndex, const Step&);
  static const Step* free_worker(Engine&, RequestIndex, const Step&);
  static const Step* work(Engine&, RequestIndex, const Step&);
  static const Step* work_done(Engine&, RequestIndex, const Step&);
  static void cancel_work(Engine&, RequestIndex, const Step&);

  // What is limited besides workers and cores (server_limits.cpp).
  void wire_limits(Engine& engine, Instance& instance);
  bool receive(Engine& engine, RequestIndex r, Instance& instance, const Step& step);
  void see_off(Engine& engine, RequestIndex r, Instance& instance, std::uint32_t slot);
  void allocate(Engine& engine, Instance& instance, std::int64_t bytes);
  void free(Engine& engine, Instance& instance, std::int64_t bytes);
  void collect(Engine& engine, Instance& instance);
  static const Step* take_memory(Engine&, RequestIndex, const Step&);
  static const Step* give_memory_back(Engine&, RequestIndex, const Step&);
  static void crash(Engine&, void*);
  static void after_crash(Engine&, void*);
  static void restart(Engine&, void*);
  static void collected(Engine&, void*);
  void add_limits_to(PartReading& reading, SimTime now) const;

  void add_instances(Engine& engine);
  void set_cores(Engine& engine, Instance& instance);
  Instance* pick(const Request& r, const Stream& choice);

  ServerSpec& spec_;
  const bool is_limited_;    // asked for every request
  bool has_memory_ = false;  // something is said of memory
  Stream pauses_;
  std::vector<std::unique_ptr<Instance>> instances_;
  Spread spread_;
  TimeAverage instance_count_, core_count_;
  Lifetimes instance_lives_;
  SimTime counting_since_;
};

}  // namespace plimsoll
