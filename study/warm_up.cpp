#include "study/warm_up.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/measure/interval.hpp"
#include "sim/measure/mser.hpp"
#include "study/first_change.hpp"
#include "study/variance_reduction.hpp"

namespace plimsoll {
namespace {

constexpr std::size_t kMiddle = kPilotSlices / 2;

/// Used where nothing can be found out: the model changes from its first instant on.
constexpr Duration kWithoutPilots = Duration::seconds(10);

/// The mean of one measure over the slices first .. last - 1 of one pilot; NaN where nothing was there to
/// measure.
double mean_over(const PilotSeries& series, std::size_t first, std::size_t last) {
  double amount = 0, weight = 0;
  for (std::size_t s = first; s < last; ++s) {
    amount += series.amount[s];
    weight += series.weight[s];
  }
  return weight > 0 ? amount / weight : std::numeric_limits<double>::quiet_NaN();
}

/// How many slices of measure m are best left out, over all pilots.
std::size_t cut_of(const std::vector<Pilot>& pilots, std::size_t m) {
  std::vector<double> means;
  std::vector<std::size_t> slice_of;  // slices in which nothing ended have no latency
  for (std::size_t s = 0; s < kPilotSlices; ++s) {
    double amount = 0, weight = 0;
    for (const Pilot& pilot : pilots) {
      amount += pilot.series[m].amount[s];
      weight += pilot.series[m].weight[s];
    }
    if (!(weight > 0)) continue;
    means.push_back(amount / weight);
    slice_of.push_back(s);
  }
  const std::size_t cut = mser_truncation(means);
  return cut == 0 ? 0 : slice_of[cut];
}

/// Whether the two halves of measure m differ by more than luck, at that level of confidence.
bool is_on_its_way(const std::vector<Pilot>& pilots, std::size_t m, double confidence) {
  std::vector<double> differences;
  for (const Pilot& pilot : pilots) {
    differences.push_back(mean_over(pilot.series[m], kMiddle, kPilotSlices) -
                          mean_over(pilot.series[m], 0, kMiddle));
  }
  const Interval difference = interval_of(differences, confidence);
  return difference.has_interval() && !difference.contains(0);
}

struct Cut {
  std::size_t slices = 0;
  std::string measure;     // that took longest
  std::string on_its_way;  // a measure that has not settled; empty: all have
};

Cut longest_cut(const std::vector<Pilot>& pilots) {
  Cut longest;
  const std::size_t measures = pilots.front().series.size();
  const double confidence = 1 - 0.05 / static_cast<double>(std::max<std::size_t>(measures, 1));
  for (std::size_t m = 0; m < measures; ++m) {
    std::size_t cut = cut_of(pilots, m);
    if (cut > kMiddle) {
      cut = kMiddle;
      if (longest.on_its_way.empty() && is_on_its_way(pilots, m, confidence)) {
        longest.on_its_way = pilots.front().series[m].name;
      }
    }
    if (cut <= longest.slices) continue;
    longest.slices = cut;
    longest.measure = pilots.front().series[m].name;
  }
  return longest;
}

/// Pilots of this length make about a tenth of the whole work, less where there are more replications.
Duration first_length(const spec::RunSettings& run) {
  const std::int64_t replications = std::min<std::int64_t>(run.replications, 10);
  return run.duration / (8 * 10) * replications;
}

}  // namespace

WarmUpFigures given_warm_up(const spec::Spec& spec) {
  WarmUpFigures found;
  found.seconds = spec.run.warm_up.to_seconds();
  return found;
}

WarmUpFigures find_warm_up(const spec::Spec& spec, const RunPilots& run_pilots) {
  WarmUpFigures found;
  found.is_automatic = true;
  const FirstChange change = first_change(spec);
  const Duration longest = std::min(spec.run.duration, change.at);
  const auto slices = static_cast<std::int64_t>(kPilotSlices);
  if (longest < Duration::ns(slices)) {
    found.seconds = kWithoutPilots.to_seconds();
    found.trouble = fmt::format(
        "{} starts at once, so the end of a warm-up cannot be seen: the first {:.0f} s are "
        "left out. Say run.warm_up if that is too long or too short",
        change.what, found.seconds);
    return found;
  }
  for (Duration length = std::clamp(first_length(spec.run), Duration::ns(slices), longest);;
       length = std::min(length * 2, longest)) {
    std::vector<Pilot> pilots = run_pilots(length);
    std::erase_if(pilots, [](const Pilot& pilot) { return !pilot.is_finished; });
    if (pilots.size() < 2) return found;  // interrupted
    Cut cut = longest_cut(pilots);
    if (has_controls(spec.run) && cut.slices < kMiddle) cut = {kMiddle, "", ""};  // no measure asks for it
    found.pilot_seconds = length.to_seconds();
    found.seconds = (length / slices * static_cast<std::int64_t>(cut.slices)).to_seconds();
    found.decided_by = cut.measure;
    if (cut.on_its_way.empty()) return found;
    if (length < longest) continue;
    found.decided_by = cut.on_its_way;
    if (change.at <= spec.run.duration) {
      found.trouble = fmt::format(
          "{} has not settled when {} starts at {} s: the first {:.3g} s are left out. Let "
          "it start later, or say run.warm_up",
          cut.on_its_way, change.what, change.at.to_seconds(), found.seconds);
    } else {
      found.is_found = false;
      found.trouble = fmt::format(
          "no end of the warm-up is in sight after {:.6g} s: {} has not settled. A longer "
          "run.duration gives it time, unless it never does",
          length.to_seconds(), cut.on_its_way);
    }
    return found;
  }
}

}  // namespace plimsoll
