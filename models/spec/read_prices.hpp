#pragma once

#include "models/spec/reading.hpp"

namespace plimsoll::spec {

/// Adds the prices of catalogues that something names, to those of [price]; all are checked. A price of the
/// model's own wins over that of a catalogue, and a later catalogue over an earlier one.
void read_catalogues(Reading& reading, const Node& root);

}  // namespace plimsoll::spec
