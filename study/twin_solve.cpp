#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "models/theory/general_service.hpp"
#include "models/theory/open_network.hpp"
#include "study/twin_solution.hpp"

namespace plimsoll {
namespace {

class Solver {
 public:
  Solver(const spec::Spec& spec, const TwinNetwork& network, Twin& twin)
      : spec_(spec), network_(network), twin_(twin) {}

  void solve() {
    if (!is_coverable()) {
      twin_.reasons = reasons_.against;
      return;
    }
    std::optional<Solution> solution = has_other_arrivals() ? general_arrivals() : network_solution();
    twin_.reasons = solution ? reasons_.approximations : reasons_.against;
    if (solution) publish(spec_, network_, *solution, twin_);
  }

 private:
  bool is_coverable() {
    for (const spec::Traffic& traffic : spec_.traffic) {
      if (traffic.kind == spec::Traffic::Kind::burst) reasons_.refuse(traffic.name + " come all at once");
      if (!traffic.profile.empty()) reasons_.refuse(traffic.name + " come at a rate that changes with time");
    }
    if (spec_.run.kind == spec::RunSettings::Kind::episode) {
      reasons_.refuse("an episode has a beginning and an end: theory speaks of a steady state");
    } else if (!twin_.has_steady_load) {
      reasons_.refuse("events change the model while it runs: theory speaks of a steady load");
    }
    for (const RequestStream& stream : network_.streams) {
      for (const std::string& obstacle : stream.route.obstacles) reasons_.refuse(obstacle);
    }
    return reasons_.against.empty() && !network_.stations.empty();
  }

  bool has_other_arrivals() const {
    return std::any_of(network_.streams.begin(), network_.streams.end(), [](const RequestStream& stream) {
      return is_open(stream) && stream.traffic->gaps.kind_name() != "exponential";
    });
  }

  double load_at(const ProcessorStation& station) const {
    double load = 0;
    for (const RequestStream& stream : network_.streams) {
      if (is_open(stream)) load += rate_of(stream) * demand_of(stream, station);
    }
    return load;
  }

  /// The only station, as the formulas of single stations want it: one of its instances.
  theory::Load only_load() const {
    const ProcessorStation& station = network_.stations.front();
    return {load_at(station) / station.mean_seconds / static_cast<double>(station.instances),
            station.mean_seconds, station.cores};
  }

  /// GI/G/c: one stream with gaps of any law at one station that serves in order.
  std::optional<Solution> general_arrivals() {
    const ProcessorStation& station = network_.stations.front();
    const Distribution& gaps = network_.streams.front().traffic->gaps;
    if (!network_.is_alone() || network_.streams.size() != 1 || station.is_shared || station.instances != 1 ||
        !station.has_single_visits || network_.streams.front().route.outside_seconds > 0) {
      reasons_.refuse("arrivals are not Poisson: only a single station that serves in order is known then");
      return std::nullopt;
    }
    const double arrival_scv = gaps.variance() / (gaps.mean() * gaps.mean());
    const auto means = theory::gg_c(only_load(), arrival_scv, scv_of(station));
    if (!means) return reasons_.refuse(std::string(means.reason()));
    if (!holds_never_bind(*means)) return std::nullopt;
    reasons_.approximations.push_back(
        "arrivals are not Poisson: the wait is an approximation (Allen and Cunneen)");
    return single(*means, fmt::format("GI/G/{}", station.cores), false);
  }

  /// The wait of GI/G/c is not known well enough to say how often limits are met.
  bool holds_never_bind(const theory::StationMeans&) {
    if (network_.streams.front().route.holds.empty()) return true;
    const Hold& hold = network_.streams.front().route.holds.front();
    reasons_.refuse(fmt::format("{} has a limit on its {}", hold.part, hold.what));
    return false;
  }

  /// The means of one station as a solution of the model.
  Solution single(const theory::StationMeans& means, std::string model, bool is_exact) const {
    Solution solution;
    solution.model = std::move(model);
    solution.is_exact = is_exact;
    solution.utilisation = {means.utilisation};
    solution.refused_share = means.blocking;
    const ProcessorStation& station = network_.stations.front();
    for (const RequestStream& stream : network_.streams) {
      const double work = demand_of(stream, station);
      double visits = 0;
      for (const Visit& visit : stream.route.visits) visits += visit.count;
      solution.throughput.push_back(rate_of(stream) * (1 - means.blocking));
      solution.response.push_back(stream.route.outside_seconds + work + visits * means.wait_seconds);
    }
    return solution;
  }

  std::optional<Solution> network_solution() {
    for (const ProcessorStation& station : network_.stations) {
      if (!network_.has_closed &&
          !(load_at(station) < static_cast<double>(station.instances * station.cores))) {
        if (auto limited = with_limited_places()) return limited;
        reasons_.refuse(fmt::format("{} is asked for all it can do, or more: there is no steady state",
                                    station.part->name));
        return std::nullopt;
      }
    }
    std::optional<Solution> solution = !network_.has_closed ? open()
                                       : !network_.has_open ? solve_closed_model(network_, reasons_)
                                                            : solve_mixed_model(network_, reasons_);
    if (!solution) return std::nullopt;
    if (const Hold* hold = hold_that_binds(network_, *solution)) {
      if (auto limited = with_limited_places()) return limited;
      reasons_.refuse(
          fmt::format("requests may have to wait for the {:.0f} {} of {}, or are refused, while other parts "
                      "work for them: no product form",
                      hold->capacity, hold->what, hold->part));
      return std::nullopt;
    }
    return solution;
  }

