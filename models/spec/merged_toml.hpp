#pragma once

#include <string>

#include "models/spec/node.hpp"

namespace plimsoll::spec {

/// A tree as a TOML text that reads back as the same values; each value names its origin in a comment.
std::string write_merged(const Node& root);

}  // namespace plimsoll::spec
