#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/queries.hpp"
#include "study/theory_figure.hpp"

/// What a run found: plain values, the one contract between `run` and everything that shows results.
/// Times are in seconds, rates per second, shares between 0 and 1.
namespace plimsoll {

/// A figure and how sure it is: the mean over replications and its 95 % interval. One replication has an
/// interval if it could be cut into stretches; without (or where a figure exists in one only) there is none.
/// With no replication there is no value.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;  // infinite where the sample does not say how far up a percentile may go
  bool has_interval = false;
  bool exists = false;  // false: nothing was there to measure (no request completed), or refused
  std::string
      refused{};  // why there is no value, though something was measured: "p99.9 of checkout needs ..."
};

struct LatencyFigures {
  Estimate mean, p50, p90, p95, p99, p999, max;
};

/// Every figure of a latency under the name that results give it, in the order in which they show it.
inline constexpr std::array<std::pair<std::string_view, Estimate LatencyFigures::*>, 7> kLatencyFigures{
    {{"mean", &LatencyFigures::mean},
     {"p50", &LatencyFigures::p50},
     {"p90", &LatencyFigures::p90},
     {"p95", &LatencyFigures::p95},
     {"p99", &LatencyFigures::p99},
     {"p999", &LatencyFigures::p999},
     {"max", &LatencyFigures::max}}};

struct FailureFigures {
  std::string reason;  // "timed_out"
  int status = 0;      // 504
  Estimate count;
  LatencyFigures latency_seconds;
};

/// What of a request's latency went to one part and purpose, over its successes.
///
/// "Around" a percentile are the requests whose latency lies in the same 9 % wide bucket as the percentile
/// (Attribution). In each replication figures add up to the mean latency of the requests they are taken over.
struct AttributionFigures {
  std::string part;  // empty: of no part (outside, retries)
  std::string what;  // "service", "cpu_waiting", "waiting", "opening", "outside", "retries", "other"
  Estimate mean_seconds, p95_seconds, p99_seconds;      // per request: all, around the p95, around the p99
  double mean_share = 0, p95_share = 0, p99_share = 0;  // of the latency of these; add up to 1
};

struct RequestFigures {
  std::string name;
  Estimate arrived, completed, degraded, in_flight_start, in_flight_end;
  Estimate throughput_per_second;  // successes
  Estimate success_ratio;
  LatencyFigures latency_seconds;               // successes only
  std::vector<FailureFigures> failures;         // by reason, in order of name
  std::vector<AttributionFigures> attribution;  // largest mean first; what took no time is left out
};

/// One measure of a part beyond those that all parts share: "hit_ratio", "opened", "stock_end".
struct NamedFigure {
  std::string name;  // carries its unit last: "wait_seconds_max"
  Estimate value;
};

struct PartFigures {
  std::string name;
  std::string kind;
  std::int64_t instances = 1;
  bool has_utilisation = false;  // a part without capacity (a load balancer) has none
  bool has_wait = false;
  Estimate utilisation, in_use, waiting, served, refused;
  LatencyFigures wait_seconds;
  std::vector<NamedFigure> own;
};

enum class Verdict { pass, fail, inconclusive };

struct ObjectiveFigures {
  std::string name;
  std::string metric;   // "p99_below"
  std::string subject;  // request or part; empty: all requests
  double limit = 0;
  bool is_upper = true;
  std::string unit;    // "seconds", "share", "per_second"
  std::string during;  // "", "steady", "flash_sale", "steady + flash_sale"
  Estimate value;
  Verdict verdict = Verdict::inconclusive;
};

/// A month of cost: 365 days of 24 hours, by twelve.
using spec::kHoursPerMonth;

/// One line of the bill, of a month at the pace of the run.
struct CostItem {
  std::string part;  // or the name of a line of [bill]
  std::string price_name;
  double instances = 0;  // that ran, mean over the run; 0 where something else is paid for
  double per_hour = 0;   // of one instance; 0 where something else is paid for
  double per_month = 0;  // of all: 730 hours
  bool is_part = true;   // false: a line of [bill]
  spec::Price price{};
  double quantity = 0;  // paid for: instances, GB kept, GB sent in a month, million requests in a month
  Estimate month{};     // per_month and how sure it is
};

struct CostFigures {
  std::string currency;
  double per_month = 0;
  std::vector<CostItem> items;
  std::vector<std::string> unpriced{};          // parts without a price: never silently free
  Estimate month{};                             // per_month and how sure it is
  Estimate measured{};                          // of the measured time alone
  Estimate users{};                             // mean over the run; absent where not all traffic is of users
  Estimate requests_per_month{};                // successes
  Estimate per_user{}, per_million_requests{};  // of a month; the latter of successes
};

struct Bottleneck {
  std::string part;
  std::string sentence;
};

