// Stations: what theory_rows.hpp calls for the formulas of models/theory that answer with StationMeans.
#include "bindings/theory_rows.hpp"
#include "models/theory/constant_service.hpp"
#include "models/theory/general_arrivals.hpp"
#include "models/theory/general_service.hpp"
#include "models/theory/markov_stations.hpp"
#include "models/theory/processor_sharing.hpp"

namespace plimsoll::python {
namespace {

const std::vector<std::string_view> kMeans = {"utilisation",      "busy",    "throughput", "wait_seconds",
                                              "response_seconds", "waiting", "in_system",  "wait_chance",
                                              "blocking"};

Row row(const theory::Answer<theory::StationMeans>& answer) {
  if (!answer) return {{}, answer.reason()};
  const theory::StationMeans& means = *answer;
  return {{means.utilisation, means.busy, means.throughput, means.wait_seconds, means.response_seconds,
           means.waiting, means.in_system, means.wait_chance, means.blocking},
          {}};
}

theory::Load load(const double* x) { return {x[0], x[1], whole(x[2])}; }

theory::Load one_server(const double* x) { return {x[0], x[1], 1}; }

}  // namespace

std::span<const Formula> station_formulas() {
  static const std::vector<Formula> formulas = {
      {"mm_1",
       {"arrivals_per_second", "service_seconds"},
       kMeans,
       [](const double* x) { return row(theory::mm_1(x[0], x[1])); }},
      {"mm_c",
       {"arrivals_per_second", "service_seconds", "servers"},
       kMeans,
       [](const double* x) { return row(theory::mm_c(load(x))); }},
      {"mm_c_k",
       {"arrivals_per_second", "service_seconds", "servers", "capacity"},
       kMeans,
       [](const double* x) { return row(theory::mm_c_k(load(x), whole(x[3]))); }},
      {"mm_infinity",
       {"arrivals_per_second", "service_seconds"},
       kMeans,
       [](const double* x) { return row(theory::mm_infinity(one_server(x))); }},
      {"finite_source",
       {"population", "think_seconds", "service_seconds", "servers"},
       kMeans,
       [](const double* x) {
         return row(theory::finite_source({whole(x[0]), x[1], x[2], whole(x[3])}));
       }},
      {"mg_1",
       {"arrivals_per_second", "service_seconds", "scv"},
       kMeans,
       [](const double* x) { return row(theory::mg_1(one_server(x), x[2])); }},
      {"mg_c",
       {"arrivals_per_second", "service_seconds", "servers", "scv"},
       kMeans,
       [](const double* x) { return row(theory::mg_c(load(x), x[3])); }},
      {"gg_1",
       {"arrivals_per_second", "service_seconds", "arrival_scv", "scv"},
       kMeans,
       [](const double* x) { return row(theory::gg_1(one_server(x), x[2], x[3])); }},
      {"gg_c",
       {"arrivals_per_second", "service_seconds", "servers", "arrival_scv", "scv"},
       kMeans,
       [](const double* x) { return row(theory::gg_c(load(x), x[3], x[4])); }},
      {"batch_m_1",
       {"batches_per_second", "service_seconds", "batch_mean", "batch_second_moment"},
       kMeans,
       [](const double* x) { return row(theory::batch_m_1(one_server(x), x[2], x[3])); }},
      {"md_1_k",
       {"arrivals_per_second", "service_seconds", "capacity"},
       kMeans,
       [](const double* x) { return row(theory::md_1_k(one_server(x), whole(x[2]))); }},
      {"erlang_m_1",
       {"arrivals_per_second", "service_seconds", "stages"},
       kMeans,
       [](const double* x) { return row(theory::erlang_m_1(one_server(x), whole(x[2]))); }},
      {"constant_m_1",
       {"arrivals_per_second", "service_seconds"},
       kMeans,
       [](const double* x) { return row(theory::constant_m_1(one_server(x))); }},
      {"mg_c_sharing",
       {"arrivals_per_second", "service_seconds", "servers"},
       kMeans,
       [](const double* x) { return row(theory::mg_c_sharing(load(x))); }},
      {"mg_c_k_sharing",
       {"arrivals_per_second", "service_seconds", "servers", "capacity"},
       kMeans,
       [](const double* x) { return row(theory::mg_c_k_sharing(load(x), whole(x[3]))); }},
      {"leaky_bucket",
       {"arrivals_per_second", "drain_per_second", "depth"},
       kMeans,
       [](const double* x) { return row(theory::leaky_bucket(x[0], x[1], whole(x[2]))); }},
  };
  return formulas;
}

}  // namespace plimsoll::python
