#include <algorithm>
#include <string>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::size_t kOriginColumn = 60;  // further right where a line is longer

/// One line for each setting: `system.app.workers = 32   # shop.toml:12`.
std::string resolved_text(const std::vector<spec::ResolvedSetting>& settings) {
  std::string text;
  for (const spec::ResolvedSetting& setting : settings) {
    std::string line = setting.address + " = " + setting.value;
    line.resize(std::max(kOriginColumn, line.size() + 2), ' ');
    text += line + "# " + setting.origin + "\n";
  }
  return text;
}

int show_config(const Arguments& arguments) {
  OutputFile output(arguments.value("out").value_or(""));
  const spec::LoadResult loaded = load_model(arguments);
  accepted(loaded);
  output.write(arguments.has("resolved") ? resolved_text(loaded.resolved) : loaded.merged_toml);
  return kOk;
}

}  // namespace

Command config_command() {
  Command command;
  command.name = "config";
  command.summary = "show the merged model, each value with where it came from";
  command.operands = "FILE...";
  command.least_operands = 1;
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll config shop.toml lean.toml --set run.seed=7", "one file out of all that was given"},
      {"plimsoll config shop.toml --case lean --out merged.toml", "kept as a file of its own"},
      {"plimsoll config shop.toml --resolved", "every setting there is, defaults included"},
  };
  command.options = model_options();
  command.options.push_back(
      {"resolved", "", "Every setting with its value and origin, defaults included.", false});
  command.options.push_back({"out", "FILE", "Write there instead of to standard output.", false});
  command.run = show_config;
  return command;
}

}  // namespace plimsoll::cli
