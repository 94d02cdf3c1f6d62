// What theory_rows.hpp calls for all other formulas of models/theory over plain numbers.
#include "bindings/theory_rows.hpp"
#include "models/theory/caches.hpp"
#include "models/theory/constant_service.hpp"
#include "models/theory/erlang.hpp"
#include "models/theory/fork_join.hpp"
#include "models/theory/general_arrivals.hpp"
#include "models/theory/general_service.hpp"
#include "models/theory/impatience.hpp"
#include "models/theory/order_statistics.hpp"
#include "models/theory/outage.hpp"
#include "models/theory/processor_sharing.hpp"
#include "models/theory/waiting_times.hpp"

namespace plimsoll::python {
namespace {

theory::Load load(const double* x) { return {x[0], x[1], whole(x[2])}; }
theory::Load one_server(const double* x) { return {x[0], x[1], 1}; }

/// What `question` asks of a law of times, where there is one.
template <typename Times, typename Question>
Row ask(const theory::Answer<Times>& times, const Question& question) {
  if (!times) return {{}, times.reason()};
  return question(*times);
}

Row number(double value) { return {{value}, {}}; }

Row outage(const double* x) {
  const auto means = theory::after_outage({x[0], x[1], x[2], x[3]});
  if (!means) return {{}, means.reason()};
  return {{means->peak_backlog, means->drain_seconds, means->late_requests, means->longest_wait_seconds}, {}};
}

Row impatient(const double* x) {
  const auto means = theory::erlang_a(load(x), x[3]);
  if (!means) return {{}, means.reason()};
  return {{means->abandonment, means->throughput, means->utilisation, means->waiting, means->wait_seconds,
           means->wait_chance},
          {}};
}

Row ttl(const theory::Answer<theory::TtlMeans>& means) {
  if (!means) return {{}, means.reason()};
  return {{means->hit_ratio, means->joining, means->fills_per_second}, {}};
}

Row bucket(const double* x) {
  const auto means = theory::token_bucket(x[0], x[1], whole(x[2]));
  if (!means) return {{}, means.reason()};
  return {{means->refused, means->admitted_per_second}, {}};
}

Row retrial(const double* x) {
  const auto means = theory::mg_1_retrial(one_server(x), x[2], x[3]);
  if (!means) return {{}, means.reason()};
  return {{means->utilisation, means->retrying, means->wait_seconds, means->response_seconds, means->tries},
          {}};
}

}  // namespace

std::span<const Formula> other_formulas() {
  static const std::vector<std::string_view> kOne = {"value"};
  static const std::vector<std::string_view> kAtServers = {"arrivals_per_second", "service_seconds",
                                                           "servers"};
  static const auto with = [](std::vector<std::string_view> names, std::string_view last) {
    names.push_back(last);
    return names;
  };
  static const std::vector<Formula> formulas = {
      {"erlang_b",
       {"servers", "offered"},
       kOne,
       [](const double* x) { return row_of(theory::erlang_b(whole(x[0]), x[1])); }},
      {"erlang_c",
       {"servers", "offered"},
       kOne,
       [](const double* x) { return row_of(theory::erlang_c(whole(x[0]), x[1])); }},
      {"servers_for_blocking",
       {"offered", "blocking"},
       kOne,
       [](const double* x) { return row_of(theory::servers_for_blocking(x[0], x[1])); }},
      {"servers_for_wait_chance",
       {"offered", "chance"},
       kOne,
       [](const double* x) { return row_of(theory::servers_for_wait_chance(x[0], x[1])); }},
      {"wait_quantile", with(kAtServers, "p"), kOne,
       [](const double* x) {
         return ask(theory::MarkovTimes::of(load(x)),
                    [x](const auto& times) { return row_of(times.wait_quantile(x[3])); });
       }},
      {"response_quantile", with(kAtServers, "p"), kOne,
       [](const double* x) {
         return ask(theory::MarkovTimes::of(load(x)),
                    [x](const auto& times) { return row_of(times.response_quantile(x[3])); });
       }},
      {"wait_exceeds", with(kAtServers, "seconds"), kOne,
       [](const double* x) {
         return ask(theory::MarkovTimes::of(load(x)),
                    [x](const auto& times) { return number(times.wait_exceeds(x[3])); });
       }},
      {"response_exceeds", with(kAtServers, "seconds"), kOne,
       [](const double* x) {
         return ask(theory::MarkovTimes::of(load(x)),
                    [x](const auto& times) { return number(times.response_exceeds(x[3])); });
       }},
      {"md_1_response_quantile",
       {"arrivals_per_second", "service_seconds", "p"},
       kOne,
       [](const double* x) {
         return ask(theory::ConstantServiceTimes::of(one_server(x)),
                    [x](const auto& times) { return row_of(times.response_quantile(x[2])); });
       }},
      {"sharing_response_to_work", with(kAtServers, "work_seconds"), kOne,
       [](const double* x) { return row_of(theory::sharing_response_to_work(load(x), x[3])); }},
      {"gg_1_wait_bound",
       {"arrivals_per_second", "service_seconds", "arrival_scv", "scv"},
       kOne,
       [](const double* x) { return row_of(theory::gg_1_wait_bound(one_server(x), x[2], x[3])); }},
      {"best_of_choices_response",
       {"arrivals_per_second", "service_seconds", "choices"},
       kOne,
       [](const double* x) { return row_of(theory::best_of_choices_response(one_server(x), whole(x[2]))); }},
      {"fork_join_response",
       {"requests_per_second", "task_seconds", "branches"},
       kOne,
       [](const double* x) { return row_of(theory::fork_join_response(one_server(x), whole(x[2]))); }},
      {"kth_answer_mean",
       {"branches", "mean_seconds", "need"},
       kOne,
       [](const double* x) {
         return ask(theory::KthAnswer::of(whole(x[0]), x[1], whole(x[2])),
                    [](const auto& answer) { return row_of(answer.mean()); });
       }},
      {"kth_answer_quantile",
       {"branches", "mean_seconds", "need", "p"},
       kOne,
       [](const double* x) {
         return ask(theory::KthAnswer::of(whole(x[0]), x[1], whole(x[2])),
                    [x](const auto& answer) { return row_of(answer.quantile(x[3])); });
       }},
      {"hedged_quantile",
       {"mean_seconds", "delay_seconds", "p"},
       kOne,
       [](const double* x) {
         return ask(theory::HedgedAnswer::of(x[0], x[1]),
                    [x](const auto& answer) { return row_of(answer.quantile(x[2])); });
       }},
      {"erlang_a",
       with(kAtServers, "patience_seconds"),
       {"abandonment", "throughput", "utilisation", "waiting", "wait_seconds", "wait_chance"},
       impatient},
      {"mg_1_retrial",
       {"arrivals_per_second", "service_seconds", "scv", "retry_seconds"},
       {"utilisation", "retrying", "wait_seconds", "response_seconds", "tries"},
       retrial},
      {"token_bucket",
       {"arrivals_per_second", "refill_per_second", "burst"},
       {"refused", "admitted_per_second"},
       bucket},
      {"ttl_from_fill",
       {"reads_per_second", "ttl_seconds", "fill_seconds"},
       {"hit_ratio", "joining", "fills_per_second"},
       [](const double* x) {
         return ttl(theory::ttl_from_fill({x[0], x[1], x[2]}));
       }},
      {"ttl_from_read",
       {"reads_per_second", "ttl_seconds"},
       {"hit_ratio", "joining", "fills_per_second"},
       [](const double* x) {
         return ttl(theory::ttl_from_read({x[0], x[1], 0}));
       }},
      {"after_outage",
       {"arrivals_per_second", "capacity_per_second", "seconds", "capacity_during"},
       {"peak_backlog", "drain_seconds", "late_requests", "longest_wait_seconds"},
       outage},
  };
  return formulas;
}

}  // namespace plimsoll::python
