#include "cli/examples.hpp"

#include <fmt/format.h>

#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/help.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal.hpp"
#include "models/spec/diagnostic.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
std::span<const EmbeddedFile> embedded_models();
}

namespace plimsoll::cli {
namespace {

constexpr int kNameWidth = 24;

/// What the first comment says, without the file's own name: "# shop.toml: a small shop" gives "a small
/// shop".
std::string summary_of(const report::EmbeddedFile& model) {
  std::string line(model.text.substr(0, model.text.find('\n')));
  if (!line.starts_with('#')) return "";
  line.erase(0, line.find_first_not_of("# "));
  const std::string name = std::string(model.name) + ".toml: ";
  if (line.rfind(name, 0) == 0) line.erase(0, name.size());
  return line;
}

int list_or_print(const Arguments& arguments) {
  OutputFile output(arguments.value("out").value_or(""), OutputFile::Present::left_alone);
  if (arguments.operands().empty()) {
    std::string text;
    for (const report::EmbeddedFile& model : shipped_models()) {
      text += fmt::format("{:<{}}{}\n", std::string(model.name) + " ", kNameWidth,
                          report::wrapped(summary_of(model), kNameWidth));
    }
    output.write(text);
    return kOk;
  }
  const std::string& name = arguments.operands().front();
  const report::EmbeddedFile* model = find_shipped_model(name);
  if (model == nullptr) {
    std::vector<std::string> known;
    for (const report::EmbeddedFile& one : shipped_models()) known.emplace_back(one.name);
    const std::string remedy = spec::did_you_mean(name, known);
    throw UsageError(fmt::format("there is no example '{}'", name),
                     remedy.empty() ? "`plimsoll examples` lists all there are" : remedy);
  }
  output.write(model->text);
  return kOk;
}

}  // namespace

std::span<const report::EmbeddedFile> shipped_models() { return report::embedded_models(); }

const report::EmbeddedFile* find_shipped_model(const std::string& name) {
  for (const report::EmbeddedFile& model : shipped_models()) {
    if (model.name == name) return &model;
  }
  return nullptr;
}

Command examples_command() {
  Command command;
  command.name = "examples";
  command.summary = "list the models that come with plimsoll, or print one";
  command.operands = "[NAME]";
  command.most_operands = 1;
  command.examples = {
      {"plimsoll examples", "what there is"},
      {"plimsoll examples shop", "read one"},
      {"plimsoll examples shop --out my_shop.toml", "keep one, to edit and run"},
  };
  command.options = {{"out", "FILE", "Write there instead of to standard output.", false}};
  command.details = {"A file that is there already is left as it is (exit code 3)."};
  command.run = list_or_print;
  return command;
}

}  // namespace plimsoll::cli
