#include <algorithm>
#include <cstddef>
#include <vector>

#include "models/spec/diagnostic.hpp"

namespace plimsoll::spec {
namespace {

constexpr std::size_t kLongest = 64;  // longer names are not compared: their distance takes too long

/// How many slips of the finger lie between two words: letters left out, added, changed, or two neighbours
/// swapped (the Damerau-Levenshtein distance in its "optimal string alignment" form: Damerau 1964). Returns
/// `enough` as soon as it is clear that there are at least that many.
std::size_t slips_between(const std::string& a, const std::string& b, std::size_t enough) {
  if (a.size() > b.size() + enough || b.size() > a.size() + enough) return enough;
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > enough) return enough;
    before_last = last;
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_name(const std::string& name, const std::vector<std::string>& known) {
  if (name.empty() || name.size() > kLongest) return {};
  std::size_t fewest = std::max<std::size_t>(name.size() / 3, 1) + 1;  // this many are too many
  std::string nearest;
  for (const std::string& candidate : known) {
    if (candidate.size() > kLongest || std::max(candidate.size(), name.size()) < 2) continue;
    const std::size_t slips = slips_between(name, candidate, fewest);
    if (slips < fewest) {
      fewest = slips;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string did_you_mean(const std::string& name, const std::vector<std::string>& known) {
  const std::string nearest = nearest_name(name, known);
  return nearest.empty() ? "" : "did you mean '" + nearest + "'?";
}

}  // namespace plimsoll::spec
