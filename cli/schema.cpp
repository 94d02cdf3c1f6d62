#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/terminal.hpp"
#include "report/comparison.hpp"
#include "report/json.hpp"

namespace plimsoll::cli {
namespace {

int print_schema(const Arguments& arguments) {
  const bool is_result = arguments.has("result");
  const bool is_comparison = arguments.has("comparison");
  if (is_result == is_comparison) {
    throw UsageError("say which schema", "plimsoll schema --result, or plimsoll schema --comparison");
  }
  print(is_result ? report::result_schema() : report::comparison_schema());
  return kOk;
}

}  // namespace

Command schema_command() {
  Command command;
  command.name = "schema";
  command.summary = "print the JSON Schema of a result or a comparison";
  command.examples = {
      {"plimsoll schema --result", "what `plimsoll run --format json` prints"},
      {"plimsoll schema --comparison", "what `plimsoll compare --format json` prints"},
      {"plimsoll schema --result > result.schema.json", "for an editor or a validator"},
  };
  command.options = {{"result", "", "The schema of `plimsoll run --format json`.", false},
                     {"comparison", "", "The schema of `plimsoll compare --format json`.", false}};
  command.run = print_schema;
  return command;
}

}  // namespace plimsoll::cli
