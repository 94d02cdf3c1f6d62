#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/theory/answer.hpp"

/// Hit ratios of caches under the independent reference model: each read asks for item i with probability
/// proportional to popularity[i], whatever was read before. Popularities are finite, 0 or more, and one is
/// above 0; `capacity` counts items of equal size. A capacity for all items that are ever asked for hits
/// always.
namespace plimsoll::theory {

/// Popularities 1 / rank^exponent of items 1 to `items`, normalised. exponent 0 is uniform.
Answer<std::vector<double>> zipf(std::int64_t items, double exponent);

/// Least recently used, exact (King): over all sets that the cache can hold. Takes 2^items steps: at most 20
/// items. Source: W. F. King III, "Analysis of paging algorithms", IBM Research Report RC 3288, 1971.
Answer<double> lru_hit_ratio_exact(std::span<const double> popularity, std::int64_t capacity);

/// Least recently used, an approximation (Che): an item stays for the characteristic time T after its last
/// read, counted in reads, the same for all items:
///
///     sum over items of (1 - e^(-p T)) = capacity,    hit ratio = sum of p (1 - e^(-p T))
///
/// Its error falls as the cache grows: below 0.01 from about 20 items on.
/// Source: H. Che, Y. Tung, Z. Wang, IEEE Journal on Selected Areas in Communications 20 (2002); C. Fricker,
/// P. Robert, J. Roberts, 24th International Teletraffic Congress, 2012.
Answer<double> lru_hit_ratio(std::span<const double> popularity, std::int64_t capacity);

/// First in first out and random replacement, which hit alike, exact (Gelenbe): sets of items are held in
/// proportion to the product of their popularities, so that with elementary symmetric polynomials e
///
///     miss ratio = (capacity + 1) e(capacity + 1) / e(capacity)
///
/// The polynomials are summed as the chances of so many successes in unequal trials, which do not overflow.
/// Takes items x capacity steps, at most 10^9. Source: E. Gelenbe, IEEE Transactions on Computers 22 (1973).
Answer<double> random_hit_ratio(std::span<const double> popularity, std::int64_t capacity);

/// One item under Poisson reads that is kept for ttl_seconds.
struct TtlReads {
  double reads_per_second = 0;
  double ttl_seconds = 0;
  double fill_seconds = 0;  ///< mean time until what was missing is there; the ttl begins then
};

struct TtlMeans {
  double hit_ratio = 0;  ///< share of reads that find the item
  double joining = 0;    ///< share of reads that wait for a fill that another read has started
  double fills_per_second = 0;
};

/// The ttl counts from the fill, exact, with fills of any law that are waited for together (singleflight): in
/// each cycle of fill, ttl and the time to the next read there is one miss, lambda F joining reads and lambda
/// T hits. Without a fill time the hit ratio is lambda T / (1 + lambda T). Source: renewal reward; N.
/// Choungmo Fofack, P. Nain, G. Neglia, D. Towsley, Computer Networks 65 (2014).
Answer<TtlMeans> ttl_from_fill(const TtlReads& reads);

/// Each read begins the ttl anew, exact, without a fill time: the hit ratio is P(the gap between reads <= T)
/// = 1 - e^(-lambda T). Source: as above.
Answer<TtlMeans> ttl_from_read(const TtlReads& reads);

}  // namespace plimsoll::theory
