#include "study/reference_theory.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "models/theory/caches.hpp"
#include "models/theory/closed_network.hpp"
#include "models/theory/constant_service.hpp"
#include "models/theory/fork_join.hpp"
#include "models/theory/general_service.hpp"
#include "models/theory/impatience.hpp"
#include "models/theory/markov_stations.hpp"
#include "models/theory/order_statistics.hpp"
#include "models/theory/outage.hpp"
#include "models/theory/processor_sharing.hpp"
#include "models/theory/waiting_times.hpp"
#include "sim/check.hpp"

namespace plimsoll {
namespace {

using Figures = std::map<std::string, double>;

/// The numbers of a formula, in turn.
class Numbers {
 public:
  explicit Numbers(const Formula& formula) : formula_(formula) {}

  double next() {
    if (at_ >= formula_.with.size()) refuse("has too few numbers");
    return formula_.with[at_++];
  }
  std::int64_t count() { return static_cast<std::int64_t>(std::llround(next())); }
  theory::Load load() {
    const double rate = next();
    return {rate, next(), 1};
  }
  theory::Load load_of_servers() {
    theory::Load load = this->load();
    load.servers = count();
    return load;
  }
  bool has_more() const { return at_ < formula_.with.size(); }

  template <class T>
  const T& value_of(const theory::Answer<T>& answer) const {
    if (!answer) refuse(std::string(answer.reason()));
    return *answer;
  }
  [[noreturn]] void refuse(const std::string& why) const {
    throw InternalError(fmt::format("theory '{}': {}", formula_.of, why));
  }

