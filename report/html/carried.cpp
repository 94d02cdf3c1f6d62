#include "report/html/carried.hpp"

#include <fmt/format.h>

#include "report/comparison.hpp"
#include "report/json_values.hpp"

namespace plimsoll::report::html {
namespace {

constexpr std::string_view kBegins = "<script type=\"application/json\" id=\"plimsoll-result\">";
constexpr std::string_view kEnds = "</script>";
constexpr std::size_t kSchemaStands = 16;  // among the first signs of a document
constexpr const char* kSchema = "plimsoll/report/1";

Json model_json(const Results& results) {
  Json files = Json::array();
  for (const spec::Source& file : results.files) files.push_back({{"name", file.name}, {"text", file.text}});
  return {{"files", std::move(files)}, {"case", text_or_null(results.case_name)}, {"sets", results.sets}};
}

Json head(const char* kind, const BuildInfo& build) {
  return {{"schema", kSchema},
          {"plimsoll", {{"version", build.version}, {"commit", build.commit}}},
          {"kind", kind}};
}

std::string written(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Recorded read_model(const Json& json, const Json& plimsoll) {
  Recorded model;
  model.version = plimsoll.at("version").get<std::string>();
  for (const Json& file : json.at("files")) {
    model.files.push_back({file.at("name").get<std::string>(), file.at("text").get<std::string>()});
  }
  if (json.at("case").is_string()) model.case_name = json.at("case").get<std::string>();
  model.sets = json.at("sets").get<std::vector<std::string>>();
  return model;
}

/// Throws what the JSON library throws where something is missing.
Carried read_report(const Json& json) {
  const Json& plimsoll = json.at("plimsoll");
  Carried carried;
  if (json.at("kind") == "comparison") {
    carried.kind = Carried::Kind::comparison;
    carried.document = json.at("comparison").dump();
    carried.models = {read_model(json.at("a"), plimsoll), read_model(json.at("b"), plimsoll)};
    return carried;
  }
  carried.kind = Carried::Kind::cases;
  carried.models = {read_model(json.at("model"), plimsoll)};
  for (const Json& one : json.at("cases")) {
    carried.cases.push_back({one.at("name").get<std::string>(),
                             one.at("case").is_string() ? one.at("case").get<std::string>() : "",
                             one.at("sets").get<std::vector<std::string>>(),
                             one.at("digest").get<std::string>()});
  }
  return carried;
}

}  // namespace

std::string carried_json(const Comparison& comparison, const BuildInfo& build) {
  Json json = head("comparison", build);
  json["a"] = model_json(comparison.a);
  json["b"] = model_json(comparison.b);
  json["comparison"] = Json::parse(to_json(comparison, build));
  return written(json);
}

std::string carried_json(const std::vector<ReportedCase>& cases, const BuildInfo& build) {
  Json json = head("cases", build);
  json["model"] = model_json(cases.front().run.results);
  json["cases"] = Json::array();
  for (const ReportedCase& one : cases) {
    const Results& results = one.run.results;
    json["cases"].push_back({{"name", one.name},
                             {"case", text_or_null(results.case_name)},
                             {"sets", results.sets},
                             {"model_digest", results.model_digest},
                             {"digest", results.run.digest}});
  }
  return written(json);
}

std::optional<Carried> read_carried(std::string_view text, std::string& problem) {
  problem.clear();
  const std::optional<std::string> inside = carried_in(text);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (!inside && (first == std::string_view::npos || text[first] != '{'))
    return std::nullopt;  // no TOML begins so
  const std::string document = inside ? *inside : std::string(text);
  try {
    const Json json = Json::parse(document, nullptr, false);
    const bool begins_like_ours = document.find("\"schema\"") < kSchemaStands;  // though it may be cut off
    if (!begins_like_ours && (!json.is_object() || !json.contains("schema"))) return std::nullopt;
    if (json.is_discarded()) {
      problem = "is no JSON";
      return std::nullopt;
    }
    if (json.value("schema", "") == kSchema) return read_report(json);
  } catch (const Json::exception&) {
    problem = "does not say how it was made";
    return std::nullopt;
  }
  const std::optional<Recorded> recorded = read_recorded(document, problem);
  if (!recorded) return std::nullopt;
  return Carried{Carried::Kind::run, document, {*recorded}, {}};
}

std::string carrier(std::string_view json) {
  std::string text(kBegins);
  for (const char c : json) {
    // Outside of strings JSON has no such sign, and inside of one it may be written so.
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text.append(kEnds) + "\n";
}

std::optional<std::string> carried_in(std::string_view text) {
  if (!text.starts_with("<!doctype html>")) return std::nullopt;
  const std::size_t begin = text.rfind(kBegins);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t from = begin + kBegins.size();
  const std::size_t end = text.find(kEnds, from);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(from, end - from));
}

}  // namespace plimsoll::report::html
