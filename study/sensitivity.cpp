#include "study/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/measure/interval.hpp"
#include "sim/portable_math.hpp"
#include "study/shared_luck.hpp"

namespace plimsoll {
namespace {

/// One side of a difference.
struct Side {
  double x = 0;
  std::vector<Measure> measures;
};

const Measure* find(const std::vector<Measure>& all, const std::string& address) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Measure& one) { return address_of(one) == address; });
  return found == all.end() ? nullptr : &*found;
}

/// The values of replications in which both sides have the measure.
std::pair<std::vector<double>, std::vector<double>> pairs_of(const Measure& a, const Measure& b) {
  std::pair<std::vector<double>, std::vector<double>> pairs;
  for (std::size_t i = 0; i < std::min(a.replications.size(), b.replications.size()); ++i) {
    if (std::isnan(a.replications[i]) || std::isnan(b.replications[i])) continue;
    pairs.first.push_back(a.replications[i]);
    pairs.second.push_back(b.replications[i]);
  }
  return pairs;
}

Elasticity refused(std::string why) { return {{}, false, std::move(why)}; }

/// The value is from the measures as results have them (percentiles of all replications together), the
/// interval from pairs of replications.
Elasticity elasticity_of(const Measure* low, const Measure* high, double apart) {
  if (low == nullptr || high == nullptr) return refused("the measure does not exist on both sides");
  for (const Measure* one : {low, high}) {
    if (!one->estimate.refused.empty()) return refused(one->estimate.refused);
  }
  const auto [at_low, at_high] = pairs_of(*low, *high);
  if (!low->estimate.exists || !high->estimate.exists || at_low.size() < 2) {
    return refused("the measure does not exist on both sides");
  }
  Elasticity found;
  found.has_no_effect = at_low == at_high;
  if (found.has_no_effect) {
    found.value = {0, 0, 0, true, true};
    return found;
  }
  const double mean_low = interval_of(at_low).value, mean_high = interval_of(at_high).value;
  const bool is_positive = low->estimate.value > 0 && high->estimate.value > 0 && mean_low > 0 && mean_high > 0;
  if (!is_positive) return refused("the measure is 0 on a side, and has no elasticity there");
  std::vector<double> differences;
  for (std::size_t i = 0; i < at_low.size(); ++i) {
    differences.push_back((at_high[i] / mean_high - at_low[i] / mean_low) / apart);
  }
  const Interval spread = interval_of(differences);
  const double value = portable::log(high->estimate.value / low->estimate.value) / apart;
  const double half = spread.half_width();
  found.value = {value, value - half, value + half, true, true};
  return found;
}

class Looker {
 public:
  Looker(const LoadWith& load, const SensitivityOptions& options) : load_(load), options_(options) {}

  /// Runs the model as it is, which settles the warm-up of all.
  Results begin(std::vector<Measure>& measures) {
    spec::Spec model = *load_({}).spec;
    share_luck(model, std::nullopt);
    model.run.replications = std::max<std::int64_t>(2, model.run.replications);
    replications_ = model.run.replications;
    const Observation seen = observe(model, options_.run);
    warm_up_seconds_ = seen.results.run.warm_up_seconds;
    events_ += seen.results.run.events;
    is_complete_ = seen.results.run.complete;
    measures = measures_of(model, seen);
    base_ = measures;
    return seen.results;
  }

  /// Nothing where the language refuses to move it either way.
  std::optional<SensitivityRow> look(const NumberSetting& setting, const std::vector<std::string>& addresses) {
    double reach = std::abs(setting.value) * options_.step;
    if (setting.is_whole) reach = std::max(1.0, std::round(reach));
    SensitivityRow row{setting, setting.value - reach, setting.value + reach, false, {}};
    std::optional<Side> below = row.down > 0 ? side(setting, row.down) : std::nullopt;
    if (!is_complete_) return row;
    std::optional<Side> above = side(setting, row.up);
    if (!is_complete_) return row;
    if (!below && !above) return std::nullopt;
    row.is_one_sided = !below || !above;
    if (!below) below = Side{setting.value, base_};
    if (!above) above = Side{setting.value, base_};
    row.down = below->x;
    row.up = above->x;
    const double apart = portable::log(row.up / row.down);
    for (const std::string& address : addresses) {
      row.of.push_back(elasticity_of(find(below->measures, address), find(above->measures, address), apart));
    }
    return row;
  }

