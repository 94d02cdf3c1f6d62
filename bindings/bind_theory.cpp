// Theory over NumPy arrays: the formulas of theory_rows.hpp, and those whose arguments are lists.
#include <pybind11/stl.h>

#include <limits>

#include "bindings/bind.hpp"
#include "bindings/numpy_view.hpp"
#include "bindings/theory_rows.hpp"
#include "models/theory/approximate_mva.hpp"
#include "models/theory/bounds.hpp"
#include "models/theory/caches.hpp"
#include "models/theory/closed_network.hpp"
#include "models/theory/open_network.hpp"
#include "models/theory/scalability.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;
using Doubles = py::array_t<double, py::array::c_style | py::array::forcecast>;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

const Formula& formula_of(const std::string& name) {
  for (const auto all : {station_formulas(), other_formulas()}) {
    for (const Formula& one : all) {
      if (one.name == name) return one;
    }
  }
  throw py::key_error(name);
}

/// The figures of a formula, one row each, for columns of arguments; NaN where it is refused, and why.
py::tuple rows(const std::string& name, const Doubles& arguments) {
  const Formula& formula = formula_of(name);
  const std::size_t count = formula.arguments.size();
  if (arguments.ndim() != 2 || static_cast<std::size_t>(arguments.shape(1)) != count) {
    throw py::value_error(name + ": one column for each argument is needed");
  }
  const py::ssize_t length = arguments.shape(0);
  py::array_t<double> figures({static_cast<py::ssize_t>(formula.figures.size()), length});
  std::string_view refused;
  {
    const double* const in = arguments.data();
    double* const out = figures.mutable_data();
    const py::gil_scoped_release others_may_run;
    for (py::ssize_t i = 0; i < length; ++i) {
      const Row row = formula.of(in + i * static_cast<py::ssize_t>(count));
      if (!row.refused.empty() && refused.empty()) refused = row.refused;
      for (std::size_t k = 0; k < formula.figures.size(); ++k) {
        out[static_cast<py::ssize_t>(k) * length + i] = row.refused.empty() ? row.figures[k] : kNone;
      }
    }
  }
  return py::make_tuple(std::move(figures), std::string(refused));
}

/// Servers per station as Python gives them: 0 is a delay, where nobody waits.
std::vector<theory::Station> stations_of(const std::vector<std::vector<double>>& demands,
                                         const std::vector<std::int64_t>& servers) {
  std::vector<theory::Station> stations;
  for (std::size_t i = 0; i < demands.size(); ++i) {
    const std::int64_t count = servers.at(i);
    if (count < 0) throw py::value_error("servers has to be 0 (a delay) or more");
    stations.push_back({count == 0 ? theory::Speed::delay() : theory::Speed::servers(count), demands[i], 1});
  }
  return stations;
}

/// (throughput by class, response by class, residence and number by station and class, utilisation, refused).
py::tuple means_of(const theory::NetworkMeans& means) {
  std::vector<std::vector<double>> residence, number;
  std::vector<double> utilisation;
  for (const theory::NodeMeans& node : means.stations) {
    residence.push_back(node.residence_seconds);
    number.push_back(node.number);
    utilisation.push_back(node.utilisation);
  }
  return py::make_tuple(means.throughput_per_second, means.response_seconds, residence, number, utilisation,
                        std::string());
}

py::tuple refusal_of(std::string_view reason) {
  return py::make_tuple(py::none(), py::none(), py::none(), py::none(), py::none(), std::string(reason));
}

py::tuple closed(const std::vector<std::int64_t>& users, const std::vector<double>& think_seconds,
                 const std::vector<std::vector<double>>& demands, const std::vector<std::int64_t>& servers,
                 bool is_exact) {
  const theory::ClosedNetwork network{users, think_seconds, stations_of(demands, servers)};
  if (!is_exact) {
    const auto means = theory::approximate_closed(network);
    return means ? means_of(*means) : refusal_of(means.reason());
  }
  const auto means = theory::solve_closed(network);
  return means ? means_of(*means) : refusal_of(means.reason());
}

py::tuple open(const std::vector<double>& rates, const std::vector<std::vector<double>>& demands,
               const std::vector<std::int64_t>& servers) {
  const auto means = theory::solve_open(rates, stations_of(demands, servers));
  return means ? means_of(*means) : refusal_of(means.reason());
}

