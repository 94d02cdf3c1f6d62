#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "report/sweep.hpp"

/// What `sweep` and `merge` share: how points are shown, and what that says to the shell.
namespace plimsoll::cli {

std::string shown(const report::SweepFound& found, const std::vector<std::string>& measures,
                  const std::string& format, const report::Palette& palette);

/// text, markdown, csv or json.
std::string sweep_format(const Arguments& arguments);

/// --measure, --format and --out.
std::vector<Option> sweep_output_options();

/// 0; 130 where points are missing, 5 where a guard stopped one, 1 where theory disagrees with one, which it
/// says.
int exit_code_of(const report::SweepFound& found);

/// Throws UsageError where two options would write one file.
void keep_apart(const std::string& store, const std::string& out);

}  // namespace plimsoll::cli
