#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/examples.hpp"
#include "cli/model_input.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"
#include "report/text.hpp"
#include "sim/check.hpp"

namespace plimsoll::cli {
namespace {

constexpr const char* kShop = "shop";

/// Fewer replications than the file asks for: the demo answers in seconds, with wider intervals.
const std::vector<std::string> kShorter = {"run.replications=4"};

constexpr std::string_view kNext = R"(
Next, try
  plimsoll examples shop --out shop.toml                     the model that just ran, to read and edit
  plimsoll run shop.toml --set system.app.instances=4        one change, the same users and the same luck
  plimsoll explain                                           what else a model can be made of
)";

int show_demo(const Arguments&) {
  const report::EmbeddedFile* shop = find_shipped_model(kShop);
  PLIMSOLL_CHECK(shop != nullptr);
  say(fmt::format("plimsoll demo: running the built-in shop.toml with --set {}\n\n",
                  fmt::join(kShorter, " --set ")));
  const spec::LoadResult loaded = load_text({"shop.toml", std::string(shop->text)}, kShorter);
  const Results results = simulate(loaded, 0);
  print(report::to_text(results, palette_for(1)));
  print(kNext);
  // A demonstration has succeeded when it has shown its answer, whatever the answer is.
  return results.run.complete ? 0 : exit_code(results);
}

}  // namespace

Command demo_command() {
  Command command;
  command.name = "demo";
  command.summary = "run the built-in shop and show what plimsoll answers";
  command.examples = {
      {"plimsoll demo", "a small shop meets a flash sale, in a few seconds"},
  };
  command.run = show_demo;
  return command;
}

}  // namespace plimsoll::cli
