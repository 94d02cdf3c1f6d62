#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/html/report.hpp"
#include "report/verify.hpp"

/// What a report was made from, carried inside it as JSON: of a run the result whole, as `run --format json`
/// has it. So a report can be run again, and held against what comes out.
namespace plimsoll::report::html {

/// What is carried of a comparison: both models, and what was found. Of cases: the model, and a digest for
/// each.
std::string carried_json(const Comparison& comparison, const BuildInfo& build);
std::string carried_json(const std::vector<ReportedCase>& cases, const BuildInfo& build);

/// What a report says of how it was made.
struct Carried {
  enum class Kind { run, comparison, cases };
  Kind kind = Kind::run;
  std::string document;          // run, comparison: what was found, as `--format json` has it
  std::vector<Recorded> models;  // run: one; comparison: A and B; cases: the baseline
  struct Case {
    std::string name;  // as it is shown
    std::string case_name;
    std::vector<std::string> sets;
    std::string digest;
  };
  std::vector<Case> cases;
};

/// Reads that from a report, or from the result of a run as JSON. Nothing where `text` is neither; then
/// `problem` says what is wrong, or is empty where it does not look like one.
std::optional<Carried> read_carried(std::string_view text, std::string& problem);

/// The element that carries `json`; nothing in it can end the element.
std::string carrier(std::string_view json);

/// The JSON that a report carries, or nothing if `text` is no report of ours.
std::optional<std::string> carried_in(std::string_view text);

}  // namespace plimsoll::report::html