 private:
  const Formula& formula_;
  std::size_t at_ = 0;
};

Figures station(const theory::StationMeans& means) {
  return {{"utilisation", means.utilisation}, {"throughput", means.throughput},
          {"wait", means.wait_seconds},       {"response", means.response_seconds},
          {"in_system", means.in_system},     {"waiting", means.waiting},
          {"wait_chance", means.wait_chance}, {"blocking", means.blocking}};
}

Figures markov(Numbers& numbers) {
  const theory::Load load = numbers.load_of_servers();
  Figures figures = station(numbers.value_of(theory::mm_c(load)));
  const theory::Answer<theory::MarkovTimes> times = theory::MarkovTimes::of(load);
  for (const auto& [name, p] : {std::pair{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}}) {
    figures[name] = numbers.value_of(numbers.value_of(times).response_quantile(p));
  }
  return figures;
}

Figures closed(Numbers& numbers) {
  const auto classes = static_cast<std::size_t>(numbers.count());
  theory::ClosedNetwork network;
  for (std::size_t i = 0; i < classes; ++i) network.users.push_back(numbers.count());
  for (std::size_t i = 0; i < classes; ++i) network.think_seconds.push_back(numbers.next());
  while (numbers.has_more()) {
    theory::Station& station = network.stations.emplace_back();
    for (std::size_t i = 0; i < classes; ++i) station.demand_seconds.push_back(numbers.next());
  }
  const theory::Answer<theory::ExactMeans> answer = theory::solve_closed(network);
  const theory::ExactMeans& means = numbers.value_of(answer);
  Figures figures;
  for (std::size_t i = 0; i < classes; ++i) {
    figures[fmt::format("throughput_{}", i + 1)] = means.throughput_per_second[i];
    figures[fmt::format("response_{}", i + 1)] = means.response_seconds[i];
  }
  for (std::size_t k = 0; k < means.stations.size(); ++k) {
    figures[fmt::format("utilisation_{}", k + 1)] = means.stations[k].utilisation;
    figures[fmt::format("number_{}", k + 1)] = means.stations[k].total();
    figures[fmt::format("residence_{}", k + 1)] = means.stations[k].residence_seconds[0];
  }
  return figures;
}

Figures impatient(Numbers& numbers, bool has_deadline) {
  const theory::Load load = numbers.load_of_servers();
  const double patience = numbers.next();
  const auto figures = [](const theory::ImpatientMeans& means) {
    return Figures{
        {"abandonment", means.abandonment}, {"waiting", means.waiting}, {"utilisation", means.utilisation}};
  };
  return has_deadline ? figures(numbers.value_of(theory::mm_c_deadline(load, patience)))
                      : figures(numbers.value_of(theory::erlang_a(load, patience)));
}

Figures cache(Numbers& numbers, theory::Answer<double> (*hit_ratio)(std::span<const double>, std::int64_t)) {
  const std::int64_t items = numbers.count();
  const theory::Answer<std::vector<double>> popularity = theory::zipf(items, numbers.next());
  return {{"hit_ratio", numbers.value_of(hit_ratio(numbers.value_of(popularity), numbers.count()))}};
}

Figures kth(Numbers& numbers) {
  const std::int64_t branches = numbers.count();
  const double mean = numbers.next();
  const theory::Answer<theory::KthAnswer> answer = theory::KthAnswer::of(branches, mean, numbers.count());
  return {{"mean", numbers.value_of(numbers.value_of(answer).mean())},
          {"p99", numbers.value_of(numbers.value_of(answer).quantile(0.99))}};
}

Figures outage(Numbers& numbers) {
  theory::Outage outage;
  outage.arrivals_per_second = numbers.next();
  outage.capacity_per_second = numbers.next();
  outage.seconds = numbers.next();
  const theory::Answer<theory::OutageMeans> means = theory::after_outage(outage);
  return {{"peak_backlog", numbers.value_of(means).peak_backlog},
          {"drain", numbers.value_of(means).drain_seconds}};
}

using Evaluate = Figures (*)(Numbers&);

const std::map<std::string, Evaluate>& formulas() {
  static const std::map<std::string, Evaluate> all{
      {"mm_c", markov},
      {"closed", closed},
      {"kth", kth},
      {"outage", outage},
      {"sharing", [](Numbers& n) { return station(n.value_of(theory::mg_c_sharing(n.load_of_servers()))); }},
      {"mm_c_k",
       [](Numbers& n) {
         const theory::Load load = n.load_of_servers();
         return station(n.value_of(theory::mm_c_k(load, n.count())));
       }},
      {"mg_1",
       [](Numbers& n) {
         const theory::Load load = n.load();
         return station(n.value_of(theory::mg_1(load, n.next())));
       }},
      {"batch_m_1",
       [](Numbers& n) {
         const theory::Load load = n.load();
         const double size = n.next();
         return station(n.value_of(theory::batch_m_1(load, size, size * size)));
       }},
      {"finite_source",
       [](Numbers& n) {
         theory::FiniteSource source;
         source.population = n.count();
         source.think_seconds = n.next();
         source.service_seconds = n.next();
         source.servers = n.count();
         return station(n.value_of(theory::finite_source(source)));
       }},
      {"erlang_a", [](Numbers& n) { return impatient(n, false); }},
      {"deadline", [](Numbers& n) { return impatient(n, true); }},
      {"retrial",
       [](Numbers& n) {
         const theory::Load load = n.load();
         const theory::Answer<theory::RetrialMeans> means = theory::mg_1_retrial(load, 1, n.next());
         return Figures{{"retrying", n.value_of(means).retrying},
                        {"utilisation", n.value_of(means).utilisation}};
       }},
      {"token_bucket",
       [](Numbers& n) {
         const double rate = n.next();
         const double refill = n.next();
         return Figures{{"refused", n.value_of(theory::token_bucket(rate, refill, n.count())).refused}};
       }},
      {"lru", [](Numbers& n) { return cache(n, theory::lru_hit_ratio_exact); }},
      {"che", [](Numbers& n) { return cache(n, theory::lru_hit_ratio); }},
      {"random", [](Numbers& n) { return cache(n, theory::random_hit_ratio); }},
      {"ttl",
       [](Numbers& n) {
         const double rate = n.next();
         const theory::Answer<theory::TtlMeans> means = theory::ttl_from_fill({rate, n.next(), 0});
         return Figures{{"hit_ratio", n.value_of(means).hit_ratio},
                        {"fills", n.value_of(means).fills_per_second}};
       }},
      {"fork_join",
       [](Numbers& n) {
         return Figures{{"response", n.value_of(theory::fork_join_two_response(n.load()))}};
       }},
  };
  return all;
}

}  // namespace

std::map<std::string, double> evaluate(const Formula& formula) {
  Numbers numbers(formula);
  const auto known = formulas().find(formula.of);
  if (known == formulas().end()) numbers.refuse("is not a formula");
  Figures figures = known->second(numbers);
  if (numbers.has_more()) numbers.refuse("has too many numbers");
  return figures;
}

}  // namespace plimsoll