double cost_of_closed(const std::vector<std::int64_t>& users, const std::vector<std::vector<double>>& demands,
                      const std::vector<std::int64_t>& servers) {
  return theory::cost_of_exact(
      {users, std::vector<double>(users.size(), 0.0), stations_of(demands, servers)});
}

std::vector<theory::Demand> demands_of(const std::vector<double>& seconds,
                                       const std::vector<double>& servers) {
  std::vector<theory::Demand> demands;
  for (std::size_t i = 0; i < seconds.size(); ++i) demands.push_back({seconds[i], servers.at(i)});
  return demands;
}

py::tuple fit(const std::vector<double>& sizes, const std::vector<double>& throughputs) {
  std::vector<theory::ScalabilityPoint> points;
  for (std::size_t i = 0; i < sizes.size(); ++i) points.push_back({sizes[i], throughputs.at(i)});
  const auto found = theory::fit_scalability(points);
  if (!found) return py::make_tuple(py::none(), std::string(found.reason()));
  const auto law = [](const theory::ScalabilityLaw& one) {
    return py::make_tuple(one.per_unit, one.contention, one.coherency);
  };
  return py::make_tuple(
      py::make_tuple(law(found->law), law(found->standard_errors), array_of(found->residuals),
                     found->residual_deviation, found->r_squared),
      std::string());
}

/// A number, or why there is none.
py::tuple told(const theory::Answer<double>& answer) {
  if (answer) return py::make_tuple(*answer, std::string());
  return py::make_tuple(kNone, std::string(answer.reason()));
}

py::tuple zipf(std::int64_t items, double exponent) {
  const auto shares = theory::zipf(items, exponent);
  if (shares) return py::make_tuple(array_of(*shares), std::string());
  return py::make_tuple(py::none(), std::string(shares.reason()));
}

py::tuple hit_ratio(const std::string& method, const std::vector<double>& popularity, std::int64_t capacity) {
  if (method == "lru") return told(theory::lru_hit_ratio(popularity, capacity));
  if (method == "lru_exact") return told(theory::lru_hit_ratio_exact(popularity, capacity));
  if (method == "random") return told(theory::random_hit_ratio(popularity, capacity));
  throw py::value_error("method has to be lru, lru_exact or random");
}

}  // namespace

void bind_theory(py::module_& module) {
  module.def("theory_formulas", [] {
    py::dict all;
    for (const auto formulas : {station_formulas(), other_formulas()}) {
      for (const Formula& one : formulas) {
        py::list arguments, figures;
        for (const std::string_view name : one.arguments) arguments.append(std::string(name));
        for (const std::string_view name : one.figures) figures.append(std::string(name));
        all[py::str(std::string(one.name))] = py::make_tuple(arguments, figures);
      }
    }
    return all;
  });
  module.def("theory_rows", rows, py::arg("name"), py::arg("arguments"));
  module.def("theory_closed", closed, py::arg("users"), py::arg("think_seconds"), py::arg("demands"),
             py::arg("servers"), py::arg("is_exact"));
  module.def("theory_cost_of_closed", cost_of_closed, py::arg("users"), py::arg("demands"),
             py::arg("servers"));
  module.def("theory_open", open, py::arg("rates"), py::arg("demands"), py::arg("servers"));
  module.def(
      "theory_asymptotic_bounds", [](double users, double think_seconds, double response_seconds,
                                     const std::vector<double>& demands, const std::vector<double>& servers) {
        const auto bounds =
            theory::asymptotic_bounds(users, think_seconds, response_seconds, demands_of(demands, servers));
        return py::make_tuple(bounds.throughput_max_per_second, bounds.response_min_seconds,
                              bounds.saturation_users);
      });
  module.def("theory_balanced_bounds",
             [](std::int64_t users, double think_seconds, const std::vector<double>& demands) {
               const auto bounds = theory::balanced_job_bounds(users, think_seconds, demands);
               return py::make_tuple(bounds.throughput_min_per_second, bounds.throughput_max_per_second,
                                     bounds.response_min_seconds, bounds.response_max_seconds);
             });
  module.def("theory_fit_scalability", fit, py::arg("sizes"), py::arg("throughputs"));
  module.def("theory_zipf", zipf, py::arg("items"), py::arg("exponent"));
  module.def("theory_hit_ratio", hit_ratio, py::arg("method"), py::arg("popularity"), py::arg("capacity"));
}

}  // namespace plimsoll::python
