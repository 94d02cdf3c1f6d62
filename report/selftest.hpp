#pragma once

#include <string>
#include <vector>

#include "report/palette.hpp"
#include "study/selftest.hpp"

namespace plimsoll::report {

/// The table of `plimsoll selftest`: case, measure, expected, got ± interval, error, tolerance, verdict; then
/// what could not be said, with the reason; then the tally.
std::string to_text(const SelftestFigures& figures, const Palette& palette = Palette{});

/// The same for programs ("schema": "plimsoll/selftest/1"), in full precision.
std::string to_json(const std::vector<ReferenceCase>& suite, const SelftestFigures& figures);

/// What `plimsoll selftest --list` prints: id, group, what is modelled.
std::string list_of(const std::vector<ReferenceCase>& suite);

/// "182 of 184 figures pass, ..."
std::string tally(const SelftestFigures& figures);

}  // namespace plimsoll::report