/// What happened in one slice of the run, averaged over replications.
struct TimelinePoint {
  double starts_seconds = 0;
  double arrived = 0, completed = 0, failed = 0;
  double mean_latency_seconds = 0;  // of successes; 0 where there are none
};

/// The time left out at the start of a steady run, and how it was found.
struct WarmUpFigures {
  double seconds = 0;
  bool is_automatic = false;
  bool is_found = true;      // false: automatic, and the model had not settled when the pilots ended
  std::string decided_by;    // the measure that took longest: "waiting at primary"; empty: no measure decided
  double pilot_seconds = 0;  // how long the pilots ran that showed it
  std::string trouble;       // a sentence for the reader where the warm-up is not to be relied on; else empty
};

/// How closely the measures of run.precision_of are known.
struct PrecisionFigures {
  struct Measure {
    std::string name;  // "checkout.p99", or an objective
    double share = 0;  // the longer side of its interval over its value; infinite where there is none
  };
  bool is_wanted = false;   // run.precision is given
  double wanted = 0;        // share
  std::int64_t freedom_max = 0;  // degrees of freedom that intervals are granted (study/precision.hpp)
  bool is_reached = false;  // by every measure
  std::vector<Measure> measures;
};

enum class TheoryVerdict { agrees, disagrees, not_judged };

/// A value of queueing theory and the simulated one.
struct TheoryComparison {
  TheoryFigure theory;
  Estimate simulated;
  TheoryVerdict verdict = TheoryVerdict::not_judged;
};

struct TheoryResults {
  std::string model;                       // "M/M/1"; empty: theory has bounds only
  std::vector<TheoryComparison> figures;   // requests first, then parts
  std::vector<std::string> notes;          // why theory says no more, and what was not judged
  std::vector<std::string> disagreements;  // beyond noise: our own mistake, and exit code 1
};

/// What was done to make intervals narrower (run.variance_reduction).
struct VarianceReductionFigures {
  spec::RunSettings::VarianceReduction method = spec::RunSettings::VarianceReduction::none;
  std::int64_t observations = 0;      // independent ones behind intervals: replications, or pairs of them
  std::vector<std::string> controls;  // "work", "traffic", "work at db"; empty: too few observations, or none
};

struct RunFigures {
  std::uint64_t seed = 1;
  std::int64_t replications = 0;  // finished
  std::int64_t replications_wanted = 0;
  std::int64_t stretches = 0;  // of one run alone, that its intervals are from (study/stretches.hpp); else 0
  std::string kind;            // "steady" or "episode"
  double warm_up_seconds = 0;
  WarmUpFigures warm_up{};
  PrecisionFigures precision{};
  VarianceReductionFigures variance_reduction{};
  bool exact_events = false;              // run.exact_events
  std::vector<std::string> superposed{};  // traffic whose users think as one crowd (models/traffic/crowd.hpp)
  bool is_out_of_time = false;            // run.time_budget was over before all replications had begun
  double duration_seconds = 0;            // measured; mean over replications for an episode until drained
  std::uint64_t events = 0;               // over all replications
  std::string digest;                     // of the event trajectory and the results, 16 hex digits
  double wall_seconds = 0;                // may differ between equal runs, like threads
  int threads = 1;
  bool complete = true;
};

/// Of the narrowest intervals: observations (or stretches) less controls less one.
std::int64_t degrees_of_freedom(const RunFigures& run);

/// Why the run as a whole cannot be relied on. Its objectives are not decided by it.
struct Refusal {
  enum class Kind {
    overload,       // a queue grows as long as the run lasts: its times are refused
    warm_up,        // the model had not settled when the pilots ended
    few_stretches,  // what happens lasts about as long as a replication: none has seen all of it
    wide,           // the mean latency is known to within half of its value at best
  };
  Kind kind = Kind::overload;
  std::string subject;   // part or request; empty: all
  std::string sentence;  // says what, how much, and what would help
};

struct Results {
  std::string title;
  std::string source;  // file
  std::string case_name;
  std::string model_digest;         // 16 hex digits
  std::vector<spec::Source> files;  // what was run: with case_name and sets, enough to run it again
  std::vector<std::string> sets;
  RunFigures run;
  std::vector<ObjectiveFigures> objectives;
  std::vector<RequestFigures> requests;  // in file order; the last one, "all", only where there are several
  std::vector<PartFigures> parts;        // in file order
  std::vector<QueryFigures> queries;     // those that name a plan, in file order
  Bottleneck bottleneck;
  CostFigures cost;
  std::vector<TimelinePoint> timeline;
  std::vector<Refusal> refusals;
  TheoryResults theory;
  std::vector<std::string> warnings;
  std::vector<std::string> assumptions;
};

/// Process exit code of a run: 0 all objectives hold, 99 one failed, 98 none failed but one is undecided or
/// the run cannot be relied on, 130 interrupted; 1 where theory says otherwise.
int exit_code(const Results& results);

}  // namespace plimsoll
