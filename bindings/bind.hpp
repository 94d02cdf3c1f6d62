#pragma once

#include <pybind11/pybind11.h>

/// One function for each header that Python sees; module.cpp calls them in an order in which each finds the
/// types that it mentions. Nothing here decides or computes: that is done in C++ below or in Python above.
namespace plimsoll::python {

void bind_diagnostic(pybind11::module_& module);
void bind_load(pybind11::module_& module);
void bind_histogram(pybind11::module_& module);
void bind_run(pybind11::module_& module);
void bind_measures(pybind11::module_& module);
void bind_replication_bytes(pybind11::module_& module);
void bind_sampled_requests(pybind11::module_& module);
void bind_check(pybind11::module_& module);
void bind_compare(pybind11::module_& module);
void bind_number_setting(pybind11::module_& module);
void bind_limit(pybind11::module_& module);
void bind_sensitivity(pybind11::module_& module);
void bind_theory(pybind11::module_& module);

}  // namespace plimsoll::python
