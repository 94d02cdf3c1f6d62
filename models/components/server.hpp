#pragma once

#include <memory>
#include <vector>

#include "models/component.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/gate.hpp"
#include "models/stations/processor.hpp"
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

  void describe(spec::Fields& f);
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
/// Measures    workers in use, requests queued [averages], wait for a worker [s], requests answered and
///             refused; cpu_utilisation, worker_utilisation [share].
/// Randomness  the choice of an instance, where the policy is random.
/// Checked by  M/M/1, M/M/c, M/G/1, M/M/c/K, processor sharing, Erlang B.
class Server final : public Component {
 public:
  explicit Server(const spec::Part& part)
      : Component(part), spec_(settings_of<ServerSpec>(*this)), spread_(spec_.policy) {}

  void wire(Compiler& compiler) override;
  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_enter(Compiler&, const Context&, std::uint32_t slot, const Step* next) override;
  Step::Run give_back() const override { return leave; }
  const Step* compile_work(Compiler&, const Context&, const Draw&, const Step* next) override;
  void add_instances_to(std::vector<HostInstance*>& all) override;

  bool is_async() const override { return spec_.style == ServerSpec::Style::async; }

 private:
  struct Instance : HostInstance {
    Instance(const ServerSpec& spec)
        : workers(spec.workers.count, spec.queue.count), cpu(spec.order, spec.cores) {}
    void end_warm_up(SimTime now) {
      workers.end_warm_up(now);
      cpu.end_warm_up(now);
      answered = 0;
    }
    Gate workers;
    Processor cpu;
    std::uint64_t answered = 0;
  };

  static Instance& instance_of(Engine& engine, RequestIndex r);
  static const Step* enter(Engine&, RequestIndex, const Step&);
  static void cancel_enter(Engine&, RequestIndex, const Step&);
  static const Step* leave(Engine&, RequestIndex, const Step&);
  static const Step* take_worker(Engine&, RequestIndex, const Step&);
  static void cancel_take_worker(Engine&, RequestIndex, const Step&);
  static const Step* free_worker(Engine&, RequestIndex, const Step&);
  static const Step* work(Engine&, RequestIndex, const Step&);
  static const Step* work_done(Engine&, RequestIndex, const Step&);
  static void cancel_work(Engine&, RequestIndex, const Step&);

  void add_instances(Engine& engine);
  Instance* pick(const Request& r, const Stream& choice);

  ServerSpec& spec_;
  std::vector<std::unique_ptr<Instance>> instances_;
  Spread spread_;
  TimeAverage instance_count_, core_count_;
  SimTime counting_since_;
};

}  // namespace plimsoll
