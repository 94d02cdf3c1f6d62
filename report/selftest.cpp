#include "report/selftest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/build_info.hpp"
#include "report/number.hpp"
#include "report/table.hpp"
#include "sim/check.hpp"

namespace plimsoll::report {
namespace {

using Json = nlohmann::ordered_json;

const char* word(Answer answer) {
  switch (answer) {
    case Answer::pass:
      return "pass";
    case Answer::fail:
      return "fail";
    case Answer::not_converged:
      return "not converged";
    case Answer::not_said:
      break;
  }
  return "not said";
}

std::string percent(double share) { return fmt::format("{} %", significant(100 * share, 2)); }

/// Relative to what is expected, or as it is where nothing is.
std::string error_text(double error, double expected) {
  return expected == 0 ? significant(error, 2) : percent(error / std::abs(expected));
}

std::string table_of(const SelftestFigures& figures, const Palette& palette) {
  Table table("Case");
  table.column("measure", Table::Align::left)
      .column("expected")
      .column("got")
      .column("theory")
      .column("error")
      .column("allowed")
      .column("verdict", Table::Align::left);
  std::string before;
  for (const ReferenceFigure& figure : figures.figures) {
    if (figure.answer == Answer::not_said) continue;
    const Expectation& expected = figure.expected;
    table.row(figure.case_id == before ? "" : figure.case_id);
    before = figure.case_id;
    table.cell(expected.measure).cell(fmt::format("{:.5g}", expected.value)).cell(show(figure.got));
    table.cell(figure.theory ? fmt::format("{:.5g}", *figure.theory) : "");
    table.cell(error_text(figure.got.value - expected.value, expected.value));
    table.cell(error_text(expected.tolerance, expected.value));
    const bool is_good = figure.is_as_it_must_be;
    table.cell(std::string(word(figure.answer)) +
               (is_good && figure.answer != Answer::pass ? ", as it must" : ""));
    table.coloured(is_good                         ? &Palette::good
                   : figure.answer == Answer::fail ? &Palette::bad
                                                   : &Palette::doubt);
  }
  return table.empty() ? "" : table.render(palette) + "\n";
}

std::string not_said_of(const SelftestFigures& figures, const Palette& palette) {
  Table table("Not said");
  table.column("measure", Table::Align::left).column("because", Table::Align::left);
  std::string before;
  for (const ReferenceFigure& figure : figures.figures) {
    if (figure.answer != Answer::not_said) continue;
    const bool is_first = figure.case_id != before;
    before = figure.case_id;
    table.row(is_first ? figure.case_id : "")
        .cell(figure.expected.measure)
        .cell(is_first ? figure.because : "");
  }
  return table.empty() ? "" : table.render(palette) + "\n";
}

Json figure_json(const ReferenceFigure& figure) {
  const Expectation& expected = figure.expected;
  const auto got = [&](double value) { return figure.got.exists ? Json(value) : Json(nullptr); };
  const auto bound = [&](double value) { return figure.got.has_interval ? got(value) : Json(nullptr); };
  const bool is_said = figure.answer != Answer::not_said;
  return {
      {"measure", expected.measure},
      {"expected", is_said || !expected.at.empty() ? Json(expected.value) : Json(nullptr)},
      {"kind", expected.kind},
      {"published", expected.published.empty() ? Json(nullptr) : Json(expected.published)},
      {"tolerance", expected.tolerance},
      {"theory", figure.theory ? Json(*figure.theory) : Json(nullptr)},
      {"got",
       {{"value", got(figure.got.value)}, {"low", bound(figure.got.low)}, {"high", bound(figure.got.high)}}},
      {"verdict", word(figure.answer)},
      {"as_it_must_be", figure.is_as_it_must_be},
      {"because", figure.because.empty() ? Json(nullptr) : Json(figure.because)}};
}

}  // namespace

std::string tally(const SelftestFigures& figures) {
  const auto as_it_must = static_cast<std::size_t>(
      std::count_if(figures.figures.begin(), figures.figures.end(), [](const ReferenceFigure& figure) {
        return figure.answer == Answer::not_converged && figure.is_as_it_must_be;
      }));
  const std::size_t said = figures.figures.size() - figures.count(Answer::not_said);
  std::string text = fmt::format("{} of {} in {}: {} pass, {} failed, {} not converged", said,
                                 plural(figures.figures.size(), "figure"), plural(figures.cases, "case"),
                                 figures.count(Answer::pass), figures.count(Answer::fail),
                                 figures.count(Answer::not_converged));
  if (as_it_must > 0) text += fmt::format(" ({} as it must)", as_it_must);
  return text + fmt::format("; {} in {} not said", plural(figures.count(Answer::not_said), "figure"),
                            plural(figures.cases_not_said, "further case"));
}

std::string to_text(const SelftestFigures& figures, const Palette& palette) {
  return table_of(figures, palette) + not_said_of(figures, palette) + tally(figures) + "\n";
}

std::string to_json(const std::vector<ReferenceCase>& suite, const SelftestFigures& figures) {
  Json cases = Json::array();
  for (const ReferenceFigure& figure : figures.figures) {
    if (cases.empty() || cases.back()["id"] != figure.case_id) {
      const auto one = std::find_if(suite.begin(), suite.end(),
                                    [&](const ReferenceCase& known) { return known.id == figure.case_id; });
      PLIMSOLL_CHECK(one != suite.end());
      cases.push_back({{"id", one->id},
                       {"group", one->group},
                       {"says", one->says},
                       {"source", one->source},
                       {"model", one->model.empty() ? Json(nullptr) : Json(one->model)},
                       {"set", one->sets},
                       {"figures", Json::array()}});
    }
    cases.back()["figures"].push_back(figure_json(figure));
  }
  const Json whole = {{"schema", "plimsoll/selftest/1"},
                      {"plimsoll", {{"version", build_info().version}, {"commit", build_info().commit}}},
                      {"passed", figures.count(Answer::pass)},
                      {"failed", figures.count(Answer::fail)},
                      {"not_converged", figures.count(Answer::not_converged)},
                      {"not_said", figures.count(Answer::not_said)},
                      {"events", figures.events},
                      {"wall_seconds", figures.wall_seconds},
                      {"complete", figures.complete},
                      {"cases", cases}};
  return whole.dump(2) + "\n";
}

std::string list_of(const std::vector<ReferenceCase>& suite) {
  Table table("Case");
  table.column("group", Table::Align::left).column("what is modelled", Table::Align::left);
  for (const ReferenceCase& one : suite) table.row(one.id).cell(one.group).cell(one.says);
  return table.render(Palette{});
}

}  // namespace plimsoll::report
