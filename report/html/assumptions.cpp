#include <fmt/format.h>

#include "report/html/markup.hpp"
#include "report/html/sections.hpp"

namespace plimsoll::report::html {
namespace {

bool is_default(const spec::ResolvedSetting& setting) { return setting.origin.starts_with("default"); }

/// From a case or the command line, and so not what the file says.
bool is_changed(const spec::ResolvedSetting& setting) {
  return setting.origin.starts_with("case ") || setting.origin.starts_with("--");
}

template <typename Is>
std::string settings_table(const ReportedRun& run, std::string_view caption, const Is& is) {
  Table table(caption);
  table.column("Setting", false).column("Value", false).column("From", false);
  for (const spec::ResolvedSetting& setting : run.loaded.resolved) {
    if (is(setting)) table.row(setting.address).cell(setting.value).cell(setting.origin);
  }
  return table.empty() ? "" : table.str();
}

}  // namespace

std::string assumptions_section(const ReportedRun& run) {
  std::vector<std::string> sentences;
  for (const std::string& assumption : run.results.assumptions) sentences.push_back(sentence_case(assumption));
  std::string body = list(sentences);
  body += settings_table(run, "Settings that a case or the command line changed", is_changed);
  std::size_t defaults = 0;
  for (const spec::ResolvedSetting& setting : run.loaded.resolved) defaults += is_default(setting) ? 1U : 0U;
  if (defaults > 0) {
    body += folded(plural(defaults, "setting") + " left at the default",
                   settings_table(run, "Settings left at the default", is_default));
  }
  return section("assumptions", "Assumptions and defaults", body);
}

std::string repeat_section(const Results& results) {
  std::string body = paragraph(
      "This file carries its model. These commands simulate it again and say whether the same comes out:", "lead");
  body += "<pre class=\"commands\">plimsoll run report.html\nplimsoll verify report.html</pre>\n";
  body += fmt::format(
      "<dl class=\"facts\"><div><dt>Result digest</dt><dd><code>{}</code></dd></div><div><dt>Model digest</dt><dd><code>{}"
      "</code></dd></div><div><dt>Seed</dt><dd>{}</dd></div></dl>\n",
      escaped(results.run.digest), escaped(results.model_digest), results.run.seed);
  for (const spec::Source& file : results.files) {
    body += folded(file.name, fmt::format("<pre class=\"model\" tabindex=\"0\">{}</pre>\n", escaped(file.text)));
  }
  return section("repeat", "The model, and how to run it again", body);
}

}  // namespace plimsoll::report::html
