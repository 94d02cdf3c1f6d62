#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/help.hpp"
#include "cli/model_input.hpp"
#include "cli/terminal.hpp"
#include "models/catalogue.hpp"
#include "models/spec/fields.hpp"
#include "models/spec/spec.hpp"
#include "models/spec/units.hpp"
#include "report/embedded.hpp"
#include "report/number.hpp"
#include "report/queries.hpp"
#include "report/table.hpp"
#include "study/queries.hpp"

namespace plimsoll::report {
std::span<const EmbeddedFile> embedded_topics();
}

namespace plimsoll::cli {
namespace {

constexpr int kNameWidth = 18;

/// A limit of a setting in the unit that its values are written in.
std::string limit_text(const spec::Field& field, double limit) {
  if (field.type.rfind("time", 0) == 0) return "\"" + report::time_text(limit) + "\"";
  if (field.type == "rate") return "\"" + report::plain(limit) + " /s\"";
  return report::plain(limit);
}

std::string rule_of(const spec::Field& field) {
  std::string text = field.type;
  if (!field.references.empty()) text += fmt::format(" ({})", field.references);
  if (field.minimum.has_value()) {
    text += (field.minimum_is_open ? ", above " : ", at least ") + limit_text(field, *field.minimum);
  }
  if (field.maximum.has_value()) text += ", at most " + limit_text(field, *field.maximum);
  const std::string preset = field.write ? field.write() : "";
  text += field.required ? "; required" : preset.empty() ? "; optional" : "; default " + preset;
  return field.live ? text + "; live" : text;
}

std::string roles_of(const spec::PartKind& kind) {
  using spec::Role;
  const std::vector<std::pair<Role, const char*>> roles = {
      {Role::host, "on"},           {Role::route, "enters, on"}, {Role::hold, "holds"},
      {Role::pass, "enters, pass"}, {Role::query, "query"},      {Role::read, "read"},
      {Role::stock, "check, take"}};
  std::string text;
  for (const auto& [role, words] : roles) {
    if (kind.has(role)) text += (text.empty() ? "" : ", ") + std::string(words);
  }
  return text;
}

std::string explained(const spec::PartKind& kind, const report::Palette& palette) {
  const auto settings = kind.make();
  spec::Fields fields;
  settings->describe(fields);

  std::string text = fmt::format("{}: {}\n", kind.name, report::wrapped(kind.summary, 2));
  const std::string roles = roles_of(kind);
  if (!roles.empty()) text += fmt::format("\nA part of this kind is named in: {}\n", roles);
  text += fmt::format("\n{}\n",
                      palette.bold(fmt::format("Settings of a [system.NAME] with kind = \"{}\"", kind.name)));
  const std::string indent(kNameWidth + 2, ' ');
  for (const spec::Field& field : fields.all()) {
    text += fmt::format("  {:<{}}{}\n", field.name + " ", kNameWidth,
                        report::wrapped(rule_of(field), kNameWidth + 2));
    text += indent + report::wrapped(field.doc, kNameWidth + 2) + "\n";
  }
  text += "  live: may stand under the `set` of an [event]\n";
  if (kind.measures.empty()) return text;
  text += "\n" + palette.bold("Measures") + "\n";
  for (const auto& [name, meaning] : kind.measures) {
    text += fmt::format("  {}\n      {}\n", name, report::wrapped(meaning, 6));
  }
  return text;
}

std::string overview(const report::Palette& palette) {
  std::string text = palette.bold("Kinds of part") + "\n";
  for (const spec::PartKind* kind : part_kinds()) {
    text += fmt::format("  {:<{}}{}\n", kind->name + " ", kNameWidth,
                        report::wrapped(kind->summary, kNameWidth + 2));
  }
  text += "\n" + palette.bold("The rest of the language") + "\n";
  for (const report::EmbeddedFile& topic : report::embedded_topics()) {
    const std::string_view line = topic.text.substr(0, topic.text.find('\n'));
    text += fmt::format("  {:<{}}{}\n", std::string(topic.name) + " ", kNameWidth,
                        line.substr(line.find(": ") + 2));
  }
  return text + "\n`plimsoll explain NAME` says more about one.\n";
}

/// Seconds from "100 ms".
double slower_than(const Arguments& arguments) {
  const std::optional<std::string> text = arguments.value("slower-than");
  if (!text) return -1;
  const spec::Parsed<double> seconds = spec::parse_seconds(*text);
  if (!seconds.value)
    throw UsageError(fmt::format("'{}' is no time", *text), "write a time such as \"100 ms\"");
  return *seconds.value;
}

/// The queries of a model, as a database explains them.
int explain_plans(const Arguments& arguments, const report::Palette& palette) {
  if (arguments.operands().empty()) {
    throw UsageError("--plan explains the queries of a model", "plimsoll explain --plan FILE");
  }
  const spec::LoadResult loaded = load_model(arguments);
  const spec::Spec& model = accepted(loaded);
  const double slowest = slower_than(arguments);
  std::vector<QueryFigures> queries = queries_of(model);
  std::erase_if(queries, [&](const QueryFigures& query) { return query.mean_seconds <= slowest; });
  if (queries.empty()) {
    print(slowest >= 0 ? "No query that names a plan is slower than that.\n"
                       : "No query of this model names a plan.\n");
    return kOk;
  }
  print(report::explain_text(queries, tables_of(model), palette));
  return kOk;
}

int explain(const Arguments& arguments) {
  const report::Palette palette = palette_for(1);
  if (arguments.has("plan")) return explain_plans(arguments, palette);
  for (const Option& option : model_options()) {
    if (!arguments.has(option.name)) continue;
    throw UsageError(fmt::format("--{} changes a model, and none is named", option.name),
                     "plimsoll explain --plan FILE explains the queries of one");
  }
  if (arguments.operands().size() > 1) {
    throw UsageError("one thing is explained at a time", "plimsoll explain server");
  }
  if (arguments.operands().empty()) {
    print(overview(palette));
    return kOk;
  }
  const std::string& name = arguments.operands().front();
  std::vector<std::string> known;
  for (const spec::PartKind* kind : part_kinds()) {
    if (kind->name == name) return print(explained(*kind, palette)), kOk;
    known.push_back(kind->name);
  }
  for (const report::EmbeddedFile& topic : report::embedded_topics()) {
    if (topic.name == name) return print(topic.text), kOk;
    known.emplace_back(topic.name);
  }
  const std::string remedy = spec::did_you_mean(name, known);
  throw UsageError(fmt::format("there is nothing called '{}' to explain", name),
                   remedy.empty() ? "`plimsoll explain` lists all there is" : remedy);
}

}  // namespace

Command explain_command() {
  Command command;
  command.name = "explain";
  command.summary = "settings, units, defaults and measures of a kind of part; the language";
  command.operands = "[NAME] | --plan FILE...";
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll explain", "what there is to explain"},
      {"plimsoll explain server", "a kind of part"},
      {"plimsoll explain step", "what a request can do"},
      {"plimsoll explain --plan shop.toml", "how the database goes about each query, like EXPLAIN"},
      {"plimsoll explain --plan shop.toml --slower-than \"10 ms\"", "only those worth a look"},
  };
  command.options = model_options();
  command.options.insert(
      command.options.begin(),
      {{"plan", "", "Explain the queries of a model instead.", false},
       {"slower-than", "TIME", "With --plan: only queries that take longer on average.", false}});
  command.run = explain;
  return command;
}

}  // namespace plimsoll::cli
