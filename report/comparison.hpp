#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/build_info.hpp"
#include "report/palette.hpp"
#include "report/verdict.hpp"
#include "study/compare.hpp"

namespace plimsoll::report {

/// The answer, in pieces.
VerdictWords verdict_of(const Comparison& comparison);

/// What to know of the figures: how pairs were made, what ± is, what was made alike.
std::vector<std::string> notes_of(const Comparison& comparison);

/// The answer in one line: "✗ B BREAKS 2 of 2 objectives that A keeps (checkout_is_quick, nothing_breaks)".
std::string verdict_line(const Comparison& comparison, const Palette& palette = Palette{});

/// The comparison in a paragraph, for who decides: objectives, latency, failures, cost, what gives way first.
/// Says of a difference within noise that there is none to be seen.
std::string words(const Comparison& comparison);

/// Verdict, paragraph, tables of what differs, how sure. `~` stands for a difference whose interval holds 0,
/// `=` for one of exactly nothing.
std::string to_text(const Comparison& comparison, const Palette& palette = Palette{});

/// The same as Markdown, for a pull request.
std::string to_markdown(const Comparison& comparison);

/// As JSON, schema "plimsoll/comparison/1": every measure, also those that are equal. Two equal comparisons
/// differ in "commit" only.
std::string to_json(const Comparison& comparison, const BuildInfo& build = build_info());

/// The JSON Schema of that, as `plimsoll schema --comparison` prints it.
std::string_view comparison_schema();

}  // namespace plimsoll::report
