#pragma once

#include <cstdint>

#include "models/theory/answer.hpp"
#include "models/theory/markov_stations.hpp"
#include "models/theory/station.hpp"

/// First come first served with any law of service. scv is the squared coefficient of variation, variance /
/// mean^2: 0 for constant times, 1 for exponential ones. rho = lambda s / c < 1 throughout. wait_chance is
/// exact for Poisson arrivals at one server (rho); otherwise it is that of M/M/c.
namespace plimsoll::theory {

/// M/G/1, exact (Pollaczek and Khinchine):
///
///     wait = rho s (1 + scv) / (2 (1 - rho))
///
/// `load.servers` has to be 1.
/// Source: F. Pollaczek, Mathematische Zeitschrift 32 (1930); A. Y. Khinchine, The mathematical theory of a
/// stationary queue, Matematicheskii Sbornik 39 (1932); L. Kleinrock, Queueing Systems I, 1975, chapter 5.
Answer<StationMeans> mg_1(const Load& load, double scv);

/// The second moment of the wait in M/G/1, in seconds^2, exact (Takács): 2 wait^2 + lambda E[S^3] / (3 (1 -
/// rho)). Third moments of common laws: constant s^3, exponential 6 s^3, lognormal s^3 (1 + scv)^3. Source:
/// L. Takács, Operations Research 10 (1962); L. Kleinrock, Queueing Systems I, 1975, chapter 5.
Answer<double> mg_1_wait_second_moment(const Load& load, double scv, double third_moment);

/// M/G/c, an approximation (Lee and Longton): the wait of M/M/c times (1 + scv) / 2. Exact for one server and
/// for exponential service; within a few percent for scv below 1, worse the larger scv and the more idle the
/// servers.
/// Source: A. M. Lee, P. A. Longton, Operational Research Quarterly 10 (1959).
Answer<StationMeans> mg_c(const Load& load, double scv);

/// GI/G/c, an approximation (Allen and Cunneen): the wait of M/M/c times (arrival_scv + scv) / 2. For Poisson
/// arrivals it is mg_c.
/// Source: A. O. Allen, Probability, Statistics, and Queueing Theory, 2nd ed., 1990.
Answer<StationMeans> gg_c(const Load& load, double arrival_scv, double scv);

/// GI/G/1, an approximation (Kraemer and Langenbach-Belz): the wait of M/M/1 times (arrival_scv + scv) / 2
/// times
///
///     exp(-2 (1 - rho) (1 - arrival_scv)^2 / (3 rho (arrival_scv + scv)))    for arrival_scv <= 1
///     exp(-(1 - rho) (arrival_scv - 1) / (arrival_scv + 4 scv))              for arrival_scv > 1
///
/// Source: W. Kraemer, M. Langenbach-Belz, 8th International Teletraffic Congress, 1976.
Answer<StationMeans> gg_1(const Load& load, double arrival_scv, double scv);

/// An upper bound of the mean wait in GI/G/1, in seconds (Kingman), close in heavy traffic:
///
///     (variance of gaps + variance of service) lambda / (2 (1 - rho))
///
/// Source: J. F. C. Kingman, Biometrika 49 (1962); L. Kleinrock, Queueing Systems II, 1976, chapter 2.
Answer<double> gg_1_wait_bound(const Load& load, double arrival_scv, double scv);

/// Batches of independent size that arrive as a Poisson stream at one exponential server, M^[X]/M/1, exact:
///
///     in_system = rho (1 + E[X^2] / E[X]) / (2 (1 - rho)),    rho = lambda E[X] s
///
/// load.arrivals_per_second counts batches, and load.servers has to be 1. For batches of equal size
/// batch_second_moment is batch_mean^2. wait_chance is that of a request, which also waits for its own batch.
/// Source: D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, Fundamentals of Queueing Theory, 4th ed.,
/// 2008, section 3.1.
Answer<StationMeans> batch_m_1(const Load& load, double batch_mean, double batch_second_moment);

}  // namespace plimsoll::theory