  // M/M/c/K: workers and their queue in front of the cores of the only station.
  std::optional<Solution> with_limited_places() {
    if (!network_.is_alone()) return std::nullopt;
    const ProcessorStation& station = network_.stations.front();
    if (!station.is_exponential || station.instances != 1) return std::nullopt;
    const Hold* hold = nullptr;
    for (const RequestStream& stream : network_.streams) {
      const Route& route = stream.route;
      if (route.holds.size() != 1 || route.visits.size() != 1 || route.outside_seconds > 0)
        return std::nullopt;
      if (route.visits.front().count != 1 || !route.visits.front().is_single) return std::nullopt;
      hold = &route.holds.front();
      if (hold->part != station.part->name || !hold->holds_only_work || !hold->is_queue_bounded) {
        return std::nullopt;
      }
    }
    const double servers = std::min(static_cast<double>(station.cores), hold->capacity);
    const double places = hold->capacity + hold->queue;
    theory::Load load = only_load();
    load.servers = static_cast<std::int64_t>(servers);
    auto means = theory::mm_c_k(load, static_cast<std::int64_t>(places));
    if (!means) return std::nullopt;
    theory::StationMeans of_cores = *means;
    of_cores.utilisation *= servers / static_cast<double>(station.cores);
    return single(of_cores, fmt::format("M/M/{:.0f}/{:.0f}", servers, places), true);
  }

  std::optional<Solution> open() {
    if (network_.is_alone() && !network_.stations.front().is_shared) return in_order();
    std::vector<double> rates;
    std::vector<theory::Station> stations = stations_without_demand(network_);
    for (const RequestStream& stream : network_.streams) {
      rates.push_back(rate_of(stream));
      for (std::size_t k = 0; k < stations.size(); ++k) {
        stations[k].demand_seconds.push_back(demand_of(stream, network_.stations[k]));
      }
    }
    const auto means = theory::solve_open(rates, stations);
    if (!means) return reasons_.refuse(std::string(means.reason()));
    Solution solution;
    const ProcessorStation& first = network_.stations.front();
    solution.is_exact = has_product_form(network_, reasons_);
    solution.model = network_.is_alone() ? fmt::format("M/G/{} processor sharing", first.cores)
                                         : fmt::format("open network of {} stations", stations.size());
    solution.throughput = rates;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      solution.response.push_back(means->response_seconds[i] + network_.streams[i].route.outside_seconds);
    }
    for (const theory::NodeMeans& station : means->stations) {
      solution.utilisation.push_back(station.utilisation);
    }
    return solution;
  }

  /// M/M/c, M/D/1, M/G/1 exactly; M/G/c nearly.
  std::optional<Solution> in_order() {
    const ProcessorStation& station = network_.stations.front();
    const theory::Load load = only_load();
    if (station.is_exponential) {
      const auto means = theory::mm_c(load);
      if (!means) return reasons_.refuse(std::string(means.reason()));
      Solution solution = single(*means, fmt::format("M/M/{}", station.cores), true);
      const bool is_whole =
          std::all_of(network_.streams.begin(), network_.streams.end(), [](const auto& one) {
            return one.route.visits.size() == 1 && one.route.visits.front().count == 1 &&
                   one.route.visits.front().is_single && !(one.route.outside_seconds > 0);
          });
      if (is_whole) {
        if (const auto times = theory::MarkovTimes::of(load)) solution.times = *times;
      }
      return solution;
    }
    const double scv = scv_of(station);
    const auto means = theory::mg_c(load, scv);
    if (!means) return reasons_.refuse(std::string(means.reason()));
    const bool is_exact = station.cores == 1 && station.has_single_visits;
    if (station.cores > 1) {
      reasons_.approximations.push_back(
          station.part->name +
          " serves work that is not exponential on several cores in order: the wait is an "
          "approximation (Lee and Longton)");
    } else if (!is_exact) {
      reasons_.approximations.push_back(station.part->name +
                                        " is visited several times: its arrivals are not quite Poisson");
    }
    return single(*means, fmt::format("M/{}/{}", scv < 1e-12 ? "D" : "G", station.cores), is_exact);
  }

  const spec::Spec& spec_;
  const TwinNetwork& network_;
  Twin& twin_;
  Reasons reasons_;
};

}  // namespace

std::nullopt_t Reasons::refuse(std::string sentence) {
  if (std::find(against.begin(), against.end(), sentence) == against.end()) {
    against.push_back(std::move(sentence));
  }
  return std::nullopt;
}

std::vector<theory::Station> stations_without_demand(const TwinNetwork& network) {
  std::vector<theory::Station> stations;
  for (const ProcessorStation& station : network.stations) {
    stations.push_back({theory::Speed::servers(station.cores), {}, station.instances});
  }
  return stations;
}

bool has_product_form(const TwinNetwork& network, Reasons& reasons) {
  bool has = true;
  for (const ProcessorStation& station : network.stations) {
    if (station.is_shared || station.is_exponential) continue;
    has = false;
    reasons.approximations.push_back(
        fmt::format("{} serves in order, and its work is not exponential with one mean: the product form is "
                    "an approximation",
                    station.part->name));
  }
  return has;
}

void solve_network(const spec::Spec& spec, const TwinNetwork& network, Twin& twin) {
  Solver(spec, network, twin).solve();
}

}  // namespace plimsoll
