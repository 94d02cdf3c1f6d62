#pragma once

#include <cstdint>
#include <vector>

#include "models/engine.hpp"
#include "models/stations/processor.hpp"
#include "models/stations/replication_log.hpp"
#include "models/stations/ring.hpp"
#include "sim/distribution.hpp"
#include "sim/stream.hpp"

namespace plimsoll {

/// What all instances of one replica have in common.
struct ReplicaSettings {
  Distribution delay = Distribution::constant(0);  // one way [s]
  Distribution apply = Distribution::constant(0);  // of one write [s]
  std::int64_t workers = 1;
  bool acknowledges_receipt = false;  // as soon as a write has come; else once it is applied
};

/// ... and what they measure together.
struct ReplicaMeasures {
  TimeAverage behind;   // writes committed and not applied, summed over instances
  TimeAverage waiting;  // queries that wait for an instance to catch up
  Histogram wait;
  uint128 gave_up_ns = 0;

  void end_warm_up(SimTime now);
  void add_to(PartBooks& books, SimTime now) const;
};

/// One instance of a replica: the writes of its primary come over the network in order, and are applied by so
/// many workers, each write by one of them.
///
///     commit ── delay ──▶ [ received ] ──▶ [ workers, `apply` each ] ──▶ applied ── delay ──▶ acknowledged
///
/// What is applied is a prefix of the log: a write counts once all before it have been applied too. Without a
/// link, or while the instance is down, nothing is sent; what was on its way arrives. When the primary dies,
/// what has not arrived does not: a lag of seconds is not a long wire but a sender that is behind.
///
/// Measures    ReplicaMeasures.
/// Randomness  delay and apply by the number of the write.
/// Checked by  lag of a burst n x apply; D/D/1 and M/D/1 of the apply queue; stories.
class ReplicaFeed {
 public:
  ReplicaFeed(ReplicationLog& log, const ReplicaSettings& settings, ReplicaMeasures& measures, Stream delays,
              Stream applies, std::uint32_t instance, const Processor& cpu)
      : log_(log),
        settings_(settings),
        measures_(measures),
        delays_(delays),
        applies_(applies),
        instance_(instance),
        cpu_(cpu) {}

  /// Registers its events; the feed must not move afterwards.
  void wire(Engine& engine) { alarm_ = engine.add_alarm(&ReplicaFeed::due, this); }

  /// The primary has committed a write.
  void committed(Engine& engine);
  void set_state(Engine& engine, bool is_linked, bool is_up);
  void set_primary_up(Engine& engine, bool is_up);
  bool is_up() const { return is_up_; }
  std::int64_t cores() const { return cpu_.cores(); }
  std::uint32_t jobs() const { return static_cast<std::uint32_t>(cpu_.jobs()); }
  /// It follows nobody any more: a copy of the primary as it is now.
  void detach() { is_attached_ = false; }
  void attach(Engine& engine, DataVersion version) {
    is_attached_ = true;
    start_over(engine, version);
  }
  bool is_attached() const { return is_attached_; }
  /// What has not been applied by now never will: the data is that of `version`.
  void start_over(Engine& engine, DataVersion version);

  DataVersion applied() const { return applied_; }
  DataVersion acknowledged() const { return acknowledged_; }
  DataVersion received(SimTime now) const;
  /// How long ago the oldest write was committed that is not applied; 0 if all are.
  Duration age(SimTime now) const { return pending_.empty() ? Duration{} : now - pending_[0].committed; }
  /// The version that must be applied for data no older than `within`.
  DataVersion needed_for(Duration within, SimTime now) const;

  /// Blocks a request until `version` is applied; it then does the step again that it is at.
  void wait_for(Engine& engine, RequestIndex r, DataVersion version);
  void cancel_wait(Engine& engine, RequestIndex r);

 private:
  struct Entry {
    SimTime committed, arrives, done;
  };
  struct Acknowledgement {
    SimTime at;
    DataVersion version = 0;
  };
  struct Waiting {
    DataVersion version;
    std::uint32_t order;
    RequestIndex request;
    bool operator<(const Waiting& other) const {  // the heap's top is the one that goes on first
      return version != other.version ? version > other.version : order > other.order;
    }
  };

  static void due(Engine& engine, void* self);
  void send(SimTime now);
  void acknowledge(SimTime now, DataVersion version);
  void advance(Engine& engine);
  void apply_what_is_done(SimTime now);
  void begin_applying(SimTime now);
  void wake_readers(Engine& engine);
  void schedule(Engine& engine);
  // Each instance draws for itself.
  Duration draw_delay(DataVersion version, std::uint64_t way) const {
    return settings_.delay.sample_duration(delays_, version, std::uint64_t{instance_} * 2 + way);
  }

  ReplicationLog& log_;
  const ReplicaSettings& settings_;
  ReplicaMeasures& measures_;
  Stream delays_, applies_;
  std::uint32_t instance_;
  const Processor& cpu_;
  std::uint32_t alarm_ = 0;
  SimTime scheduled_ = SimTime::max();
  CancelToken event_{};

  bool is_linked_ = true, is_up_ = true, is_primary_up_ = true, is_attached_ = true;
  Ring<Entry> pending_;                     // committed and not applied; the first is version applied_ + 1
  std::size_t sent_ = 0;                    // of them, on their way or here
  std::size_t started_ = 0;                 // of those, being applied, or applied before one in front of it
  std::vector<SimTime> running_;            // when busy workers are done
  Ring<Acknowledgement> acknowledgements_;  // on their way back
  SimTime last_arrival_, last_acknowledgement_;
  DataVersion applied_ = 0, acknowledged_ = 0;
  std::vector<Waiting> readers_;  // a heap
  std::uint32_t orders_ = 0;
};

}  // namespace plimsoll