  bool is_complete() const { return is_complete_; }
  std::uint64_t events() const { return events_; }
  double warm_up_seconds() const { return warm_up_seconds_; }
  std::int64_t replications() const { return replications_; }

 private:
  std::optional<Side> side(const NumberSetting& setting, double x) {
    std::optional<spec::Spec> model = load_({assignment(setting, x)}).spec;
    if (!model) return std::nullopt;
    share_luck(*model, warm_up_seconds_);
    model->run.replications = replications_;
    const Observation seen = observe(*model, options_.run);
    events_ += seen.results.run.events;
    is_complete_ = is_complete_ && seen.results.run.complete;
    if (!is_complete_) return std::nullopt;
    return Side{x, measures_of(*model, seen)};
  }

  const LoadWith& load_;
  const SensitivityOptions& options_;
  std::vector<Measure> base_;
  std::int64_t replications_ = 0;
  double warm_up_seconds_ = 0;
  std::uint64_t events_ = 0;
  bool is_complete_ = true;
};

}  // namespace

std::vector<NumberSetting> written_numbers(const LoadWith& load, const spec::LoadResult& loaded) {
  std::vector<spec::ResolvedSetting> written;
  for (const spec::ResolvedSetting& one : loaded.resolved) {
    const bool moves_nothing = one.address.starts_with("run.") || one.address.starts_with("objective.");
    if (one.origin != "default" && !moves_nothing) written.push_back(one);
  }
  std::vector<NumberSetting> numbers = numbers_of(written);
  for (NumberSetting& one : numbers) one.is_whole = is_whole_number(load, one);
  return numbers;
}

std::vector<std::string> usual_measures(const spec::Spec& spec) {
  std::vector<std::string> addresses;
  for (const spec::Objective& objective : spec.objectives) {
    addresses.push_back(objective.name + "." + objective.metric_name);
  }
  if (addresses.empty()) {
    const std::string all = spec.requests.size() > 1 ? "all" : spec.requests.front().name;
    addresses = {all + ".mean", all + ".p99"};
  }
  if (!spec.prices.empty()) addresses.push_back("cost");
  return addresses;
}

Sensitivity sensitivity_of(const LoadWith& load, const std::vector<NumberSetting>& settings,
                           const std::vector<std::string>& addresses, const SensitivityOptions& options) {
  Sensitivity found;
  found.step = options.step;
  Looker looker(load, options);
  std::vector<Measure> measures;
  const Results base = looker.begin(measures);
  found.title = base.title;
  found.source = base.source;
  found.case_name = base.case_name;
  found.model_digest = base.model_digest;
  found.seed = base.run.seed;
  found.replications = looker.replications();
  found.warm_up_seconds = looker.warm_up_seconds();
  for (const Refusal& refusal : base.refusals) found.warnings.push_back(refusal.sentence);
  for (const std::string& warning : base.warnings) found.warnings.push_back(warning);
  for (const std::string& address : addresses) {
    const Measure* measure = find(measures, address);
    if (measure == nullptr && looker.is_complete()) {
      std::vector<std::string> known;
      for (const Measure& one : measures) known.push_back(address_of(one));
      const std::string near = spec::nearest_name(address, known);
      throw std::invalid_argument(fmt::format("no measure is named '{}'{}", address,
                                              near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    }
    if (measure != nullptr) found.measures.push_back(*measure);
  }
  for (Measure& one : found.measures) one.replications = {};
  for (const NumberSetting& setting : settings) {
    if (!looker.is_complete()) break;
    if (!(setting.value > 0)) {
      found.left_out.push_back(setting.address + ": is 0, and per cents of it are none");
      continue;
    }
    std::optional<SensitivityRow> row = looker.look(setting, addresses);
    if (!looker.is_complete()) break;
    if (!row) {
      found.left_out.push_back(setting.address + ": the language takes neither more nor less of it");
      continue;
    }
    if (options.looked) options.looked(*row);
    found.rows.push_back(*std::move(row));
  }
  found.complete = looker.is_complete();
  found.events = looker.events();
  return found;
}

}  // namespace plimsoll
