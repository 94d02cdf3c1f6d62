#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/measure/histogram.hpp"
#include "study/pilot.hpp"
#include "study/replication.hpp"

/// Replications as bytes, exactly: what one process counted and another gathers. Numbers keep every bit, so
/// results do not tell where their replications ran.
///
/// The form is that of this version alone: both ends have to be of one version, and who reads a form that is
/// another's, or bytes that are cut off, is told so by std::invalid_argument.
namespace plimsoll {

std::string to_bytes(const Replication& replication);
Replication replication_from_bytes(std::string_view bytes);

std::string to_bytes(const Pilot& pilot);
Pilot pilot_from_bytes(std::string_view bytes);

std::string to_bytes(const Histogram& histogram);
Histogram histogram_from_bytes(std::string_view bytes);

}  // namespace plimsoll
