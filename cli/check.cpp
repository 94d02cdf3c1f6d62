#include "study/check.hpp"

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/sweep_model.hpp"
#include "cli/terminal.hpp"
#include "report/check.hpp"

namespace plimsoll::cli {
namespace {

int check_model(const Arguments& arguments) {
  const bool as_json = arguments.choice("format", {"text", "json"}) == "json";
  const spec::LoadResult loaded = load_model(arguments);
  if (!loaded.spec.has_value()) {
    if (as_json) print(report::to_json(loaded.diagnostics));
    throw ModelError(refusal(loaded.diagnostics));
  }
  if (const spec::Diagnostics problems = problems_of_lists(arguments, loaded); problems.has_errors()) {
    if (as_json) print(report::to_json(problems));
    throw ModelError(refusal(problems));
  }
  const CheckReport found = check(*loaded.spec, loaded.diagnostics);
  say(found.findings.render());
  if (as_json) {
    print(report::to_json(found));
  } else {
    print(report::to_text(found, palette_for(1)));
    print(fmt::format("\n{}: {}\n", loaded.spec->source, report::tally(found.findings)));
  }
  return found.findings.has_errors() ? kModel : kOk;
}

}  // namespace

Command check_command() {
  Command command;
  command.name = "check";
  command.summary = "look at wiring, holds and arithmetic load without simulating";
  command.operands = "FILE...";
  command.least_operands = 1;
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll check shop.toml", "problems with their place, and how busy each part would be on average"},
      {"plimsoll check shop.toml --set traffic.visitors.users=2000", "the same for more users"},
      {"plimsoll check shop.toml --format json", "for editors and scripts"},
  };
  command.options = model_options();
  command.options.push_back({"format", "text|json", "How to print what was found.", false});
  command.details = {
      "Checks that every name exists, in which order things are held, pools against the connections of their "
      "database, and the load of each part by arithmetic. Takes milliseconds.",
      "Exit code: 0 no errors (there may be warnings), 4 invalid model, 2 usage, 3 file."};
  command.run = check_model;
  return command;
}

}  // namespace plimsoll::cli
