#include "models/stations/sockets.hpp"

#include <algorithm>

namespace plimsoll {

void SocketsSpec::describe(spec::Fields& f) {
  f.optional("descriptors", descriptors,
             "Open files of each instance: a request takes one while it is there, and so does each "
             "connection of its pools; one more is refused.")
      .at_least(1);
  f.optional("ports", ports,
             "Ports of each instance for connections to one place: one more is refused. Linux has 28,232.")
      .at_least(1);
  f.optional("port_hold", port_hold,
             "How long a port cannot be used again after its connection was closed (TIME_WAIT).");
}

bool Sockets::accept(SimTime now) {
  if (open_.level() >= spec_.descriptors.count) {
    ++refused_for_descriptors_;
    return false;
  }
  open_.add(now, 1);
  return true;
}

bool Sockets::connect(SimTime now, const void* where) {
  Destination& destination = towards(where);
  free_ports(destination, now);
  const auto held = static_cast<std::int64_t>(destination.held_until.size());
  if (destination.connected + held >= spec_.ports.count) {
    ++refused_for_ports_;
    return false;
  }
  if (!accept(now)) return false;
  ++destination.connected;
  return true;
}

void Sockets::close_connected(SimTime now, const void* where, bool holds_port) {
  open_.add(now, -1);
  Destination& destination = towards(where);
  --destination.connected;
  if (spec_.ports.is_unlimited() || !holds_port) return;
  free_ports(destination, now);
  destination.held_until.push_back(now + spec_.port_hold);
}

std::int64_t Sockets::ports_bound(SimTime now) {
  std::int64_t bound = 0;
  for (Destination& destination : destinations_) {
    free_ports(destination, now);
    bound += destination.connected + static_cast<std::int64_t>(destination.held_until.size());
  }
  return bound;
}

Sockets::Destination& Sockets::towards(const void* where) {
  const auto found = std::find_if(destinations_.begin(), destinations_.end(),
                                  [&](const Destination& one) { return one.where == where; });
  if (found != destinations_.end()) return *found;
  return destinations_.emplace_back(Destination{where, 0, {}});
}

void Sockets::free_ports(Destination& destination, SimTime now) {
  while (!destination.held_until.empty() && destination.held_until.front() <= now) {
    destination.held_until.pop_front();
  }
}

void Sockets::end_warm_up(SimTime now) {
  open_.reset(now);
  refused_for_descriptors_ = refused_for_ports_ = 0;
}

}  // namespace plimsoll
