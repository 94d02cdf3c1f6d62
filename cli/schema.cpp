#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/terminal.hpp"
#include "report/comparison.hpp"
#include "report/json.hpp"
#include "report/limit.hpp"
#include "report/optimize.hpp"
#include "report/sensitivity.hpp"

namespace plimsoll::cli {
namespace {

int print_schema(const Arguments& arguments) {
  const std::pair<const char*, std::string_view (*)()> schemas[] = {{"result", report::result_schema},
                                                                    {"comparison", report::comparison_schema},
                                                                    {"limit", report::limit_schema},
                                                                    {"optimize", report::optimize_schema},
                                                                    {"sensitivity", report::sensitivity_schema}};
  std::string all;
  std::string_view (*asked)() = nullptr;
  int given = 0;
  for (const auto& [name, schema] : schemas) {
    all += fmt::format("{}plimsoll schema --{}", all.empty() ? "" : ", or ", name);
    if (!arguments.has(name)) continue;
    asked = schema;
    ++given;
  }
  if (given != 1) throw UsageError("say which schema", all);
  print(asked());
  return kOk;
}

}  // namespace

Command schema_command() {
  Command command;
  command.name = "schema";
  command.summary = "print the JSON Schema of a result, a comparison, a limit, an optimum or a sensitivity";
  command.examples = {
      {"plimsoll schema --result", "what `plimsoll run --format json` prints"},
      {"plimsoll schema --comparison", "what `plimsoll compare --format json` prints"},
      {"plimsoll schema --limit", "what `plimsoll limit --format json` prints"},
      {"plimsoll schema --optimize", "what `plimsoll optimize --format json` prints"},
      {"plimsoll schema --sensitivity", "what `plimsoll sensitivity --format json` prints"},
      {"plimsoll schema --result > result.schema.json", "for an editor or a validator"},
  };
  command.options = {{"result", "", "The schema of `plimsoll run --format json`.", false},
                     {"comparison", "", "The schema of `plimsoll compare --format json`.", false},
                     {"limit", "", "The schema of `plimsoll limit --format json`.", false},
                     {"optimize", "", "The schema of `plimsoll optimize --format json`.", false},
                     {"sensitivity", "", "The schema of `plimsoll sensitivity --format json`.", false}};
  command.run = print_schema;
  return command;
}

}  // namespace plimsoll::cli
