#include <fmt/format.h>

#include <algorithm>

#include "report/html/markup.hpp"
#include "report/html/sections.hpp"

namespace plimsoll::report::html {
namespace {

bool is_default(const spec::ResolvedSetting& setting) { return setting.origin.starts_with("default"); }

constexpr std::size_t kMostSettings = 1'000;

/// From a case or the command line, and so not what the file says.
bool is_changed(const spec::ResolvedSetting& setting) {
  return setting.origin.starts_with("case ") || setting.origin.starts_with("--");
}

template <typename Is>
std::string settings_table(const ReportedRun& run, std::string_view caption, const Is& is) {
  Table table(caption);
  table.column("Setting", false).column("Value", false).column("From", false);
  std::size_t rows = 0;
  for (const spec::ResolvedSetting& setting : run.loaded.resolved) {
    if (!is(setting) || ++rows > kMostSettings) continue;
    table.row(setting.address).cell(setting.value).cell(setting.origin);
  }
  if (table.empty()) return "";
  return table.str() + (rows > kMostSettings
                            ? paragraph("And more: `plimsoll config --resolved` shows all.", "notes")
                            : "");
}

}  // namespace

std::string assumptions_section(const ReportedRun& run) {
  std::vector<std::string> sentences;
  for (const std::string& assumption : run.results.assumptions)
    sentences.push_back(sentence_case(assumption));
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

std::string repeat_section(const std::vector<std::pair<std::string, std::string>>& facts,
                           const std::vector<spec::Source>& files, const std::string& command) {
  std::string body = paragraph(
      "This file carries its model, which can be simulated again, and held against what stands here:",
      "lead");
  body += fmt::format("<pre class=\"commands\">{}plimsoll verify report.html</pre>\n",
                      command.empty() ? "" : escaped(command) + "\n");
  body += "<dl class=\"facts\">";
  for (const auto& [name, value] : facts) {
    body += fmt::format("<div><dt>{}</dt><dd><code>{}</code></dd></div>", escaped(name), escaped(value));
  }
  body += "</dl>\n";
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto is_same = [&](const spec::Source& one) {
      return one.name == files[i].name && one.text == files[i].text;
    };
    const auto end = files.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(files.begin(), end, is_same)) continue;
    body += folded(files[i].name,
                   fmt::format("<pre class=\"model\" tabindex=\"0\">{}</pre>\n", escaped(files[i].text)));
  }
  return section("repeat", "The model, and how to run it again", body);
}

}  // namespace plimsoll::report::html
