#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "models/spec/diagnostic.hpp"
#include "models/spec/node.hpp"

namespace plimsoll::spec {

inline constexpr std::size_t kLargestSource = std::size_t{64} << 20;  // bytes
inline constexpr std::size_t kDeepestKey = 64;                        // names joined by dots

/// Reads TOML into a tree in file order. A text that is no TOML is reported, with what to write instead where
/// the slip is a common one, and nothing is returned.
std::optional<Node> read_toml(const std::string& source, const std::string& text, Diagnostics& diagnostics);

}  // namespace plimsoll::spec
