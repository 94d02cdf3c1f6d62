// Looking at a whole engine from outside: who is in it, and where it stands.
#include <cstdio>
#include <map>
#include <set>

#include "models/engine.hpp"

namespace plimsoll {

Census Engine::take_census(std::size_t kinds) {
  PLIMSOLL_CHECK(ready_count_ == 0);
  Census census;
  census.in_flight.resize(kinds);
  census.waiting.resize(parts_.size());
  std::map<const void*, std::size_t> number_of;
  for (std::size_t p = 0; p < parts_.size(); ++p) number_of[parts_[p].get()] = p;
  std::set<const void*> servers;
  for (const HostInstance* host : hosts_) servers.insert(host->server);
  for (RequestIndex r = 0; r < requests_.end(); ++r) {
    if (!requests_.is_live(r)) continue;
    const Request& request = requests_[r];
    if (!request.is_branch) census.in_flight[request.kind].add((now_ - request.arrived).count());
    if (!request.is_waiting) continue;
    // What enters one server of several is compiled once: there the instance says whose line it is.
    const void* part = request.step->part;
    if (servers.contains(part)) part = hosts_[request.host]->server;
    census.waiting[number_of.at(part)].add((now_ - request.since).count());
  }
  return census;
}

void Engine::describe(const void* engine, char* buffer, unsigned long size) {
  const auto& self = *static_cast<const Engine*>(engine);
  const char* part = "no part";
  if (self.requests_.is_live(self.walking_) && self.requests_[self.walking_].step != nullptr) {
    const void* at = self.requests_[self.walking_].step->part;
    for (const auto& component : self.parts_) {
      if (component.get() == at) part = component->name().c_str();
    }
  }
  std::snprintf(buffer, size, "simulated time %.9f s, %s, %zu requests alive", self.now_.to_seconds(), part,
                self.requests_.size());
}

}  // namespace plimsoll
