#include "study/edge.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/measure/student_t.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll {
namespace {

constexpr double kSureSlope = 3;  // times its standard error

double mean_of(const std::vector<double>& values, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += values[i];
  return sum / static_cast<double>(count);
}

/// The variance of the mean.
double variance_of_mean(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = mean_of(values, values.size());
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / (count - 1) / count;
}

/// The share of what takes longer than `limit`, as values of replications; nothing where nothing succeeded.
std::vector<double> shares_above(Duration limit, const std::vector<Replication>& replications,
                                 std::size_t objective) {
  double all = 0, above = 0;
  for (const Replication& one : replications) {
    all += static_cast<double>(one.objective_latency[objective].count());
    above += static_cast<double>(one.objective_latency[objective].count_above(limit));
  }
  std::vector<double> values;
  if (!(all > 0)) return values;
  const double share = above / all;
  const double mean_count = all / static_cast<double>(replications.size());
  for (const Replication& one : replications) {
    const Histogram& latency = one.objective_latency[objective];
    const auto surplus =
        static_cast<double>(latency.count_above(limit)) - share * static_cast<double>(latency.count());
    values.push_back(share + surplus / mean_count);
  }
  return values;
}

/// The variance of the mean of shares, over that of as many independent requests.
double clumping(const std::vector<double>& shares) {
  const double share = mean_of(shares, shares.size());
  return share > 0 && share < 1 ? variance_of_mean(shares) / (share * (1 - share)) : 0;
}

EdgeSample sample_of_quantile(const spec::Objective& asked, const std::vector<Replication>& replications,
                              std::size_t objective) {
  EdgeSample sample{shares_above(Duration::from_seconds(asked.limit), replications, objective),
                    1 - asked.quantile};
  const double wider = 5 * (1 - asked.quantile);
  if (sample.values.size() < 2 || wider > 0.5) return sample;
  Histogram pooled;
  for (const Replication& one : replications) pooled.merge(one.objective_latency[objective]);
  const double of_more = clumping(shares_above(pooled.quantile(1 - wider), replications, objective));
  const double own = clumping(sample.values);
  if (own > 0 && of_more > own) sample.spread = std::sqrt(of_more / own);
  return sample;
}

/// Values of a measure, or linearised ones of its logarithm.
class Scale {
 public:
  explicit Scale(const EdgeWindow& window) : limit_(window.at_middle.limit) {
    is_log_ = limit_ > 0;
    for (const EdgeSample* sample : {&window.at_below, &window.at_middle, &window.at_above}) {
      is_log_ = is_log_ && sample->mean() > 0;
    }
  }

  /// The excess over the limit of the first `count` replications, linearised at their mean.
  std::vector<double> excess(const EdgeSample& sample, std::size_t count) const {
    std::vector<double> values(sample.values.begin(),
                               sample.values.begin() + static_cast<std::ptrdiff_t>(count));
    const double mean = mean_of(values, count);
    const bool as_log = is_log_ && mean > 0;
    for (double& value : values) {
      value = as_log ? portable::log(mean / limit_) + (value - mean) / mean
                     : (value - limit_) / (is_log_ ? limit_ : 1);
    }
    return values;
  }

 private:
  double limit_;
  bool is_log_ = false;
};

/// The variance of the mean of `level` plus `x` times the mean of `slopes`, which are of the first replications:
/// one with a burst in it has both a high level and a steep slope.
double variance_at(double x, const std::vector<double>& level, const std::vector<double>& slopes) {
  const std::size_t common = slopes.size();
  const auto n = static_cast<double>(level.size()), m = static_cast<double>(common);
  std::vector<double> together(common);
  for (std::size_t i = 0; i < common; ++i) together[i] = level[i] * (m / n) + x * slopes[i];
  return variance_of_mean(together) + variance_of_mean(level) * (n - m) / n;
}

/// The solution of a + b x + c x² = 0 that is a small step from 0, for b > 0; that of the straight line where
/// the parabola has none on its rising side.
double small_root(double a, double b, double c) {
  const double inside = b * b - 4 * c * a;
  if (!(inside > 0)) return -a / b;
  return -2 * a / (b + std::sqrt(inside));
}

}  // namespace

double EdgeSample::mean() const { return mean_of(values, values.size()); }

bool is_broken_by_load(const spec::Objective& objective) {
  return objective.metric != spec::Objective::Metric::throughput;
}

EdgeSample edge_sample(const spec::Spec& spec, const std::vector<Replication>& replications,
                       std::size_t objective) {
  const spec::Objective& asked = spec.objectives[objective];
  const bool has_histograms = std::all_of(replications.begin(), replications.end(),
                                          [](const Replication& one) { return one.has_histograms; });
  if (asked.metric == spec::Objective::Metric::latency_quantile && has_histograms) {
    return sample_of_quantile(asked, replications, objective);
  }
  EdgeSample sample{{}, asked.limit};
  for (const Replication& one : replications) {
    if (std::isnan(one.objectives[objective])) return {{}, asked.limit};
    sample.values.push_back(one.objectives[objective]);
  }
  return sample;
}

std::optional<EdgeFit> fit_edge(const EdgeWindow& window) {
  const std::size_t common = std::min({window.at_below.values.size(), window.at_middle.values.size(),
                                       window.at_above.values.size()});
  if (common < 2) return std::nullopt;
  const Scale scale(window);
  const std::vector<double> below = scale.excess(window.at_below, common);
  const std::vector<double> middle = scale.excess(window.at_middle, common);
  const std::vector<double> above = scale.excess(window.at_above, common);
  const double down = window.middle - window.below, up = window.above - window.middle;
  std::vector<double> slopes(common);
  for (std::size_t i = 0; i < common; ++i) {
    slopes[i] = ((above[i] - middle[i]) * down * down + (middle[i] - below[i]) * up * up) /
                (down * up * (down + up));
  }
  const double b = mean_of(slopes, common);
  const double variance_b = variance_of_mean(slopes);
  const double rise_above = mean_of(above, common) - mean_of(middle, common);
  const double rise_below = mean_of(middle, common) - mean_of(below, common);
  const double c = (rise_above / up - rise_below / down) / (down + up);
  const bool rises = b > 0 && b * b > kSureSlope * kSureSlope * variance_b && rise_above + rise_below > 0;
  if (!rises) return std::nullopt;

  const std::vector<double> level = scale.excess(window.at_middle, window.at_middle.values.size());
  const double a = mean_of(level, level.size());
  const double x = small_root(a, b, c);
  const double error = std::sqrt(variance_at(x, level, slopes)) * window.at_middle.spread;
  const double reach = student_t_two_sided(0.95, static_cast<std::int64_t>(level.size()) - 1) * error;
  EdgeFit fit;
  fit.bend = std::abs(c) * std::max(down, up) / b;
  // A parabola is to be believed inside the window only, and a measure that is all but a step not at all.
  const double bend = fit.bend < 0.5 ? c : 0;
  const auto at = [&](double excess) { return window.middle + small_root(excess, b, bend); };
  fit.root = at(a);
  fit.low = std::min(fit.root, at(a + reach));
  fit.high = std::max(fit.root, at(a - reach));
  return fit;
}

}  // namespace plimsoll
