#pragma once

#include <pybind11/numpy.h>

#include <memory>
#include <vector>

namespace plimsoll::python {

/// `values` as a NumPy array that looks at them where they are: contiguous, read-only, and without a copy.
/// `owner` is what they are part of, and lives as long as any such array.
template <typename T>
pybind11::array_t<T> view_of(const std::vector<T>& values, std::shared_ptr<const void> owner) {
  auto* const kept = new std::shared_ptr<const void>(std::move(owner));
  const pybind11::capsule base(kept,
                               [](void* held) { delete static_cast<std::shared_ptr<const void>*>(held); });
  pybind11::array_t<T> array(static_cast<pybind11::ssize_t>(values.size()), values.data(), base);
  array.attr("setflags")(pybind11::arg("write") = false);
  return array;
}

/// The same for values that nobody else holds.
template <typename T>
pybind11::array_t<T> array_of(std::vector<T> values) {
  const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  return view_of(*owner, owner);
}

}  // namespace plimsoll::python
