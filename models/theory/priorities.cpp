#include "models/theory/priorities.hpp"

#include <algorithm>
#include <optional>

#include "models/theory/arguments.hpp"
#include "models/theory/erlang.hpp"

namespace plimsoll::theory {
namespace {

double load_of(const PriorityClass& c) { return c.arrivals_per_second * c.service_seconds; }

/// lambda E[S^2] / 2: the mean work left of whom an arrival finds in service.
double residual_of(const PriorityClass& c) { return load_of(c) * c.service_seconds * (1 + c.scv) / 2; }

std::optional<Refusal> problem_with(std::span<const PriorityClass> classes, std::int64_t servers) {
  if (classes.empty()) return Refusal{"there is no class"};
  if (!is_count(servers)) return refusal::bad_servers;
  double load = 0;
  for (const PriorityClass& c : classes) {
    if (!is_rate(c.arrivals_per_second)) return refusal::bad_rate;
    if (!is_positive(c.service_seconds)) return refusal::bad_time;
    if (!is_rate(c.scv)) return refusal::bad_variation;
    load += load_of(c);
  }
  if (!(load < static_cast<double>(servers))) return refusal::no_steady_state;
  return std::nullopt;
}

ClassMeans means_of(const PriorityClass& c, double wait_seconds) {
  return {.wait_seconds = wait_seconds,
          .response_seconds = wait_seconds + c.service_seconds,
          .waiting = wait_seconds * c.arrivals_per_second,
          .in_system = (wait_seconds + c.service_seconds) * c.arrivals_per_second};
}

Answer<std::vector<ClassMeans>> checked(std::vector<ClassMeans> means) {
  const bool finite = std::all_of(means.begin(), means.end(), [](const ClassMeans& m) {
    return is_finite(m.response_seconds) && is_finite(m.in_system);
  });
  if (!finite) return refusal::out_of_range;
  return means;
}

/// Cobham's waits for a mean work found that is the same for all.
Answer<std::vector<ClassMeans>> cobham(std::span<const PriorityClass> classes, double found,
                                       std::int64_t servers) {
  std::vector<ClassMeans> means;
  double more_urgent = 0;
  for (const PriorityClass& c : classes) {
    const double with_own = more_urgent + load_of(c) / static_cast<double>(servers);
    means.push_back(means_of(c, found / ((1 - more_urgent) * (1 - with_own))));
    more_urgent = with_own;
  }
  return checked(std::move(means));
}

}  // namespace

Answer<std::vector<ClassMeans>> mg_1_priority(std::span<const PriorityClass> classes) {
  if (const auto problem = problem_with(classes, 1)) return *problem;
  double found = 0;
  for (const PriorityClass& c : classes) found += residual_of(c);
  return cobham(classes, found, 1);
}

Answer<std::vector<ClassMeans>> mg_1_preemptive(std::span<const PriorityClass> classes) {
  if (const auto problem = problem_with(classes, 1)) return *problem;
  std::vector<ClassMeans> means;
  double more_urgent = 0, found = 0;
  for (const PriorityClass& c : classes) {
    const double with_own = more_urgent + load_of(c);
    found += residual_of(c);
    const double interrupted = c.service_seconds * more_urgent / (1 - more_urgent);
    means.push_back(means_of(c, interrupted + found / ((1 - more_urgent) * (1 - with_own))));
    more_urgent = with_own;
  }
  return checked(std::move(means));
}

Answer<std::vector<ClassMeans>> mm_c_priority(std::span<const PriorityClass> classes, std::int64_t servers) {
  if (const auto problem = problem_with(classes, servers)) return *problem;
  const double service_seconds = classes.front().service_seconds;
  double offered = 0;
  for (const PriorityClass& c : classes) {
    if (c.service_seconds != service_seconds) return Refusal{"the classes differ in their mean service time"};
    offered += load_of(c);
  }
  const Answer<double> wait_chance = erlang_c(servers, offered);
  if (!wait_chance) return wait_chance.refusal();
  return cobham(classes, *wait_chance * service_seconds / static_cast<double>(servers), servers);
}

}  // namespace plimsoll::theory
