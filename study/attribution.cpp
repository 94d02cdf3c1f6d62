#include "study/attribution.hpp"

#include <algorithm>
#include <utility>

#include "models/program.hpp"

namespace plimsoll {
namespace {

/// The number of `account` in `all`, at whose end it is put if it is new.
std::size_t number_of(const Account& account, std::vector<Account>& all) {
  const auto found = std::find(all.begin(), all.end(), account);
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  all.push_back(account);
  return all.size() - 1;
}

/// Seconds per request.
std::vector<double> means(const Attribution::Sums& sums) {
  std::vector<double> seconds;
  for (const uint128 nanoseconds : sums.nanoseconds) {
    seconds.push_back(static_cast<double>(nanoseconds) / static_cast<double>(sums.requests) / 1e9);
  }
  return seconds;
}

}  // namespace

RawAttribution RawAttribution::of(Attribution sums) {
  RawAttribution raw;
  if (!sums.empty()) {
    raw.mean = means(sums.all());
    raw.p95 = means(sums.around(0.95));
    raw.p99 = means(sums.around(0.99));
  }
  raw.sums = std::move(sums);
  return raw;
}

void read_attribution(Engine& engine, Replication& out) {
  const std::vector<AccountList>& lists = engine.program().accounts_of_kind();
  std::vector<std::vector<std::size_t>> numbers(lists.size());
  for (std::size_t kind = 0; kind < lists.size(); ++kind) {
    for (std::size_t k = 0; k < lists[kind].size(); ++k) {
      numbers[kind].push_back(number_of(lists[kind][k], out.accounts));
    }
  }
  Attribution all;
  all.set_up(out.accounts.size());
  for (std::size_t kind = 0; kind < lists.size(); ++kind) {
    Attribution one;
    one.set_up(out.accounts.size());
    one.merge(engine.recorder().kinds()[kind].attribution, numbers[kind]);
    all.merge(engine.recorder().kinds()[kind].attribution, numbers[kind]);
    out.requests[kind].attribution = RawAttribution::of(std::move(one));
  }
  out.all.attribution = RawAttribution::of(std::move(all));
}

std::vector<AttributionFigures> gather_attribution(
    const std::vector<Account>& accounts,
    const std::function<Estimate(const std::function<double(const Replication&)>&)>& estimate,
    const std::function<const RawRequest&(const Replication&)>& of) {
  std::vector<AttributionFigures> list;
  for (std::size_t k = 0; k < accounts.size(); ++k) {
    const auto figure = [&](std::vector<double> RawAttribution::*seconds) {
      return estimate([&](const Replication& replication) {
        const std::vector<double>& of_accounts = of(replication).attribution.*seconds;
        return of_accounts.empty() ? RawLatency::kAbsent : of_accounts[k];
      });
    };
    AttributionFigures figures;
    figures.part = accounts[k].part;
    figures.what = word(accounts[k].use);
    figures.mean_seconds = figure(&RawAttribution::mean);
    figures.p95_seconds = figure(&RawAttribution::p95);
    figures.p99_seconds = figure(&RawAttribution::p99);
    if (figures.mean_seconds.exists && figures.mean_seconds.value > 0) list.push_back(std::move(figures));
  }
  std::stable_sort(list.begin(), list.end(), [](const AttributionFigures& a, const AttributionFigures& b) {
    return a.mean_seconds.value > b.mean_seconds.value;
  });
  double mean = 0, p95 = 0, p99 = 0;
  for (const AttributionFigures& one : list) {
    mean += one.mean_seconds.value;
    p95 += one.p95_seconds.value;
    p99 += one.p99_seconds.value;
  }
  for (AttributionFigures& one : list) {
    one.mean_share = one.mean_seconds.value / mean;
    one.p95_share = p95 > 0 ? one.p95_seconds.value / p95 : 0;
    one.p99_share = p99 > 0 ? one.p99_seconds.value / p99 : 0;
  }
  return list;
}

}  // namespace plimsoll
