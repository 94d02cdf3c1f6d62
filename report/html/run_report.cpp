#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/html/page.hpp"
#include "report/html/sections.hpp"
#include "report/json.hpp"

namespace plimsoll::report {
namespace {

std::string about(const Results& results) {
  std::string text;
  for (const spec::Source& file : results.files) text += (text.empty() ? "" : " + ") + file.name;
  if (!results.case_name.empty()) text += ", case " + results.case_name;
  for (const std::string& set : results.sets) text += ", " + set;
  return text;
}

/// JSON without spaces and line ends between its signs.
std::string compact(const std::string& json) { return nlohmann::ordered_json::parse(json).dump(); }

}  // namespace

std::string to_html(const ReportedRun& run, const BuildInfo& build) {
  const Results& results = run.results;
  html::Page page;
  page.kind = "Run";
  page.title = results.title.empty() ? results.source : results.title;
  page.about = about(results);
  page.carried = compact(to_json(results, build));
  page.body = html::verdict_section(results);
  if (results.run.replications > 0) {
    page.body += html::objectives_section(results) + html::topology_section(run) +
                 html::latency_section(results) + html::timeline_section(run) +
                 html::attribution_section(results) + html::parts_section(results) +
                 html::queries_section(*run.loaded.spec) + html::cost_section(results);
  }
  page.body += html::sureness_section(results) + html::assumptions_section(run) +
               html::repeat_section({{"Result digest", results.run.digest},
                                     {"Model digest", results.model_digest},
                                     {"Seed", fmt::format("{}", results.run.seed)}},
                                    results.files, "plimsoll run report.html");
  return page_html(page, build);
}

}  // namespace plimsoll::report
