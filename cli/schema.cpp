#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/terminal.hpp"
#include "report/json.hpp"

namespace plimsoll::cli {
namespace {

int print_schema(const Arguments& arguments) {
  if (!arguments.has("result")) throw UsageError("say which schema", "plimsoll schema --result");
  print(report::result_schema());
  return kOk;
}

}  // namespace

Command schema_command() {
  Command command;
  command.name = "schema";
  command.summary = "print the JSON Schema of a result";
  command.examples = {
      {"plimsoll schema --result", "what `plimsoll run --format json` prints"},
      {"plimsoll schema --result > result.schema.json", "for an editor or a validator"},
  };
  command.options = {{"result", "", "The schema of `plimsoll run --format json`.", false}};
  command.run = print_schema;
  return command;
}

}  // namespace plimsoll::cli
