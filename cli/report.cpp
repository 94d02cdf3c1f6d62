#include "report/html/report.hpp"

#include <fmt/format.h>

#include <string>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"
#include "report/verdict.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;

int write_report(const Arguments& arguments) {
  const int threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  const std::string out = arguments.value("out").value_or("report.html");
  keep_inputs(out, arguments.operands());
  OutputFile output(out);
  const spec::LoadResult loaded = load_model(arguments);
  const Results results = simulate(loaded, threads);
  output.write(report::to_html({loaded, results}));
  say(report::verdict_line(results, palette_for(2)) + "\n");
  if (!output.is_standard_output()) print(out + "\n");
  return exit_code(results);
}

}  // namespace

Command report_command() {
  Command command;
  command.name = "report";
  command.summary = "write an answer as one HTML file that can be sent";
  command.operands = "INPUT...";
  command.least_operands = 1;
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll report shop.toml", "runs the model and writes report.html: verdict, drawings, numbers"},
  };
  command.options = model_options();
  command.options.push_back({"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false});
  command.options.push_back({"out", "FILE", "Write there instead of to report.html.", false});
  command.run = write_report;
  return command;
}

}  // namespace plimsoll::cli
