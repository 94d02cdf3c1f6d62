#pragma once

#include <string>

#include "report/build_info.hpp"
#include "report/palette.hpp"
#include "study/gate.hpp"

/// What a gate says, before the comparison that it judges.
namespace plimsoll::report {

/// The answer in one line: "✗ REGRESSION  2 of 7 measures are worse beyond noise: page.mean by 8.1 % at
/// least, page.p99 by 6 % at least".
std::string verdict_line(const Gate& gate, const Comparison& comparison, const Palette& palette = Palette{});

/// Verdict, every gated measure with what it lost and from which loss on it would have been seen, what could
/// not be judged; then the comparison.
std::string to_text(const Gate& gate, const Comparison& comparison, const Palette& palette = Palette{});

/// The same as Markdown, the comparison folded away: for a pull request.
std::string to_markdown(const Gate& gate, const Comparison& comparison);

/// The comparison as JSON with one more key, "gate".
std::string to_json(const Gate& gate, const Comparison& comparison, const BuildInfo& build = build_info());

}  // namespace plimsoll::report
