#include "study/figure.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

/// What stands before the next dot; `rest` becomes what stands behind it.
std::string_view first_name(std::string_view& rest) {
  const std::size_t dot = rest.find('.');
  const std::string_view name = rest.substr(0, dot);
  rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  return name;
}

template <typename Figures>
using Member = std::pair<std::string_view, Estimate Figures::*>;

template <typename Figures, std::size_t n>
std::optional<Estimate> member(const Figures& figures, const std::array<Member<Figures>, n>& members,
                               std::string_view name) {
  for (const auto& [known, pointer] : members) {
    if (known == name) return figures.*pointer;
  }
  return std::nullopt;
}

std::optional<Estimate> request_figure(const RequestFigures& request, std::string_view rest) {
  static constexpr std::array<Member<RequestFigures>, 7> kMembers{
      {{"arrived", &RequestFigures::arrived},
       {"completed", &RequestFigures::completed},
       {"degraded", &RequestFigures::degraded},
       {"in_flight_start", &RequestFigures::in_flight_start},
       {"in_flight_end", &RequestFigures::in_flight_end},
       {"throughput_per_second", &RequestFigures::throughput_per_second},
       {"success_ratio", &RequestFigures::success_ratio}}};
  const std::string_view name = first_name(rest);
  if (name == "latency_seconds") return member(request.latency_seconds, kLatencyFigures, rest);
  if (name != "failed") return member(request, kMembers, name);
  for (const FailureFigures& failure : request.failures) {
    if (failure.reason == rest) return failure.count;
  }
  return Estimate{0, 0, 0, request.arrived.has_interval, request.arrived.exists};
}

std::optional<Estimate> part_figure(const PartFigures& part, std::string_view rest) {
  static constexpr std::array<Member<PartFigures>, 5> kMembers{{{"utilisation", &PartFigures::utilisation},
                                                                {"in_use", &PartFigures::in_use},
                                                                {"waiting", &PartFigures::waiting},
                                                                {"served", &PartFigures::served},
                                                                {"refused", &PartFigures::refused}}};
  const std::string_view name = first_name(rest);
  if (name == "wait_seconds") return member(part.wait_seconds, kLatencyFigures, rest);
  if (const std::optional<Estimate> shared = member(part, kMembers, name)) return shared;
  for (const NamedFigure& own : part.own) {
    if (own.name == name) return own.value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Estimate> figure_at(const Results& results, std::string_view address) {
  std::string_view rest = address;
  const std::string_view table = first_name(rest);
  if (address == "run.duration_seconds") {
    const double seconds = results.run.duration_seconds;
    return Estimate{seconds, seconds, seconds, true, true};
  }
  if (address == "cost.per_month") return results.cost.month;
  if (address == "cost.per_user") return results.cost.per_user;
  if (address == "cost.per_million_requests") return results.cost.per_million_requests;
  const std::string_view name = first_name(rest);
  if (table == "requests") {
    for (const RequestFigures& request : results.requests) {
      if (request.name == name) return request_figure(request, rest);
    }
  }
  if (table == "parts") {
    for (const PartFigures& part : results.parts) {
      if (part.name == name) return part_figure(part, rest);
    }
  }
  return std::nullopt;
}

}  // namespace plimsoll
