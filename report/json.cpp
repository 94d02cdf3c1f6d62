#include "report/json.hpp"

#include "report/cost.hpp"
#include "report/embedded.hpp"
#include "report/json_values.hpp"
#include "report/theory_json.hpp"
#include "sim/check.hpp"

namespace plimsoll::report {
namespace {

/// Appends without looking for the key first: a model may have ten thousand parts.
void append(Json& object, const std::string& key, Json value) {
  object.get_ref<Json::object_t&>().Json::object_t::Container::emplace_back(key, std::move(value));
}

Json latency(const LatencyFigures& figures) {
  Json json = Json::object();
  for (const auto& [name, member] : kLatencyFigures) append(json, std::string(name), figure(figures.*member));
  return json;
}

Json files_json(const std::vector<spec::Source>& files) {
  Json list = Json::array();
  for (const spec::Source& file : files) list.push_back({{"name", file.name}, {"text", file.text}});
  return list;
}

Json warm_up_json(const RunFigures& run) {
  const double whole = run.warm_up_seconds + run.duration_seconds;
  return {{"automatic", run.warm_up.is_automatic},
          {"found", run.warm_up.is_found},
          {"share", number(whole > 0 ? run.warm_up_seconds / whole : 0)},
          {"decided_by", text_or_null(run.warm_up.decided_by)},
          {"pilot_seconds", number(run.warm_up.pilot_seconds)}};
}

Json precision_json(const PrecisionFigures& precision) {
  if (!precision.is_wanted) return nullptr;
  Json measures = Json::object();
  for (const PrecisionFigures::Measure& one : precision.measures)
    append(measures, one.name, number(one.share));
  return {{"wanted", number(precision.wanted)},
          {"reached", precision.is_reached},
          {"measures", std::move(measures)}};
}

Json variance_reduction_json(const VarianceReductionFigures& reduction) {
  return {{"method", word(reduction.method)},
          {"observations", reduction.observations},
          {"controls", reduction.controls}};
}

Json run_json(const RunFigures& run) {
  return {{"kind", run.kind},
          {"seed", run.seed},
          {"replications", run.replications},
          {"replications_wanted", run.replications_wanted},
          {"stretches", run.stretches},
          {"warm_up_seconds", number(run.warm_up_seconds)},
          {"warm_up", warm_up_json(run)},
          {"duration_seconds", number(run.duration_seconds)},
          {"events", run.events},
          {"digest", run.digest},
          {"wall_seconds", number(run.wall_seconds)},
          {"threads", run.threads},
          {"complete", run.complete},
          {"precision", precision_json(run.precision)},
          {"out_of_time", run.is_out_of_time},
          {"variance_reduction", variance_reduction_json(run.variance_reduction)},
          {"exact_events", run.exact_events},
          {"superposed", run.superposed}};
}

Json objectives_json(const std::vector<ObjectiveFigures>& objectives) {
  Json list = Json::array();
  for (const ObjectiveFigures& one : objectives) {
    list.push_back({{"name", one.name},
                    {"metric", one.metric},
                    {"subject", text_or_null(one.subject)},
                    {"limit", number(one.limit)},
                    {"is_upper", one.is_upper},
                    {"unit", one.unit},
                    {"during", text_or_null(one.during)},
                    {"value", figure(one.value)},
                    {"verdict", word(one.verdict)}});
  }
  return list;
}

Json attribution_json(const std::vector<AttributionFigures>& attribution) {
  Json list = Json::array();
  for (const AttributionFigures& one : attribution) {
    list.push_back({{"part", text_or_null(one.part)},
                    {"what", one.what},
                    {"seconds",
                     {{"mean", figure(one.mean_seconds)},
                      {"p95", figure(one.p95_seconds)},
                      {"p99", figure(one.p99_seconds)}}},
                    {"share",
                     {{"mean", number(one.mean_share)},
                      {"p95", number(one.p95_share)},
                      {"p99", number(one.p99_share)}}}});
  }
  return list;
}

Json request_json(const RequestFigures& request) {
  Json failed = Json::object();
  Json failures = Json::object();
  for (const FailureFigures& failure : request.failures) {
    append(failed, failure.reason, figure(failure.count));
    append(failures, failure.reason,
           {{"status", failure.status}, {"latency_seconds", latency(failure.latency_seconds)}});
  }
  return {{"arrived", figure(request.arrived)},
          {"completed", figure(request.completed)},
          {"degraded", figure(request.degraded)},
          {"failed", std::move(failed)},
          {"in_flight_start", figure(request.in_flight_start)},
          {"in_flight_end", figure(request.in_flight_end)},
          {"throughput_per_second", figure(request.throughput_per_second)},
          {"success_ratio", figure(request.success_ratio)},
          {"latency_seconds", latency(request.latency_seconds)},
          {"attribution", attribution_json(request.attribution)},
          {"failures", std::move(failures)}};
}

Json part_json(const PartFigures& part) {
  Json json = {{"kind", part.kind},
               {"instances", part.instances},
               {"utilisation", figure(part.has_utilisation ? part.utilisation : Estimate{})},
               {"in_use", figure(part.in_use)},
               {"waiting", figure(part.has_wait ? part.waiting : Estimate{})},
               {"wait_seconds", latency(part.has_wait ? part.wait_seconds : LatencyFigures{})},
               {"served", figure(part.served)},
               {"refused", figure(part.refused)}};
  for (const NamedFigure& own : part.own) {
    PLIMSOLL_CHECK(!json.contains(own.name));  // a kind's own measure must not hide one that all parts have
    append(json, own.name, figure(own.value));
  }
  return json;
}

Json queries_json(const std::vector<QueryFigures>& queries) {
  Json list = Json::array();
  for (const QueryFigures& query : queries) {
    Json rejected = Json::array();
    for (const spec::PlanBranch& branch : query.cost.rejected) {
      rejected.push_back({{"branch", branch.name}, {"execution_seconds", number(branch.seconds)}});
    }
    const bool has_pages = !query.page_of.empty();
    list.push_back(
        {{"address", query.address},
         {"database", query.database},
         {"plan", query.plan},
         {"table", query.table},
         {"branch", query.cost.taken.name},
         {"planning_seconds", number(query.cost.planning_seconds)},
         {"execution_seconds", number(query.cost.taken.seconds)},
         {"network_seconds", number(query.cost.network_seconds)},
         {"rows_read", number(query.cost.taken.rows_read)},
         {"rows_returned", number(query.cost.rows_returned)},
         {"answer_bytes", number(query.cost.answer_bytes)},
         {"held_bytes", number(query.cost.held_bytes)},
         {"demand_seconds_mean", number(query.mean_seconds)},
         {"last_page_branch", has_pages ? Json(query.last.taken.name) : Json(nullptr)},
         {"last_page_execution_seconds", has_pages ? number(query.last.taken.seconds) : Json(nullptr)},
         {"rejected", std::move(rejected)}});
  }
  return list;
}

const char* word(Refusal::Kind kind) {
  switch (kind) {
    case Refusal::Kind::overload:
      return "overload";
    case Refusal::Kind::warm_up:
      return "warm_up";
    case Refusal::Kind::few_stretches:
      return "few_stretches";
    case Refusal::Kind::wide:
      break;
  }
  return "wide";
}

Json refusals_json(const std::vector<Refusal>& refusals) {
  Json list = Json::array();
  for (const Refusal& one : refusals) {
    list.push_back(
        {{"kind", word(one.kind)}, {"subject", text_or_null(one.subject)}, {"sentence", one.sentence}});
  }
  return list;
}

/// One list for each measure, all of one length: what a table or a chart wants.
Json timeline_json(const std::vector<TimelinePoint>& points) {
  Json starts = Json::array(), arrived = Json::array(), completed = Json::array(), failed = Json::array(),
       mean = Json::array();
  for (const TimelinePoint& point : points) {
    starts.push_back(number(point.starts_seconds));
    arrived.push_back(number(point.arrived));
    completed.push_back(number(point.completed));
    failed.push_back(number(point.failed));
    mean.push_back(point.completed > 0 ? number(point.mean_latency_seconds) : Json(nullptr));
  }
  return {{"starts_seconds", std::move(starts)},
          {"arrived", std::move(arrived)},
          {"completed", std::move(completed)},
          {"failed", std::move(failed)},
          {"mean_latency_seconds", std::move(mean)}};
}

}  // namespace

std::string to_json(const Results& results, const BuildInfo& build) {
  Json requests = Json::object();
  for (const RequestFigures& request : results.requests)
    append(requests, request.name, request_json(request));
  Json parts = Json::object();
  for (const PartFigures& part : results.parts) append(parts, part.name, part_json(part));
  const Bottleneck& bottleneck = results.bottleneck;

  const Json json = {
      {"schema", "plimsoll/result/1"},
      {"plimsoll", {{"version", build.version}, {"commit", build.commit}}},
      {"model",
       {{"title", results.title},
        {"digest", results.model_digest},
        {"source", results.source},
        {"case", text_or_null(results.case_name)},
        {"files", files_json(results.files)},
        {"sets", results.sets}}},
      {"run", run_json(results.run)},
      {"objectives", objectives_json(results.objectives)},
      {"requests", std::move(requests)},
      {"parts", std::move(parts)},
      {"queries", queries_json(results.queries)},
      {"bottleneck",
       {{"part", text_or_null(bottleneck.part)}, {"sentence", text_or_null(bottleneck.sentence)}}},
      {"cost", cost_json(results.cost)},
      {"timeline", timeline_json(results.timeline)},
      {"theory", theory_json(results.theory, figure)},
      {"refusals", refusals_json(results.refusals)},
      {"warnings", results.warnings},
      {"assumptions", results.assumptions},
  };
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string_view result_schema() { return embedded_result_schema().front().text; }

}  // namespace plimsoll::report
