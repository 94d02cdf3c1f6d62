#pragma once

#include <cstdint>
#include <vector>

/// What holds whatever the order of service, the laws of service times and the correlations between them:
/// only mean demands count.
namespace plimsoll::theory {

/// One resource: demand per request [s] and how many servers it has.
struct Demand {
  double seconds = 0;
  double servers = 1;
};

/// Utilisation law: the share of `servers` in use when each of `throughput_per_second` requests keeps one
/// busy for `demand_seconds`. J. P. Buzen, "Fundamental operational laws of computer system performance",
/// Acta Informatica 7 (1976).
double utilisation(double throughput_per_second, const Demand& demand);

/// The most requests a second that the resources let through: the least of servers / demand, without demands
/// infinity. `bottleneck` is the number of the resource that sets it.
struct Bottleneck {
  double throughput_per_second;
  std::size_t resource = 0;
};
Bottleneck bottleneck(const std::vector<Demand>& demands);

/// Bounds of a closed system of `users` who think for `think_seconds` on average. `response_seconds` below is
/// what an answer takes on average if nobody ever waits; it may contain more than the demands.
///
///     throughput <= min(users / (think + response), bottleneck)
///     response   >= max(response, users / bottleneck - think)
///     saturation  = (think + response) x bottleneck          [users]: N*, where the two bounds meet
///
/// P. J. Denning, J. P. Buzen, "The operational analysis of queueing network models", Computing Surveys 10
/// (1978); E. D. Lazowska, J. Zahorjan, G. S. Graham, K. C. Sevcik, "Quantitative System Performance" (1984),
/// chapter 5.
struct AsymptoticBounds {
  double throughput_max_per_second;
  double response_min_seconds;
  double saturation_users;  // infinite without demands
};
AsymptoticBounds asymptotic_bounds(double users, double think_seconds, double response_seconds,
                                   const std::vector<Demand>& demands);

/// Closer bounds of a closed product-form network of single servers (`demands` with servers = 1; of servers
/// nothing else is known here), between those of balanced networks:
///
///     N / (D + Z + (N - 1) Dmax / (1 + Z / (N D)))  <=  X  <=  min(1 / Dmax, N / (D + Z + (N - 1) Dmean / (1
///     + Z / D)))
///
/// N >= 1 users, D the sum of demands (positive), Dmax and Dmean their greatest and mean, Z the think time.
/// J. Zahorjan, K. C. Sevcik, D. L. Eager, B. Galler, "Balanced job bound analysis of queueing networks",
/// CACM 25 (1982); Lazowska et al. (1984), chapter 5.
struct BalancedBounds {
  double throughput_min_per_second, throughput_max_per_second;
  double response_min_seconds, response_max_seconds;
};
BalancedBounds balanced_job_bounds(std::int64_t users, double think_seconds,
                                   const std::vector<double>& demand_seconds);

}  // namespace plimsoll::theory
