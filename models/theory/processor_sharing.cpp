#include "models/theory/processor_sharing.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cstddef>

#include "models/theory/arguments.hpp"

namespace plimsoll::theory {
namespace {

constexpr std::size_t most_classes = 1000;

bool is_class(const WeightedClass& c) {
  return is_rate(c.arrivals_per_second) && is_positive(c.service_seconds) && is_positive(c.weight);
}

/// How strongly `other` is felt by `own` while both are there: the chance that it leaves first, by its share.
double pull(const WeightedClass& own, const WeightedClass& other) {
  const double own_pace = own.weight / own.service_seconds;
  const double other_pace = other.weight / other.service_seconds;
  return other.arrivals_per_second * other.weight / (own_pace + other_pace);
}

}  // namespace

Answer<StationMeans> mg_c_sharing(const Load& load) { return mm_c(load); }

Answer<StationMeans> mg_c_k_sharing(const Load& load, std::int64_t capacity) {
  return mm_c_k(load, capacity);
}

Answer<double> sharing_response_to_work(const Load& load, double work_seconds) {
  if (!is_rate(work_seconds)) return refusal::bad_time;
  const Answer<StationMeans> means = mg_c_sharing(load);
  if (!means) return means.refusal();
  const double response = work_seconds * (means->response_seconds / load.service_seconds);
  if (!is_finite(response)) return refusal::out_of_range;
  return response;
}

Answer<std::vector<double>> weighted_sharing(std::span<const WeightedClass> classes) {
  if (classes.empty() || classes.size() > most_classes) {
    return Refusal{"there have to be from 1 to 1,000 classes"};
  }
  if (!std::all_of(classes.begin(), classes.end(), is_class)) {
    return Refusal{"rates are finite, 0 or more; service times and weights finite and above 0"};
  }
  double rho = 0;
  for (const WeightedClass& c : classes) rho += c.arrivals_per_second * c.service_seconds;
  if (!(rho < 1)) return refusal::no_steady_state;

  // For each class k:  W_k (1 - sum_j pull(k, j)) - sum_j pull(k, j) W_j = s_k
  const auto count = static_cast<Eigen::Index>(classes.size());
  Eigen::MatrixXd system = Eigen::MatrixXd::Identity(count, count);
  Eigen::VectorXd service(count);
  for (Eigen::Index k = 0; k < count; ++k) {
    const WeightedClass& own = classes[static_cast<std::size_t>(k)];
    service(k) = own.service_seconds;
    for (Eigen::Index j = 0; j < count; ++j) {
      const double felt = pull(own, classes[static_cast<std::size_t>(j)]);
      system(k, k) -= felt;
      system(k, j) -= felt;
    }
  }
  const Eigen::VectorXd responses = system.partialPivLu().solve(service);
  if (!responses.allFinite() || !(responses.minCoeff() > 0)) return refusal::out_of_range;
  return std::vector<double>(responses.begin(), responses.end());
}

}  // namespace plimsoll::theory
