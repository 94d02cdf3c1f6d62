#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/spec/checks.hpp"

namespace plimsoll::spec {
namespace {

struct Call {
  std::string to;
  Place place;
};

void collect_calls(const std::vector<Step>& steps, std::vector<Call>& calls) {
  for (const Step& step : steps) {
    if (step.verb == Verb::call || step.verb == Verb::send) calls.push_back({step.target, step.place});
    if (!step.miss.empty()) calls.push_back({step.miss, step.place});
    if (!step.revalidate.empty()) calls.push_back({step.revalidate, step.place});
    if (!step.behind.empty()) calls.push_back({step.behind, step.place});
    if (!step.fallback.empty()) calls.push_back({step.fallback, step.place});
    collect_calls(step.branches, calls);
  }
}

/// Walks the calls depth first, without recursion: a chain of routines may be as long as the file.
class CycleSearch {
 public:
  explicit CycleSearch(Reading& reading) : reading_(reading) {
    for (const Routine& routine : reading.spec.routines) {
      Visit& visit = visits_[routine.name];
      visit.routine = &routine;
      collect_calls(routine.steps, visit.calls);
    }
  }

  void run() {
    for (const Routine& routine : reading_.spec.routines) {
      if (visits_.at(routine.name).state == State::unseen) walk(routine.name);
    }
  }

 private:
  enum class State { unseen, open, done };
  struct Visit {
    const Routine* routine = nullptr;
    std::vector<Call> calls;
    State state = State::unseen;
    std::size_t next = 0;
  };

  void walk(const std::string& start) {
    std::vector<std::string> path;
    enter(start, path);
    while (!path.empty()) {
      Visit& visit = visits_.at(path.back());
      if (visit.next == visit.calls.size()) {
        visit.state = State::done;
        path.pop_back();
        continue;
      }
      const Call& call = visit.calls[visit.next++];
      const auto called = visits_.find(call.to);
      if (called == visits_.end()) continue;  // unknown, and reported as such
      if (called->second.state == State::open) report(*visit.routine, call, path);
      if (called->second.state == State::unseen) enter(call.to, path);
    }
  }

  void enter(const std::string& name, std::vector<std::string>& path) {
    visits_.at(name).state = State::open;
    path.push_back(name);
  }

  void report(const Routine& routine, const Call& call, const std::vector<std::string>& path) {
    const auto first = std::find(path.begin(), path.end(), call.to);
    std::string circle;
    for (auto name = first; name != path.end(); ++name) circle += *name + " calls ";
    reading_.diagnostics.error(call.place, routine.address + ".steps",
                               fmt::format("goes round in a circle: {}{}", circle, call.to),
                               "for rounds that end use { repeat = ..., times = 3 }");
  }

  Reading& reading_;
  std::map<std::string, Visit> visits_;
};

}  // namespace

void check_cycles(Reading& reading) { CycleSearch(reading).run(); }

}  // namespace plimsoll::spec
