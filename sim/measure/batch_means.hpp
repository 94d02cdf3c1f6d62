#pragma once

#include <span>

#include "sim/measure/interval.hpp"

namespace plimsoll {

/// How alike neighbours in a series are: 1 - q/2, where q is von Neumann's ratio of the squares of successive
/// differences to the squares around the mean,
///
///     q = Σ (x_{i+1} - x_i)² / Σ (x_i - x̄)².
///
/// About the correlation of neighbours; 0 on average where there is none, and where nothing varies.
/// Source: von Neumann, Distribution of the ratio of the mean square successive difference to the variance,
/// Annals of Mathematical Statistics 12 (1941).
double likeness_of_neighbours(std::span<const double> series);

/// Whether neighbours are more alike than independent values would be but with the given probability: von
/// Neumann's test, one-sided, with the normal distribution that the ratio has in a series of ten or more.
bool has_alike_neighbours(std::span<const double> series, double probability);

/// The interval of a whole from its equally long pieces in order ("batch means"): `value`, which is known of
/// the whole, ± t(n - 1) · s / √n, with s² the variance of the pieces times (1 + r) / (1 - r). r is the
/// likeness of neighbours, where it is above 0: what pieces still have to do with each other makes their mean
/// vary more than their number says.
///
/// A NaN is a piece without the measure, and is left out; from fewer than two there is no interval, as in
/// interval_of().
/// Sources: Schmeiser, Batch size effects in the analysis of simulation output, Operations Research 30
/// (1982): ten to thirty batches are enough; the correction: Tafazzoli and Wilson, Skart: a skewness- and
/// autoregression-adjusted batch-means procedure, IIE Transactions 43 (2011).
Interval batch_interval_of(double value, std::span<const double> pieces, double confidence = 0.95);

}  // namespace plimsoll
