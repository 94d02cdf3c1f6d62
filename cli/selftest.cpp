#include "study/selftest.hpp"

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/interrupt.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal.hpp"
#include "report/embedded.hpp"
#include "report/selftest.hpp"
#include "sim/check.hpp"

namespace plimsoll::report {
std::span<const EmbeddedFile> embedded_reference();
}

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr const char* kStartOfEmptyLine = "\r\033[K";

std::string_view reference_file(const std::string& name) {
  for (const report::EmbeddedFile& file : report::embedded_reference()) {
    if (file.name == name) return file.text;
  }
  throw InternalError("configs/reference has no " + name + ".toml");
}

std::vector<ReferenceCase> wanted_cases(const SelftestOptions& options) {
  std::vector<ReferenceCase> wanted;
  for (ReferenceCase& one : read_reference_suite(std::string(reference_file("expected")))) {
    if (is_wanted(one, options)) wanted.push_back(std::move(one));
  }
  if (wanted.empty()) throw UsageError("no case is called so", "plimsoll selftest --list");
  return wanted;
}

int run_selftest(const Arguments& arguments) {
  const bool as_json = arguments.choice("format", {"text", "json"}) == "json";
  SelftestOptions options;
  options.only = arguments.values("only");
  options.quick = arguments.has("quick");
  options.threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  const std::vector<ReferenceCase> suite = wanted_cases(options);
  if (arguments.has("list")) {
    print(report::list_of(suite));
    return kOk;
  }
  OutputFile output(arguments.value("out").value_or(""));
  options.stop = &catch_interrupts();
  const bool shows_progress = can_show_progress();
  if (shows_progress) {
    options.progress = [](const std::string& id, std::size_t number, std::size_t count) {
      say(fmt::format("{}  {} of {}: {}", kStartOfEmptyLine, number, count, id));
    };
  }
  const SelftestFigures figures = selftest(suite, reference_file, options);
  if (shows_progress) say(kStartOfEmptyLine);
  const report::Palette palette = output.is_standard_output() ? palette_for(1) : report::Palette{};
  output.write(as_json ? report::to_json(suite, figures) : report::to_text(figures, palette));
  if (as_json || !output.is_standard_output()) say(report::tally(figures) + "\n");
  return exit_code(figures);
}

}  // namespace

Command selftest_command() {
  Command command;
  command.name = "selftest";
  command.summary = "run published models and textbook cases, and compare";
  command.examples = {
      {"plimsoll selftest --quick", "a third of the cases, in a few seconds"},
      {"plimsoll selftest --only lazowska", "the cases whose name or group has that in it"},
      {"plimsoll selftest --list", "what there is"},
  };
  command.options = {
      {"only", "TEXT", "Only cases whose name or group has that in it; may be given several times.", true},
      {"quick", "", "Only those that take little time.", false},
      {"list", "", "List the cases and stop.", false},
      {"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false},
      {"format", "text|json", "How to print the table; JSON is for programs.", false},
      {"out", "FILE", "Write there instead of to standard output.", false},
  };
  command.details = {
      "A figure passes if it is within the tolerance of the case, and its 95 % interval is no wider than "
      "that to "
      "either side. The models are in configs/reference; docs/selftest.md says where they are from.",
      "Exit code: 0 all is as it must be, 99 a figure failed, 98 one did not converge, 130 interrupted."};
  command.run = run_selftest;
  return command;
}

}  // namespace plimsoll::cli
