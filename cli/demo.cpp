#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "cli/command.hpp"
#include "cli/examples.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"
#include "report/html/report.hpp"
#include "report/text.hpp"
#include "sim/check.hpp"

namespace plimsoll::cli {
namespace {

constexpr const char* kShop = "shop";

/// Fewer replications than the file asks for: the demo answers in seconds, with wider intervals.
const std::vector<std::string> kShorter = {"run.replications=4"};

constexpr const char* kReport = "plimsoll-demo.html";

/// Where the report is to go, opened: as asked, else here, else, where nothing can be written, among what is
/// temporary.
std::unique_ptr<OutputFile> report_file(const Arguments& arguments, std::string& path) {
  path = arguments.value("out").value_or(kReport);
  try {
    return std::make_unique<OutputFile>(path);
  } catch (const FileError&) {
    std::error_code problem;
    const std::filesystem::path folder = std::filesystem::temp_directory_path(problem);
    if (arguments.has("out") || problem) throw;
    path = (folder / kReport).string();
    return std::make_unique<OutputFile>(path);
  }
}

constexpr std::string_view kNext = R"(
Next, try
  plimsoll examples shop --out shop.toml                     the model that just ran, to read and edit
  plimsoll run shop.toml --set system.app.instances=4        one change, the same users and the same luck
  plimsoll explain                                           what else a model can be made of
)";

int show_demo(const Arguments& arguments) {
  std::string path;
  const std::unique_ptr<OutputFile> file = report_file(arguments, path);
  const report::EmbeddedFile* shop = find_shipped_model(kShop);
  PLIMSOLL_CHECK(shop != nullptr);
  say(fmt::format("plimsoll demo: running the built-in shop.toml with --set {}\n\n",
                  fmt::join(kShorter, " --set ")));
  const spec::LoadResult loaded = load_text({"shop.toml", std::string(shop->text)}, kShorter);
  const Results results = simulate(loaded, 0);
  print(report::to_text(results, palette_for(1)));
  if (results.run.complete) {
    file->write(report::to_html({loaded, results}));
    print(fmt::format("\n{}  {}\n  all of this with drawings, as one file to open in a browser and to send\n",
                      palette_for(1).bold("Report"), path));
  }
  print(kNext);
  // A demonstration has succeeded when it has shown its answer, whatever the answer is.
  return results.run.complete ? 0 : exit_code(results);
}

}  // namespace

Command demo_command() {
  Command command;
  command.name = "demo";
  command.summary = "run the built-in shop, show what plimsoll answers, and write its report";
  command.examples = {
      {"plimsoll demo", "a small shop meets a flash sale, in a few seconds"},
  };
  command.options = {{"out", "FILE", "Write the report there instead of to plimsoll-demo.html.", false}};
  command.run = show_demo;
  return command;
}

}  // namespace plimsoll::cli
