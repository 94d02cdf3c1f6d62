#include "models/theory/general_arrivals.hpp"

#include "models/theory/arguments.hpp"
#include "models/theory/root.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::theory {
namespace {

/// The share of 1 - rho that 1 - sigma is taken to be above: gaps would have to have an scv of thousands.
constexpr double least_share = 1e-4;

Answer<StationMeans> at_one_server(const Load& load) {
  if (load.servers != 1) return Refusal{"the formula is for one server"};
  const Answer<StationMeans> markov = mm_c(load);
  if (markov && load.arrivals_per_second == 0) return Refusal{"there are no arrivals"};
  return markov;
}

}  // namespace

Answer<StationMeans> gm_1(const Load& load, const std::function<double(double)>& complement) {
  const Answer<StationMeans> markov = at_one_server(load);
  if (!markov) return markov;
  const double rho = markov->utilisation;

  // In u = 1 - sigma: u - (1 - A(mu u)) is 0 at 0, below 0 up to the root, and above 0 beyond it.
  const auto excess = [&](double u) { return u - complement(u / load.service_seconds); };
  const double low = least_share * (1 - rho);
  if (!(excess(low) < 0) || !(excess(1) >= 0)) {
    return Refusal{"arrivals are too irregular for the formula, or their transform is none"};
  }
  const double served_at_once = root_of_rising(excess, low, 1);
  StationMeans means = *markov;
  means.wait_chance = 1 - served_at_once;
  means.wait_seconds = means.wait_chance / served_at_once * load.service_seconds;
  means.response_seconds = load.service_seconds / served_at_once;
  means.waiting = means.wait_seconds * load.arrivals_per_second;
  means.in_system = means.waiting + means.busy;
  if (!is_finite(means.response_seconds) || !is_finite(means.in_system)) return refusal::out_of_range;
  return means;
}

Answer<StationMeans> erlang_m_1(const Load& load, std::int64_t stages) {
  if (!is_count(stages)) return Refusal{"there have to be from 1 to 10,000,000 stages"};
  const auto count = static_cast<double>(stages);
  const double rate = count * load.arrivals_per_second;
  return gm_1(load, [=](double s) { return -portable::expm1(-count * portable::log1p(s / rate)); });
}

Answer<StationMeans> constant_m_1(const Load& load) {
  const double rate = load.arrivals_per_second;
  return gm_1(load, [rate](double s) { return -portable::expm1(-s / rate); });
}

Answer<double> best_of_choices_response(const Load& load, std::int64_t choices) {
  if (choices < 2 || choices > most_states) return Refusal{"there have to be from 2 to 10,000,000 choices"};
  const Answer<StationMeans> markov = at_one_server(load);
  if (!markov) return markov.refusal();
  const auto d = static_cast<double>(choices);
  double sum = 0, exponent = 0;
  for (;;) {
    const double term = portable::pow(markov->utilisation, exponent);
    sum += term;
    if (term < 1e-18) break;
    exponent = d * exponent + d;  // (d^(i+1) - d) / (d - 1) from (d^i - d) / (d - 1)
  }
  const double response = load.service_seconds * sum;
  if (!is_finite(response)) return refusal::out_of_range;
  return response;
}

}  // namespace plimsoll::theory
