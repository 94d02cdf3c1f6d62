#pragma once

#include <string>
#include <vector>

#include "models/spec/spec.hpp"

/// --measure ADDRESS: which columns a table of outcomes has.
namespace plimsoll::cli {

/// Adds what may stand before the dot of a measure of this model. Cost stands alone.
void add_subjects(const spec::Spec& model, std::vector<std::string>& subjects);

/// Throws UsageError for a measure of none of these subjects, before anything is run.
void check_subjects(const std::vector<std::string>& wanted, const std::vector<std::string>& subjects,
                    const std::string& example);

/// Throws UsageError for a measure that turned out not to be there. What a part measures shows only once it
/// has run. `where` is "case" or "point".
void check_measures(const std::vector<std::string>& wanted, const std::vector<std::string>& known,
                    const std::string& where);

}  // namespace plimsoll::cli
