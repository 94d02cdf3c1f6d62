#include "study/stretches.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/check.hpp"
#include "sim/measure/batch_means.hpp"
#include "study/first_change.hpp"
#include "study/objective_values.hpp"

namespace plimsoll {
namespace {

constexpr double kFewestInPiece = 10;    // successes, on average
constexpr std::size_t kMostParts = 500;  // beyond, forty readings of every part would fill the memory
constexpr double kDoubtful = 0.05;       // probability of finding independent pieces alike, ...
constexpr double kSure = 0.01;           // ... where that means that there are no intervals
constexpr double kHardlyAlike = 0.05;    // likeness of neighbours that a run should come down to

RawLatency between(const RawLatency& earlier, const RawLatency& later) {
  return RawLatency::of(later.histogram.since(earlier.histogram));
}

RawRequest between(const RawRequest& earlier, const RawRequest& later) {
  RawRequest piece;
  piece.arrived = later.arrived - earlier.arrived;
  piece.completed = later.completed - earlier.completed;
  piece.degraded = later.degraded - earlier.degraded;
  piece.in_flight_start = earlier.in_flight_end;
  piece.in_flight_end = later.in_flight_end;
  piece.latency = between(earlier.latency, later.latency);
  piece.attribution = RawAttribution::of(later.attribution.sums.since(earlier.attribution.sums));
  for (std::size_t why = 0; why < later.failed.size(); ++why) {
    piece.failed.push_back(later.failed[why] - earlier.failed[why]);
    piece.failed_latency.push_back(between(earlier.failed_latency[why], later.failed_latency[why]));
  }
  return piece;
}

/// A part's averages over time are taken apart by their integrals; what its kind measures of its own cannot
/// be.
RawPart between(const RawPart& earlier, double earlier_seconds, const RawPart& later, double later_seconds) {
  const auto average = [&](double RawPart::*of) {
    return (later.*of * later_seconds - earlier.*of * earlier_seconds) / (later_seconds - earlier_seconds);
  };
  RawPart piece;
  piece.instances = later.instances;
  piece.mean_instances = average(&RawPart::mean_instances);
  piece.utilisation = average(&RawPart::utilisation);
  piece.in_use = average(&RawPart::in_use);
  piece.waiting = average(&RawPart::waiting);
  piece.served = later.served - earlier.served;
  piece.refused = later.refused - earlier.refused;
  piece.can_wait = later.can_wait;
  piece.wait = between(earlier.wait, later.wait);
  return piece;
}

Replication between(const spec::Spec& spec, const Replication& earlier, const Replication& later) {
  Replication piece;
  piece.is_finished = true;
  piece.has_histograms = true;
  piece.measured_seconds = later.measured_seconds - earlier.measured_seconds;
  for (std::size_t k = 0; k < later.requests.size(); ++k) {
    piece.requests.push_back(between(earlier.requests[k], later.requests[k]));
  }
  piece.all = between(earlier.all, later.all);
  for (std::size_t i = 0; i < later.parts.size(); ++i) {
    piece.parts.push_back(
        between(earlier.parts[i], earlier.measured_seconds, later.parts[i], later.measured_seconds));
  }
  piece.users = later.users;
  read_objectives(spec, piece);
  return piece;
}

/// The run so far, seen at the ends of pieces.
class Cutting {
 public:
  Cutting(std::vector<Replication> so_far, const Replication& whole)
      : so_far_(std::move(so_far)), whole_(whole) {
    PLIMSOLL_CHECK(so_far_.size() + 1 == static_cast<std::size_t>(kFinestPieces));
  }

  /// The greatest likeness of neighbours among so many pieces, if that is found in independent ones with this
  /// probability at most; else 0.
  double likeness(std::size_t pieces, double probability) const {
    double greatest = 0;
    const auto kinds = static_cast<double>(whole_.requests.size());
    for (std::size_t k = 0; k < whole_.requests.size(); ++k) {
      const std::vector<double> means = mean_latencies(k, pieces);
      if (means.empty() || !has_alike_neighbours(means, probability / kinds)) continue;
      greatest = std::max(greatest, likeness_of_neighbours(means));
    }
    return greatest;
  }

  std::vector<Replication> stretches(const spec::Spec& spec, std::size_t count) const {
    std::vector<Replication> all;
    all.push_back(at_end_of(1, count));  // from the end of the warm-up
    for (std::size_t piece = 2; piece <= count; ++piece) {
      all.push_back(between(spec, at_end_of(piece - 1, count), at_end_of(piece, count)));
    }
    all.front().has_histograms = true;
    all.front().timeline.clear();
    for (Replication& one : all) forget_sums(one);
    return all;
  }

 private:
  const Replication& at_end_of(std::size_t piece, std::size_t pieces) const {
    const std::size_t fine = piece * kFinestPieces / pieces;
    return fine <= so_far_.size() ? so_far_[fine - 1] : whole_;
  }

  /// Of one kind of request, piece by piece; nothing where a piece has no success.
  std::vector<double> mean_latencies(std::size_t kind, std::size_t pieces) const {
    std::vector<double> means;
    double sum_before = 0, count_before = 0;
    for (std::size_t piece = 1; piece <= pieces; ++piece) {
      const Histogram& latency = at_end_of(piece, pieces).requests[kind].latency.histogram;
      const auto sum = static_cast<double>(latency.sum_nanoseconds()) / 1e9;
      const auto count = static_cast<double>(latency.count());
      if (count == count_before) return {};
      means.push_back((sum - sum_before) / (count - count_before));
      sum_before = sum;
      count_before = count;
    }
    return means;
  }

  const std::vector<Replication> so_far_;
  const Replication& whole_;
};

}  // namespace

std::optional<std::string> why_not_cut_up(const spec::Spec& spec) {
  if (spec.run.replications > 1 || spec.run.kind != spec::RunSettings::Kind::steady) return "";
  const FirstChange change = first_change(spec);
  if (change.at < spec.run.warm_up + spec.run.duration) {
    return fmt::format("{} changes the model, so that no stretch of it is like another", change.what);
  }
  if (spec.parts.size() > kMostParts) {
    return fmt::format("with more than {} parts it is not cut into stretches", kMostParts);
  }
  return std::nullopt;
}

Duration part_of(Duration whole, int pieces, int of) {
  return whole / of * pieces + Duration::ns(whole.count() % of * pieces / of);
}

Stretches cut_up(const spec::Spec& spec, std::vector<Replication> so_far, const Replication& whole) {
  Stretches cut;
  const double needed = kFinestPieces * kFewestInPiece;
  if (whole.all.completed < needed) {
    cut.why_not = fmt::format("it has {:.0f} successes, and stretches of it need {:.0f} together",
                              whole.all.completed, needed);
    return cut;
  }
  const Cutting cutting(std::move(so_far), whole);
  if (cutting.likeness(40, kDoubtful) == 0) {
    cut.all = cutting.stretches(spec, 20);
    return cut;
  }
  cut.likeness = cutting.likeness(20, kSure);
  if (cut.likeness == 0) cut.all = cutting.stretches(spec, 10);
  return cut;
}

void forget_sums(Replication& replication) {
  for (RawRequest& request : replication.requests) request.attribution.sums = {};
  replication.all.attribution.sums = {};
}

double times_longer(double likeness) { return std::max(2.0, likeness / kHardlyAlike); }

}  // namespace plimsoll
