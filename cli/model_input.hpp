#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "models/spec/load.hpp"

namespace plimsoll::cli {

/// --case, --set, --seed, --replications: what every command that loads a model understands.
std::vector<Option> model_options();

/// Reads the files that `arguments` name ("-" is standard input) and loads them. Throws FileError.
/// The result may hold errors.
spec::LoadResult load_model(const Arguments& arguments);

/// Loads a text that was compiled in.
spec::LoadResult load_text(const spec::Source& source, const std::vector<std::string>& sets);

/// The model, after its warnings went to standard error. Throws ModelError where there is none.
const spec::Spec& accepted(const spec::LoadResult& loaded);

/// What ModelError says for these problems.
std::string refusal(const spec::Diagnostics& problems);

}  // namespace plimsoll::cli
