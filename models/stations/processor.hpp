#pragma once

#include <cstdint>
#include <vector>

#include "models/stations/processor_sharing.hpp"
#include "models/stations/waiting_line.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

/// In which order cores serve what asks for them.
enum class ProcessorOrder { shared, fcfs };

/// The cores of one machine: processor sharing (everyone at once, more slowly), or first come first served
/// (a core each, the others wait).
///
///     start(demand) ──▶ [ cores ] ──▶ the request is resumed
///
/// The `wake` of the step that calls start() must call finished(); its account is a processor's
/// (Compiler::processor_account).
///
/// Measures    cores busy [average over time], wait [s] under fcfs, services completed.
/// Checked by  M/M/1, M/M/c, M/G/1 and processor sharing, through the server.
class Processor {
 public:
  Processor(ProcessorOrder order, std::int64_t cores)
      : order_(order), cores_(cores), sharing_(cores), most_cores_(cores) {}

  /// Registers its events; the processor must not move afterwards.
  void wire(Engine& engine) { alarm_ = engine.add_alarm(&Processor::completion_due, this); }

  /// Serves `r`, which is blocked until it is resumed (shared) or woken (fcfs).
  void start(Engine& engine, RequestIndex r, Duration demand);

  /// fcfs: the wake-up of a request in service has come. Its core is free; it goes on.
  void finished(Engine& engine);

  /// Takes a request away, waiting or in service.
  void cancel(Engine& engine, RequestIndex r);

  void set_cores(Engine& engine, std::int64_t cores);
  void end_warm_up(SimTime now);
  void add_to(PartBooks& books, SimTime now) const;

  std::int64_t cores() const { return cores_; }
  std::int64_t jobs() const {
    return order_ == ProcessorOrder::shared ? static_cast<std::int64_t>(sharing_.size())
                                            : busy_.level() + static_cast<std::int64_t>(line_.size());
  }
  const TimeAverage& busy() const { return busy_; }
  const TimeAverage& waiting() const { return waiting_; }
  const Histogram& wait() const { return wait_; }
  std::uint64_t served() const { return served_; }

 private:
  static void completion_due(Engine& engine, void* self);
  void reschedule(Engine& engine);
  void let_in(Engine& engine);
  static void book_sharing(Engine& engine, RequestIndex r, Duration served);

  ProcessorOrder order_;
  std::int64_t cores_;
  std::uint32_t alarm_ = 0;
  std::uint32_t job_of(Engine& engine, RequestIndex r);

  // shared: jobs are numbered here, so that memory goes with the jobs of this machine and not with all
  // requests
  ProcessorSharing sharing_;
  std::vector<RequestIndex> request_of_job_;
  std::vector<std::uint32_t> free_jobs_;
  SimTime scheduled_ = SimTime::max();
  CancelToken event_{};
  // fcfs
  WaitingLine line_;
  TimeAverage busy_, waiting_;
  Histogram wait_;
  std::uint64_t served_ = 0;
  // For the books: jobs that left a core, served or not; waits without end; cores busy when counting started.
  std::uint64_t left_ = 0;
  uint128 gave_up_ns_ = 0;
  std::int64_t busy_start_ = 0, most_cores_;
};

}  // namespace plimsoll
