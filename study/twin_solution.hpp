#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/theory/network.hpp"
#include "models/theory/waiting_times.hpp"
#include "study/twin_network.hpp"

namespace plimsoll {

/// What theory says of each stream and each station.
struct Solution {
  std::string model;
  std::vector<double> throughput, response;  // by stream
  std::vector<double> utilisation;           // by station
  double refused_share = 0;                  // of all arrivals
  bool is_exact = true;                      // or an approximation
  bool is_flow_exact = true;                 // throughputs and utilisations, whatever the responses are
  std::optional<theory::MarkovTimes> times;
};

/// Why there is no solution, and what makes one an approximation: sentences.
struct Reasons {
  std::vector<std::string> against, approximations;

  std::nullopt_t refuse(std::string sentence);
};

/// Stations of the right speed, with demands to be filled in.
std::vector<theory::Station> stations_without_demand(const TwinNetwork& network);

/// Whether all stations have a product form; if not, says which and why.
bool has_product_form(const TwinNetwork& network, Reasons& reasons);

/// Users who come back, alone or among streams from outside.
std::optional<Solution> solve_closed_model(const TwinNetwork& network, Reasons& reasons);
std::optional<Solution> solve_mixed_model(const TwinNetwork& network, Reasons& reasons);

/// The first hold that someone meets full with more than a negligible chance, if there is any. Counts
/// everybody who is in the system, wherever they are: on the safe side.
const Hold* hold_that_binds(const TwinNetwork& network, const Solution& solution);

/// Writes the figures of a solution into the twin, and how long the model remembers.
void publish(const spec::Spec& spec, const TwinNetwork& network, const Solution& solution, Twin& twin);

}  // namespace plimsoll
