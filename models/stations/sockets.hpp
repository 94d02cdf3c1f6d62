#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "models/spec/fields.hpp"
#include "models/spec/quantity.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

struct SocketsSpec {
  spec::Limit descriptors;
  spec::Limit ports;
  Duration port_hold = Duration::seconds(60);

  void describe(spec::Fields& f);
  bool are_unlimited() const { return descriptors.is_unlimited() && ports.is_unlimited(); }
};

/// File descriptors and ports of one machine: each socket takes a descriptor, and each connection that is
/// opened from here takes a port towards where it leads.
///
///     accept, connect ──▶ [ `descriptors` ] ──▶ close
///     connect ──▶ [ `ports` towards each destination ] ──▶ close ──▶ held for `port_hold` (TIME_WAIT)
///                    └─ one more ──▶ refused
///
/// Measures    descriptors in use [average, most]; sockets refused for want of a descriptor, or of a port.
/// Checked by  connections can be opened, in the long run, at ports / (use + hold) a second towards one
/// place.
class Sockets {
 public:
  explicit Sockets(const SocketsSpec& spec) : spec_(spec) {}

  /// One more socket of a client; false if there is no descriptor left.
  bool accept(SimTime now);
  /// One more connection to `destination`; false if there is no descriptor or no port left.
  bool connect(SimTime now, const void* destination);
  void close_accepted(SimTime now) { open_.add(now, -1); }
  /// `holds_port`: it was open; what the far end never took leaves nothing behind.
  void close_connected(SimTime now, const void* destination, bool holds_port);

  void end_warm_up(SimTime now);
  const TimeAverage& open() const { return open_; }
  std::uint64_t refused_for_descriptors() const { return refused_for_descriptors_; }
  std::uint64_t refused_for_ports() const { return refused_for_ports_; }
  /// Ports taken or held now, towards all destinations.
  std::int64_t ports_bound(SimTime now);

 private:
  struct Destination {
    const void* where;
    std::int64_t connected = 0;
    std::deque<SimTime> held_until;  // in order, as all are held equally long
  };
  Destination& towards(const void* destination);
  static void free_ports(Destination& destination, SimTime now);

  const SocketsSpec& spec_;
  TimeAverage open_;
  std::vector<Destination> destinations_;
  std::uint64_t refused_for_descriptors_ = 0, refused_for_ports_ = 0;
};

}  // namespace plimsoll
