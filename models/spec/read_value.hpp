#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/spec/diagnostic.hpp"
#include "models/spec/node.hpp"
#include "models/spec/quantity.hpp"

/// From one written value to one value of C++. Each returns false, and says why, if the value does not fit.
namespace plimsoll::spec {

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, std::int64_t& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, double& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, bool& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, std::string& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Duration& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Rate& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Ratio& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Limit& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Bytes& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Price& value);
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, TimeSpec& value);
/// A name, or a list of names.
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics,
                std::vector<std::string>& value);
/// A name, a list of names (equal shares), or { name = share }. Shares are kept as written.
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Shares& value);

template <typename T>
bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics,
                std::optional<T>& value) {
  T inside{};
  if (!read_value(node, address, diagnostics, inside)) return false;
  value = std::move(inside);
  return true;
}

/// The value as it would be written; "" for what is absent.
std::string write_value(std::int64_t value);
std::string write_value(double value);
std::string write_value(bool value);
std::string write_value(const std::string& value);
std::string write_value(const Duration& value);
std::string write_value(const Rate& value);
std::string write_value(const Ratio& value);
std::string write_value(const Limit& value);
std::string write_value(const Bytes& value);
std::string write_value(const Price& value);
std::string write_value(const TimeSpec& value);
std::string write_value(const std::vector<std::string>& value);
std::string write_value(const Shares& value);

template <typename T>
std::string write_value(const std::optional<T>& value) {
  return value ? write_value(*value) : "";
}

/// Reports that `node` is not `what` ("a count", "a list of steps").
void report_not(const Node& node, const std::string& address, Diagnostics& diagnostics, std::string_view what,
                std::string remedy = {});

/// Reads numbers, quantities or names from a list; false if it is no list or anything in it does not fit.
template <typename T>
bool read_list(const Node& node, const std::string& address, Diagnostics& diagnostics, std::string_view what,
               std::vector<T>& values) {
  if (!node.is_list()) {
    report_not(node, address, diagnostics, what);
    return false;
  }
  bool is_good = true;
  for (const Node& element : node.children()) {
    T value{};
    is_good &= read_value(element, address, diagnostics, value);
    values.push_back(std::move(value));
  }
  return is_good;
}

}  // namespace plimsoll::spec
