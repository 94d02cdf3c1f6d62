// The factories of Distribution: what each kind needs, and what is refused. Sampling: distribution.cpp.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>  // sqrt only: IEEE 754 asks for its exact rounding
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "sim/distribution.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double longest_sigma = 4;      // of a lognormal asked for by a percentile
constexpr double shortest_shape = 0.01;  // of a Weibull: below, its mean is lost among its extremes
constexpr double longest_pareto = 0.1;   // shape: below, draws overflow

[[noreturn]] void refuse(const std::string& sentence) { throw std::invalid_argument(sentence); }

/// At most six significant digits, the same in every locale.
std::string text(double number) {
  std::array<char, 32> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::general, 6);
  return {buffer.data(), end.ptr};
}

double positive(const char* what, double number) {
  if (!(number > 0 && number < infinity)) {
    refuse(std::string{what} + " must be above 0 and finite, got " + text(number));
  }
  return number;
}

double finite(const char* what, double number) {
  if (!(number > -infinity && number < infinity)) refuse(std::string{what} + " must be a finite number");
  return number;
}

}  // namespace

Distribution Distribution::constant(double value) {
  finite("the value of a constant", value);
  return {Kind::constant, value, 0, value, 0};
}

Distribution Distribution::uniform(double low, double high) {
  finite("the low end of a uniform", low);
  finite("the high end of a uniform", high);
  if (low > high) refuse("a uniform's low end " + text(low) + " lies above its high end " + text(high));
  const double width = high - low;
  return {Kind::uniform, low + width / 2, width * width / 12, low, width};
}

Distribution Distribution::exponential(double mean) {
  positive("the mean of an exponential", mean);
  return {Kind::exponential, mean, mean * mean, mean, 0};
}

Distribution Distribution::erlang(double mean, std::int64_t stages) {
  positive("the mean of an erlang", mean);
  if (stages < 1) refuse("an erlang needs at least 1 stage, got " + std::to_string(stages));
  const auto count = static_cast<double>(stages);
  return {Kind::erlang, mean, mean * mean / count, mean / count, count};
}

Distribution Distribution::gamma(double mean, double shape) {
  positive("the mean of a gamma", mean);
  positive("the shape of a gamma", shape);
  return {Kind::gamma, mean, mean * mean / shape, mean / shape, shape};
}

Distribution Distribution::gamma_with_scv(double mean, double scv) {
  return gamma(mean, 1 / positive("the scv of a gamma", scv));
}

Distribution Distribution::hyperexponential(double mean, double scv) {
  positive("the mean of a hyperexponential", mean);
  finite("the scv of a hyperexponential", scv);
  if (!(scv >= 1)) {
    refuse("the scv of a hyperexponential must be at least 1, got " + text(scv) +
           "; below 1, use an erlang, gamma or lognormal");
  }
  // Balanced means: the branches have probabilities (1 -+ s) / 2 with s^2 = (scv - 1) / (scv + 1).
  const double s = std::sqrt((scv - 1) / (scv + 1));
  const double long_branch = 1 / ((scv + 1) * (1 + s));  // = (1 - s) / 2 without the cancellation
  return {Kind::hyperexponential, mean, scv * mean * mean, long_branch, 0};
}

Distribution Distribution::hyperexponential(std::span<const double> probabilities,
                                            std::span<const double> means) {
  for (const double branch_mean : means) positive("each mean of a hyperexponential", branch_mean);
  if (probabilities.size() != means.size()) {
    refuse("a hyperexponential needs as many probabilities as means, got " +
           std::to_string(probabilities.size()) + " and " + std::to_string(means.size()));
  }
  auto table = tabulate(Kind::hyperexponential, means, probabilities);
  double mean = 0;
  double square = 0;
  for (const Entry& branch : *table) {
    mean += branch.probability * branch.value;
    square += 2 * branch.probability * branch.value * branch.value;
  }
  Distribution result{Kind::hyperexponential, mean, square - mean * mean, 0, 0};
  result.table_ = std::move(table);
  return result;
}

Distribution Distribution::lognormal_with_sigma(double mean, double sigma) {
  const double log_variance = sigma * sigma;
  return {Kind::lognormal, mean, mean * mean * portable::expm1(log_variance),
          mean * portable::exp(-0.5 * log_variance), sigma};
}

Distribution Distribution::lognormal(double mean, double scv) {
  positive("the mean of a lognormal", mean);
  if (!(scv >= 0 && scv < infinity)) {
    refuse("the scv of a lognormal must be 0 or more and finite, got " + text(scv));
  }
  return lognormal_with_sigma(mean, std::sqrt(portable::log1p(scv)));
}

