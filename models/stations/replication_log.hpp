#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/engine.hpp"
#include "models/stations/waiting_line.hpp"
#include "sim/flat_map.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

class ReplicaFeed;

/// How many writes a primary had committed: 0 before the first.
using DataVersion = std::uint32_t;

/// The writes of one primary in the order of their commits, and how far its replicas have got.
///
///     commit ──▶ version n ──▶ every feed
///        └─ synchronous = k ──▶ [ line of writers ] ── k feeds have acknowledged n ──▶ answered
///
/// Measures    writes; the wait for acknowledgements [s]; writes lost when a replica took over.
/// Checked by  short stories of one to three replicas; the k-th of n round trips.
class ReplicationLog {
 public:
  void attach(ReplicaFeed* feed) { feeds_.push_back(feed); }
  void set_synchronous(Engine& engine, std::int64_t replicas);
  bool is_synchronous() const { return synchronous_ > 0; }

  /// The attribute that says whose session a query is of; empty: the user, or the request where there are
  /// none.
  void set_session_attribute(std::string name) { session_attribute_ = std::move(name); }
  const std::string& session_attribute() const { return session_attribute_; }
  static std::uint64_t session_of(Engine& engine, RequestIndex r, std::uint32_t session_slot) {
    if (session_slot != kNone) return engine.slot(r, session_slot);
    const Request& request = engine.request(r);
    return request.user != kNone ? request.user : request.subject;
  }
  /// Notes the last version of rows, or of sessions: only where somebody looks it up.
  void track_rows() { tracks_rows_ = true; }
  void track_sessions() { tracks_sessions_ = true; }

  struct Write {
    std::uint64_t row = 0, session = 0;
    bool has_row = false;
  };
  /// The next version, on its way to the replicas.
  DataVersion commit(Engine& engine, const Write& write);
  DataVersion committed() const { return committed_; }
  /// The last version that changed a row, or that a session wrote; 0 where there is none.
  DataVersion last_of_row(std::uint64_t row) { return found(rows_, row); }
  DataVersion last_of_session(std::uint64_t session) { return found(sessions_, session); }

  /// Whether so many replicas as must have acknowledged this version.
  bool is_acknowledged(DataVersion version) const { return synchronous_ == 0 || version <= agreed_; }
  /// Blocks a request until they have. The slot of the step that it is at holds its version.
  void wait_for_acknowledgement(Engine& engine, RequestIndex r);
  void cancel_wait(Engine& engine, RequestIndex r);
  /// A write was acknowledged at once.
  void note_no_wait() { wait_.record(Duration{}); }
  /// A feed has acknowledged more.
  void acknowledged(Engine& engine);

  /// The primary has died, or is back before another has taken its place.
  void set_primary_up(Engine& engine, bool is_up);
  /// The primary is gone and the replica that has received most stands in for it: what did not reach it is
  /// lost, and who waited for acknowledgements is told that the primary crashed. Returns that replica, or
  /// nullptr, and nothing has happened, where none is up.
  ReplicaFeed* promote(Engine& engine);

  void end_warm_up(SimTime now);
  void add_to(PartReading& reading, SimTime now) const;

 private:
  static DataVersion found(FlatMap<DataVersion>& map, std::uint64_t key) {
    const DataVersion* const version = map.find(key);
    return version == nullptr ? 0 : *version;
  }
  void release_writers(Engine& engine);
  void leave(Engine& engine, RequestIndex r);

  std::vector<ReplicaFeed*> feeds_;
  std::string session_attribute_;
  std::vector<DataVersion> reached_;  // scratch
  std::int64_t synchronous_ = 0;
  DataVersion committed_ = 0;
  DataVersion agreed_ = 0;  // acknowledged by `synchronous_` replicas
  bool tracks_rows_ = false, tracks_sessions_ = false;
  FlatMap<DataVersion> rows_, sessions_;
  WaitingLine writers_;  // in the order of their versions
  std::uint64_t writes_ = 0, writes_lost_ = 0;
  Histogram wait_;
  TimeAverage waiting_;
  uint128 gave_up_ns_ = 0;
};

}  // namespace plimsoll
