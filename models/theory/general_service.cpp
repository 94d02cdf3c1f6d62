#include "models/theory/general_service.hpp"

#include "models/theory/arguments.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::theory {
namespace {

constexpr Refusal one_server{"the formula is for one server"};

/// The means of M/M/c with another wait.
Answer<StationMeans> with_wait(StationMeans means, double service_seconds, double wait_seconds) {
  means.wait_seconds = wait_seconds;
  means.response_seconds = wait_seconds + service_seconds;
  means.waiting = wait_seconds * means.throughput;
  means.in_system = means.waiting + means.busy;
  if (!is_finite(means.in_system) || !is_finite(means.response_seconds)) return refusal::out_of_range;
  return means;
}

}  // namespace

Answer<StationMeans> mg_1(const Load& load, double scv) {
  if (load.servers != 1) return one_server;
  return mg_c(load, scv);
}

Answer<double> mg_1_wait_second_moment(const Load& load, double scv, double third_moment) {
  const Answer<StationMeans> means = mg_1(load, scv);
  if (!means) return means.refusal();
  if (!is_positive(third_moment)) return refusal::out_of_range;
  const double wait = means->wait_seconds;
  const double moment =
      2 * wait * wait + load.arrivals_per_second * third_moment / (3 * (1 - means->utilisation));
  if (!is_finite(moment)) return refusal::out_of_range;
  return moment;
}

Answer<StationMeans> mg_c(const Load& load, double scv) { return gg_c(load, 1, scv); }

Answer<StationMeans> gg_c(const Load& load, double arrival_scv, double scv) {
  if (!is_rate(arrival_scv) || !is_rate(scv)) return refusal::bad_variation;
  const Answer<StationMeans> markov = mm_c(load);
  if (!markov) return markov;
  return with_wait(*markov, load.service_seconds, markov->wait_seconds * (arrival_scv + scv) / 2);
}

Answer<StationMeans> gg_1(const Load& load, double arrival_scv, double scv) {
  if (load.servers != 1) return one_server;
  const Answer<StationMeans> allen_cunneen = gg_c(load, arrival_scv, scv);
  if (!allen_cunneen || allen_cunneen->wait_seconds == 0) return allen_cunneen;
  const double rho = allen_cunneen->utilisation;
  const double off = 1 - arrival_scv;
  const double exponent = arrival_scv <= 1 ? -2 * (1 - rho) * off * off / (3 * rho * (arrival_scv + scv))
                                           : (1 - rho) * off / (arrival_scv + 4 * scv);
  return with_wait(*allen_cunneen, load.service_seconds,
                   allen_cunneen->wait_seconds * portable::exp(exponent));
}

Answer<double> gg_1_wait_bound(const Load& load, double arrival_scv, double scv) {
  if (load.servers != 1) return one_server;
  if (!is_rate(arrival_scv) || !is_rate(scv)) return refusal::bad_variation;
  const Answer<StationMeans> markov = mm_1(load.arrivals_per_second, load.service_seconds);
  if (!markov) return markov.refusal();
  if (load.arrivals_per_second == 0) return Refusal{"there are no arrivals"};
  const double rho = markov->utilisation;
  const double bound = load.service_seconds * (arrival_scv / rho + scv * rho) / (2 * (1 - rho));
  if (!is_finite(bound)) return refusal::out_of_range;
  return bound;
}

Answer<StationMeans> batch_m_1(const Load& load, double batch_mean, double batch_second_moment) {
  if (load.servers != 1) return one_server;
  if (!(batch_mean >= 1) || !(batch_second_moment >= batch_mean * batch_mean) ||
      !is_finite(batch_second_moment)) {
    return Refusal{"a batch has one request or more, and a second moment of at least its mean squared"};
  }
  Load requests = load;
  requests.arrivals_per_second = load.arrivals_per_second * batch_mean;
  const Answer<StationMeans> markov = mm_c(requests);
  if (!markov) return markov;
  const double rho = markov->utilisation;
  const double before_in_batch = (batch_second_moment / batch_mean - 1) / 2;  // seen by one of the batch
  const double wait = load.service_seconds * (rho + before_in_batch) / (1 - rho);
  StationMeans means = *markov;
  means.wait_chance = 1 - (1 - rho) / batch_mean;  // but for the first of a batch that finds the server idle
  return with_wait(means, load.service_seconds, wait);
}

}  // namespace plimsoll::theory
