#include "models/traffic/modulation.hpp"

#include <algorithm>

namespace plimsoll {

Modulation::Modulation(const std::vector<spec::TrafficState>& states, const std::string& name,
                       const Luck& luck)
    : lasts_(luck.stream(name + ".states.lasts")),
      next_(luck.stream(name + ".states.next")),
      moves_(luck.stream(name + ".states.on_arrival")) {
  if (states.empty()) return;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const spec::TrafficState& state = states[i];
    State& made = states_.emplace_back(State{state.rate.per_second, state.lasts.law, {}, {}});
    double whole = 0;
    for (const auto& [to, share] : state.next) whole += share;
    made.next = targets(states, state.next, whole);
    if (state.next.empty()) made.next = {{(i + 1) % states.size(), 1.0}};
    made.on_arrival = targets(states, state.on_arrival, 1);
  }
  long_run_ = spec::long_run_shares(states);
}

std::vector<Modulation::Target> Modulation::targets(const std::vector<spec::TrafficState>& states,
                                                    const spec::Shares& shares, double whole) {
  std::vector<Target> made;
  double cumulative = 0;
  for (const auto& [name, share] : shares) {
    const auto found = std::find_if(states.begin(), states.end(),
                                    [&wanted = name](const auto& state) { return state.name == wanted; });
    cumulative += share / whole;
    made.push_back({static_cast<std::size_t>(found - states.begin()), cumulative});
  }
  return made;
}

void Modulation::start(bool anywhere) {
  now_ = 0;
  if (!anywhere) return;
  const double u = next_.uniform(1);
  double cumulative = long_run_[0];
  while (u >= cumulative && now_ + 1 < states_.size()) cumulative += long_run_[++now_];
}

void Modulation::move() {
  ++changes_;
  const std::vector<Target>& next = states_[now_].next;
  const double u = next.size() > 1 ? next_.uniform(0, changes_) : 0;
  std::size_t chosen = 0;
  while (chosen + 1 < next.size() && u >= next[chosen].cumulative) ++chosen;
  now_ = next[chosen].state;
}

bool Modulation::move_on_arrival(std::uint64_t arrival) {
  const std::vector<Target>& moves = states_[now_].on_arrival;
  if (moves.empty()) return false;
  const double u = moves_.uniform(0, arrival);
  for (const Target& target : moves) {
    if (u >= target.cumulative) continue;
    ++changes_;
    now_ = target.state;
    return true;
  }
  return false;
}

}  // namespace plimsoll
