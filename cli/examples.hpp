#pragma once

#include <span>
#include <string>

#include "report/embedded.hpp"

namespace plimsoll::cli {

/// The models of configs/ that were compiled in, by name.
std::span<const report::EmbeddedFile> shipped_models();

/// One of them, or nullptr.
const report::EmbeddedFile* find_shipped_model(const std::string& name);

}  // namespace plimsoll::cli
