#include "models/theory/impatience.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "models/theory/arguments.hpp"
#include "models/theory/birth_death.hpp"
#include "models/theory/erlang.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::theory {
namespace {

constexpr Refusal bad_patience{"patience and pauses have to be finite numbers above 0"};

std::optional<Refusal> problem_with(const Load& load, double patience_seconds) {
  if (!is_rate(load.arrivals_per_second)) return refusal::bad_rate;
  if (!is_positive(load.service_seconds)) return refusal::bad_time;
  if (!is_count(load.servers)) return refusal::bad_servers;
  if (!is_positive(patience_seconds)) return bad_patience;
  return std::nullopt;
}

/// (1 - e^-x) / x for x >= 0; 1 at 0.
double mean_of_decay(double x) { return x == 0 ? 1 : -portable::expm1(-x) / x; }

/// (1 - e^-x (1 + x)) / x^2, the integral of v e^(-x v) from 0 to 1, for any x from -1 on.
double moment_of_decay(double x) {
  if (x > 1) return (-portable::expm1(-x) - x * portable::exp(-x)) / (x * x);
  double sum = 0, term = 1;  // sum of (-x)^k / (k! (k + 2))
  for (int k = 0; k < 20; ++k) {
    sum += term / (k + 2);
    term *= -x / (k + 1);
  }
  return sum;
}

/// The integrals of e^(-x v) and of v e^(-x v) from 0 to 1, and e^-x; all times e^x if x is negative, so that
/// nothing overflows.
struct Decay {
  double one, integral, moment, last;

  explicit Decay(double x)
      : one(x < 0 ? portable::exp(x) : 1),
        integral(mean_of_decay(x < 0 ? -x : x)),
        moment(x < -1 ? (portable::expm1(x) - x) / (x * x) : one * moment_of_decay(x)),
        last(x < 0 ? 1 : portable::exp(-x)) {}
};

}  // namespace

Answer<ImpatientMeans> erlang_a(const Load& load, double patience_seconds) {
  if (const auto problem = problem_with(load, patience_seconds)) return *problem;
  const double offered = load.arrivals_per_second * load.service_seconds;
  const double relative_patience = load.service_seconds / patience_seconds;
  if (!is_finite(offered) || !is_finite(relative_patience)) return refusal::out_of_range;
  const auto servers = static_cast<double>(load.servers);

  GrowingChain chain;
  double busy = 0, waiting = 0, all_busy = 0;
  for (std::int64_t n = 1;; ++n) {
    if (n > most_states) return refusal::too_many_states;
    const auto in_system = static_cast<double>(n);
    const double in_queue = std::max(in_system - servers, 0.0);
    const double ratio = offered / (std::min(in_system, servers) + in_queue * relative_patience);
    chain.grow(ratio);
    chain.include(busy, std::min(in_system, servers));
    chain.include(waiting, in_queue);
    chain.include(all_busy, in_system >= servers ? 1 : 0);
    // Ratios fall, so what is above holds less than a geometric tail does.
    const double tail = chain.last() / (1 - ratio);
    if (in_queue > 0 && ratio < 1 && tail * (in_queue + 1 / (1 - ratio)) <= 1e-17 * waiting) break;
    if (chain.last() == 0) break;
  }
  ImpatientMeans means;
  means.throughput = busy / load.service_seconds;
  means.utilisation = busy / servers;
  means.waiting = waiting;
  means.wait_chance = all_busy;
  if (load.arrivals_per_second > 0) {
    means.wait_seconds = waiting / load.arrivals_per_second;
    means.abandonment = std::min(means.wait_seconds / patience_seconds, 1.0);
  }
  return means;
}

Answer<DeadlineMeans> mm_c_deadline(const Load& load, double patience_seconds) {
  if (const auto problem = problem_with(load, patience_seconds)) return *problem;
  const double offered = load.arrivals_per_second * load.service_seconds;
  const auto servers = static_cast<double>(load.servers);
  const double patience = patience_seconds / load.service_seconds;  // in services
  const Answer<double> one_is_free = erlang_b(load.servers - 1, offered);
  if (!one_is_free) return one_is_free.refusal();
  const double x = (servers - offered) * patience;
  if (!is_finite(x)) return refusal::out_of_range;

  // Weights, relative to the states in which a server is free, of an arrival's would-be wait.
  const Decay decay(x);
  const double density = offered * *one_is_free;
  const double joining = density * patience * decay.integral;
  const double leaving = density * decay.last / servers;
  const double sum = decay.one + joining + leaving;
  const double wait_of_joining = density * patience * patience * decay.moment / sum;

  DeadlineMeans means;
  means.abandonment = leaving / sum;
  means.throughput = load.arrivals_per_second * ((decay.one + joining) / sum);
  means.utilisation = means.throughput * load.service_seconds / servers;
  means.wait_chance = (joining + leaving) / sum;
  means.wait_seconds = (wait_of_joining + patience * means.abandonment) * load.service_seconds;
  means.wait_seconds_of_served = wait_of_joining * sum / (decay.one + joining) * load.service_seconds;
  means.waiting = means.wait_seconds * load.arrivals_per_second;
  if (!is_finite(means.waiting) || !is_finite(means.wait_seconds_of_served)) return refusal::out_of_range;
  return means;
}

Answer<RetrialMeans> mg_1_retrial(const Load& load, double scv, double retry_seconds) {
  if (const auto problem = problem_with(load, retry_seconds)) return *problem;
  if (load.servers != 1) return Refusal{"the formula is for one server"};
  if (!is_rate(scv)) return refusal::bad_variation;
  const double rho = load.arrivals_per_second * load.service_seconds;
  if (!(rho < 1)) return refusal::no_steady_state;

  RetrialMeans means;
  means.utilisation = rho;
  means.wait_seconds = rho * (load.service_seconds * (1 + scv) / 2 + retry_seconds) / (1 - rho);
  means.response_seconds = means.wait_seconds + load.service_seconds;
  means.retrying = means.wait_seconds * load.arrivals_per_second;
  means.tries = 1 + means.wait_seconds / retry_seconds;
  if (!is_finite(means.response_seconds) || !is_finite(means.retrying) || !is_finite(means.tries)) {
    return refusal::out_of_range;
  }
  return means;
}

}  // namespace plimsoll::theory