Distribution Distribution::lognormal_with_percentile(double mean, double probability, double value) {
  positive("the mean of a lognormal", mean);
  positive("the percentile of a lognormal", value);
  if (!(probability > 0 && probability < 1)) {
    refuse("a percentile must lie strictly between 0 and 100, got " + text(100 * probability));
  }
  const double z = portable::normal_quantile(probability);
  const double ratio = value / mean;
  const double log_ratio = portable::log(ratio);
  const double root_squared = z * z - 2 * log_ratio;
  const std::string name = std::string{"p"}.append(text(100 * probability));
  if (root_squared < 0) {
    refuse("the " + name + " is " + text(ratio) + " times the mean; a lognormal's " + name +
           " can be at most " + text(portable::exp(z * z / 2)) + " times its mean");
  }
  const double root = std::sqrt(root_squared);
  // z - root, without the cancellation; where that is negative, z + root is the only solution.
  const bool smaller_root_serves = z > 0 && log_ratio > 0;
  const double sigma = smaller_root_serves ? 2 * log_ratio / (z + root) : z + root;
  if (!(sigma > 0)) {
    refuse("the " + name + " must lie below the mean of a lognormal, and is " + text(ratio) + " times it");
  }
  if (sigma > longest_sigma) {
    refuse("the " + name + " is " + text(ratio) + " times the mean; a lognormal's " + name +
           " should lie above its mean");
  }
  return lognormal_with_sigma(mean, sigma);
}

Distribution Distribution::weibull(double mean, double shape) {
  positive("the mean of a weibull", mean);
  positive("the shape of a weibull", shape);
  if (shape < shortest_shape) {
    refuse("the shape of a weibull must be at least " + text(shortest_shape) + ", got " + text(shape));
  }
  const double scale = mean / portable::gamma_function(1 + 1 / shape);
  const double log_square = portable::log_gamma(1 + 2 / shape) - 2 * portable::log_gamma(1 + 1 / shape);
  return {Kind::weibull, mean, mean * mean * portable::expm1(log_square), scale, 1 / shape};
}

Distribution Distribution::pareto(double minimum, double shape) {
  positive("the minimum of a pareto", minimum);
  positive("the shape of a pareto", shape);
  if (shape < longest_pareto) {
    refuse("the shape of a pareto must be at least " + text(longest_pareto) + ", got " + text(shape));
  }
  const double mean = shape > 1 ? minimum * shape / (shape - 1) : infinity;
  const double variance =
      shape > 2 ? minimum * minimum * shape / ((shape - 1) * (shape - 1) * (shape - 2)) : infinity;
  return {Kind::pareto, mean, variance, minimum, 1 / shape};
}

Distribution Distribution::pareto_with_mean(double mean, double shape) {
  positive("the mean of a pareto", mean);
  finite("the shape of a pareto", shape);
  if (!(shape > 1)) {
    refuse("a pareto of shape " + text(shape) + " has no finite mean; the shape must be above 1");
  }
  return pareto(mean * (shape - 1) / shape, shape);
}

Distribution Distribution::empirical(std::span<const double> values, std::span<const double> weights) {
  for (const double value : values) finite("each value of an empirical distribution", value);
  if (!weights.empty() && weights.size() != values.size()) {
    refuse("an empirical distribution needs as many weights as values, got " +
           std::to_string(weights.size()) + " and " + std::to_string(values.size()));
  }
  auto table = tabulate(Kind::empirical, values, weights);
  double mean = 0;
  for (const Entry& entry : *table) mean += entry.probability * entry.value;
  double variance = 0;
  for (const Entry& entry : *table) {
    variance += entry.probability * (entry.value - mean) * (entry.value - mean);
  }
  Distribution result{Kind::empirical, mean, variance, 0, 0};
  result.table_ = std::move(table);
  return result;
}

/// Sorts, drops what has no weight, and sums up.
std::shared_ptr<const Distribution::Table> Distribution::tabulate(Kind kind, std::span<const double> values,
                                                                  std::span<const double> weights) {
  auto table = std::make_shared<Table>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double weight = weights.empty() ? 1 : weights[i];
    if (!(weight >= 0 && weight < infinity)) refuse("each weight must be 0 or more, got " + text(weight));
    if (weight > 0) table->push_back({values[i], weight, 0});
  }
  if (table->empty()) refuse("at least one value with a weight above 0 is needed");
  std::stable_sort(table->begin(), table->end(), [kind](const Entry& a, const Entry& b) {
    return kind == Kind::empirical ? a.value < b.value : a.value > b.value;
  });
  double total = 0;
  for (Entry& entry : *table) entry.cumulative = total += entry.probability;
  if (!(total < infinity)) refuse("the weights add up to more than a number can hold");
  for (Entry& entry : *table) {
    entry.probability /= total;
    entry.cumulative /= total;
  }
  return table;
}

}  // namespace plimsoll
