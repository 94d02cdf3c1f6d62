#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "models/spec/load.hpp"
#include "report/html/carried.hpp"

namespace plimsoll::cli {

/// What makes one model.
struct ModelInput {
  std::vector<std::string> paths;  // the topology, then overlays; "-" is standard input
  spec::LoadRequest request;       // case and sets, with the options that they were given by
  std::optional<std::size_t> side =
      {};  // which of two models, where a report of a comparison is named: 0 or 1
};

/// --case, --set, --seed, --replications: what every command that loads a model understands.
std::vector<Option> model_options();

/// Reads the files that `arguments` name ("-" is standard input) and loads them. Throws FileError. A result
/// as JSON and a report in HTML carry their model, with its case and settings, and stand for it. The result
/// may hold errors.
spec::LoadResult load_model(const Arguments& arguments);

/// The same for a model named otherwise. Standard input is read once, and may be in two models.
spec::LoadResult load_model(ModelInput input);

/// The same for texts that are read already.
spec::LoadResult load_request(spec::LoadRequest request);

/// The text of a file, or of standard input for "-". Throws FileError.
spec::Source read_source(const std::string& path);

/// What `source` carries, if it is a result or a report; nothing where it is neither. Throws FileError for
/// one that cannot be used.
std::optional<report::html::Carried> carried_by(const spec::Source& source);

/// Whether that file is the report of a comparison.
bool carries_two(const std::string& path);

/// Adds what --seed and --replications say to the settings of `request`.
void add_run_options(const Arguments& arguments, spec::LoadRequest& request);

/// Throws FileError where `out` would take the place of a file that it is made from.
void keep_inputs(const std::string& out, const std::vector<std::string>& inputs);

/// Loads a text that was compiled in.
spec::LoadResult load_text(const spec::Source& source, const std::vector<std::string>& sets);

/// The model, after its warnings went to standard error. Throws ModelError where there is none.
const spec::Spec& accepted(const spec::LoadResult& loaded);

/// What ModelError says for these problems.
std::string refusal(const spec::Diagnostics& problems);

}  // namespace plimsoll::cli
