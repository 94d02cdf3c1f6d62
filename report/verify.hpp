#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/spec/spec.hpp"

/// Holds a result that was written down against one of now.
namespace plimsoll::report {

/// What a result as JSON says of how it was made.
struct Recorded {
  std::string version;
  std::vector<spec::Source> files;
  std::string case_name;
  std::vector<std::string> sets;
  bool complete = true;
};

/// Reads that from what `plimsoll run --format json` printed. Nothing if `text` is no such result; `problem`
/// then says why, as in "is no JSON".
std::optional<Recorded> read_recorded(std::string_view text, std::string& problem);

/// A field in which two results differ, and its two values; "(none)" where one lacks it.
struct FieldDifference {
  std::string field;  // "requests.page.latency_seconds.mean.value"
  std::string recorded, now;
};

struct Verification {
  std::size_t fields = 0;                    // compared
  std::vector<FieldDifference> differences;  // in the order of the recorded result
  std::string recorded_version, version;

  bool is_same() const { return differences.empty(); }
};

/// Compares two results as JSON, except for what may differ between equal runs: wall_seconds, threads,
/// commit. Between versions the version may differ too, and fields may have been added.
Verification verify(std::string_view recorded, std::string_view now);

/// What was found, for people: one line where nothing differs, else what differs first and what that points
/// to.
std::string to_text(const Verification& verification, const std::string& name);

}  // namespace plimsoll::report
