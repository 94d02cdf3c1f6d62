#include "models/theory/caches.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <optional>

#include "models/theory/arguments.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::theory {
namespace {

constexpr std::size_t most_items_over_sets = 20;
constexpr double most_steps = 1e9;

/// Popularities that are ever asked for, normalised, the least first; or why there are none.
Answer<std::vector<double>> normalised(std::span<const double> popularity, std::int64_t capacity) {
  if (capacity < 0) return Refusal{"the capacity has to be 0 or more"};
  if (popularity.size() > static_cast<std::size_t>(most_states)) {
    return Refusal{"there are more than 10,000,000 items"};
  }
  std::vector<double> p;
  for (const double share : popularity) {
    if (!is_rate(share)) return Refusal{"popularities have to be finite numbers, 0 or more"};
    if (share > 0) p.push_back(share);
  }
  if (p.empty()) return Refusal{"no item is ever asked for"};
  std::sort(p.begin(), p.end());
  const double largest = p.back();
  double sum = 0;
  for (double& share : p) sum += share /= largest;
  for (double& share : p) share /= sum;
  return p;
}

/// What an item that is read so many times on average contributes, and by how much more per read.
struct Kept {
  double chance, slope;
};

Kept kept_by_recency(double reads) { return {-portable::expm1(-reads), portable::exp(-reads)}; }
Kept kept_by_chance(double reads) { return {reads / (1 + reads), 1 / ((1 + reads) * (1 + reads))}; }

/// The time in reads at which the items kept add up to the capacity, which is below their number. The sum is
/// concave in time and never above it, so Newton's steps from `capacity` on rise towards the root.
double characteristic_time(std::span<const double> p, std::int64_t capacity, Kept (*kept)(double)) {
  auto time = static_cast<double>(capacity);
  for (int step = 0; step < 1000; ++step) {
    double missing = static_cast<double>(capacity), slope = 0;
    for (const double share : p) {
      const Kept item = kept(share * time);
      missing -= item.chance;
      slope += share * item.slope;
    }
    const double next = time + missing / slope;
    if (!(next > time * (1 + 1e-15)) || !is_finite(next)) break;
    time = next;
  }
  return time;
}

std::optional<Refusal> problem_with(const TtlReads& reads) {
  if (!is_rate(reads.reads_per_second)) return refusal::bad_rate;
  if (!is_rate(reads.ttl_seconds) || !is_rate(reads.fill_seconds)) {
    return Refusal{"the ttl and the time of a fill have to be finite numbers, 0 or more"};
  }
  return std::nullopt;
}

}  // namespace

Answer<std::vector<double>> zipf(std::int64_t items, double exponent) {
  if (!is_count(items)) return Refusal{"there have to be from 1 to 10,000,000 items"};
  if (!is_rate(exponent)) return Refusal{"the exponent has to be a finite number, 0 or more"};
  std::vector<double> p(static_cast<std::size_t>(items));
  double sum = 0;
  for (std::size_t i = p.size(); i > 0; --i) {  // the small ones first
    sum += p[i - 1] = portable::pow(static_cast<double>(i), -exponent);
  }
  for (double& share : p) share /= sum;
  return p;
}

Answer<double> lru_hit_ratio_exact(std::span<const double> popularity, std::int64_t capacity) {
  const Answer<std::vector<double>> shares = normalised(popularity, capacity);
  if (!shares) return shares.refusal();
  const std::vector<double>& p = *shares;
  if (capacity == 0) return 0.0;
  if (capacity >= static_cast<std::int64_t>(p.size())) return 1.0;
  if (p.size() > most_items_over_sets) return Refusal{"exact sums over more than 20 items take too long"};

  // held[set]: the chance that the items of `set` are the last so many different ones that were read.
  const std::size_t sets = std::size_t{1} << p.size();
  std::vector<double> held(sets, 0);
  held[0] = 1;
  double hits = 0;
  for (std::size_t set = 0; set < sets; ++set) {
    if (std::popcount(set) > capacity) continue;
    double inside = 0, outside = 0;
    for (std::size_t i = 0; i < p.size(); ++i) ((set >> i & 1) != 0 ? inside : outside) += p[i];
    if (std::popcount(set) == capacity) {
      hits += held[set] * inside;
      continue;
    }
    for (std::size_t i = 0; i < p.size(); ++i) {
      if ((set >> i & 1) == 0) held[set | std::size_t{1} << i] += held[set] * (p[i] / outside);
    }
  }
  return hits;
}

Answer<double> lru_hit_ratio(std::span<const double> popularity, std::int64_t capacity) {
  const Answer<std::vector<double>> p = normalised(popularity, capacity);
  if (!p) return p.refusal();
  if (capacity == 0) return 0.0;
  if (capacity >= static_cast<std::int64_t>(p->size())) return 1.0;
  const double time = characteristic_time(*p, capacity, kept_by_recency);
  double hits = 0;
  for (const double share : *p) hits += share * kept_by_recency(share * time).chance;
  return hits;
}

Answer<double> random_hit_ratio(std::span<const double> popularity, std::int64_t capacity) {
  const Answer<std::vector<double>> p = normalised(popularity, capacity);
  if (!p) return p.refusal();
  if (capacity == 0) return 0.0;
  if (capacity >= static_cast<std::int64_t>(p->size())) return 1.0;
  if (static_cast<double>(capacity) * static_cast<double>(p->size()) > most_steps) {
    return Refusal{"exact sums over so many items and places take too long"};
  }
  // With x = p T, e(k) is in proportion to the chance of k successes in trials of chances x / (1 + x). T is
  // such that `capacity` successes are expected, so that the chance of that many does not underflow.
  const double time = characteristic_time(*p, capacity, kept_by_chance);
  const auto count = static_cast<std::size_t>(capacity);
  std::vector<double> successes(count + 2, 0);
  successes[0] = 1;
  for (const double share : *p) {
    const double chance = kept_by_chance(share * time).chance;
    for (std::size_t k = count + 1; k > 0; --k) {
      successes[k] = successes[k] * (1 - chance) + successes[k - 1] * chance;
    }
    successes[0] *= 1 - chance;
  }
  if (!(successes[count] > 0)) return refusal::out_of_range;
  const double misses = static_cast<double>(capacity + 1) * (successes[count + 1] / successes[count]) / time;
  return std::clamp(1 - misses, 0.0, 1.0);
}

Answer<TtlMeans> ttl_from_fill(const TtlReads& reads) {
  if (const auto problem = problem_with(reads)) return *problem;
  const double hits = reads.reads_per_second * reads.ttl_seconds;
  const double joining = reads.reads_per_second * reads.fill_seconds;
  const double cycle = 1 + hits + joining;  // reads of one cycle
  if (!is_finite(cycle)) return refusal::out_of_range;
  return TtlMeans{.hit_ratio = hits / cycle,
                  .joining = joining / cycle,
                  .fills_per_second = reads.reads_per_second / cycle};
}

Answer<TtlMeans> ttl_from_read(const TtlReads& reads) {
  if (const auto problem = problem_with(reads)) return *problem;
  if (reads.fill_seconds != 0)
    return Refusal{"where each read begins the ttl anew, fills have to take no time"};
  const double reads_of_ttl = reads.reads_per_second * reads.ttl_seconds;
  if (!is_finite(reads_of_ttl)) return refusal::out_of_range;
  return TtlMeans{.hit_ratio = -portable::expm1(-reads_of_ttl),
                  .fills_per_second = reads.reads_per_second * portable::exp(-reads_of_ttl)};
}

}  // namespace plimsoll::theory
