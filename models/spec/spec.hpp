#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/spec/bill.hpp"
#include "models/spec/diagnostic.hpp"
#include "models/spec/fields.hpp"
#include "models/spec/quantity.hpp"
#include "models/spec/table.hpp"

/// A topology after loading: plain values with names, every reference checked to exist. No TOML is left in
/// it, and nothing in it moves. Lists are in file order.
namespace plimsoll::spec {

/// One text of a topology: a file's content, or the argument of a `--set`.
struct Source {
  std::string name;  // "shop.toml"
  std::string text;
};

/// A setting that does not go with the others of its part.
struct Mismatch {
  std::string setting;
  std::string message;
  std::string remedy;
};

/// The settings of one part, in the shape its kind gave them (see models/component.hpp).
class PartSettings {
 public:
  virtual ~PartSettings() = default;
  virtual void describe(Fields& fields) = 0;
  /// What does not go together, once each setting is right for itself.
  virtual std::vector<Mismatch> mismatches() const { return {}; }
  virtual std::unique_ptr<PartSettings> clone() const = 0;
};

/// What the verbs and holds of a topology may ask of a kind of part.
enum class Role : std::uint32_t {
  host = 1,    // `on`: a request runs on one of its instances
  route = 2,   // `enters`, `on`: chooses an instance of a host
  hold = 4,    // `holds`: taken at the start of a scope, given back at its end
  pass = 8,    // `enters`, `pass`: lets a request through, now, later or never
  query = 16,  // `query`
  read = 32,   // `read`
  stock = 64,  // `check`, `take`
};

/// A kind of part, as far as the language needs to know it. The catalogue (models/catalogue.hpp) provides
/// them.
struct PartKind {
  std::string name;     // "rate_limiter"
  std::string summary;  // one line, for `explain`
  std::uint32_t roles = 0;
  std::vector<std::pair<std::string, std::string>> measures;  // name with unit, meaning: for `explain`
  std::unique_ptr<PartSettings> (*make)() = nullptr;          // settings at their defaults

  bool has(Role role) const { return (roles & static_cast<std::uint32_t>(role)) != 0; }
};

struct Part {
  std::string name;
  const PartKind* kind = nullptr;
  Place place;
  std::shared_ptr<const PartSettings> settings;
  std::vector<std::string> prices;  // names in [price] or a catalogue; empty where none is given
  std::string region;               // name in [region]; empty: near to everything
};

/// A place on earth: what goes from one to another and back takes a round trip.
struct Region {
  std::string name;
  Place place;
  std::vector<std::pair<std::string, TimeSpec>> rtt;  // to other regions, as written here
};

/// Something drawn once per request: an item, a user, a region. Values are 0 .. values - 1.
struct Attribute {
  enum class Popularity { uniform, zipf, weighted };
  std::string name;
  Place place;
  std::int64_t values = 1;
  Popularity popularity = Popularity::uniform;
  double exponent = 1.0;                 // zipf; live
  std::vector<double> weights;           // weighted
  std::vector<std::string> value_names;  // where values were given as a list of names
  std::string of;  // the attribute it follows from: its value modulo `values`; empty: drawn
};

/// What all requests of one traffic have in common: the value of an attribute.
struct FixedAttribute {
  std::string attribute;
  std::int64_t value = 0;  // that one; with `first` they take the first ones in turn
  std::int64_t first = 0;  // so many values; 0: one value
};

/// When a branch of `choose` is taken.
struct Condition {
  std::string attribute;
  std::vector<std::int64_t> any_of;      // one of these values; empty with below or at_least
  std::optional<std::int64_t> below;     // value < below
  std::optional<std::int64_t> at_least;  // value >= at_least
};

/// What a query says beyond its time: whether it changes data, and how new what it sees must be.
struct QueryTerms {
  enum class Sees { anything, own_writes, latest };
  enum class Otherwise { wait, primary, fail };
  bool writes = false;
  Sees sees = Sees::anything;
  std::optional<Duration> within;         // or: nothing older than this
  Otherwise otherwise = Otherwise::wait;  // what a query does that no replica is new enough for

  bool is_particular() const { return sees != Sees::anything || within; }
};

/// How a lock is taken by a scope that holds it.
struct HoldTerms {
  bool is_shared = false;         // together with other readers
  std::vector<std::string> keys;  // attributes that name the row; empty: the lock's own key
  std::int64_t rank = 0;          // of several keys: the row whose value is so many-eth, counted from 0
};

enum class Verb {
  work,
  query,
  read,
  wait,
  call,
  pass,
  check,
  take,
  put,
  choose,
  all_of,
  first_of,
  send,
  repeat,
  fail,
  write,
  forget,
  change
};

struct Step {
  std::string id;  // unique in its list: written, or made from verb and target ("query_primary", "work_2")
  std::string address;  // "request.checkout.steps.card"
  Place place;
  Verb verb = Verb::work;
  std::string target;  // the part or routine named, or for `fail` the reason
  TimeSpec time;       // work, query, wait
  std::string plan;    // query: what `time` was reckoned from; empty where it was written
  QueryTerms terms;    // query
  Duration network;    // query: on the way to the database and back, before `time`
  std::string key;  // query, read, write, forget, check, take, put: an attribute; empty: the part's own key
  std::int64_t keys = 1;      // read, write, forget: so many values of it, in one round trip
  std::string tag;            // read, write, forget: the attribute whose value groups keys
  std::string miss;           // read: the routine that fetches what is missing
  std::string revalidate;     // read: ... where an expired copy is at hand
  std::string behind;         // write: the routine that saves what was written, later
  std::int64_t quantity = 1;  // take, check, put
  enum class TakesIf { always, enough, unchanged };
  TakesIf takes_if = TakesIf::always;  // take
  std::vector<std::string> with;       // send: holds that what is sent takes along
  std::vector<Step>
      branches;           // choose, all_of, first_of; repeat: its body, in order (`repeat = "r"`: one call)
  std::int64_t need = 0;  // first_of, all_of: set to 1, or to all, where nothing was written
  bool cancels_rest = true;  // all_of, first_of: what is not needed is cancelled, or else abandoned

  // A branch of `choose`.
  std::optional<Condition> when;
  bool otherwise = false;

  // May stand on any step.
  double chance = 1.0;             // done with this probability; in `choose`, a branch's share
  std::int64_t times = 1;          // done this often, one after the other
  double again = 0.0;              // repeat: after each round, go round again with this probability
  std::optional<Duration> limit;   // gives up after this long
  bool abandons_on_limit = false;  // true: what was asked goes on without us; false: it is cancelled
  std::string retry, breaker;      // names in [policy]
  std::string fallback;            // routine run instead when the step fails
};

/// What users ask for, or a piece of it that is shared: a scope that holds things while its steps run.
struct Routine {
  std::string name;
  std::string address;  // "request.checkout" or "routine.place_order"
  Place place;
  std::string on;                  // host or route; empty: where the caller is
  std::vector<std::string> holds;  // parts, in the order they are taken
  std::vector<Place> holds_places;
  std::vector<HoldTerms> hold_terms;  // one for each
  Bytes memory;                       // taken on its server while its steps run
  std::vector<Step> steps;
};

struct RetryPolicy {
  enum class Jitter { none, full, equal };
  std::int64_t attempts = 3;  // tries in all, the first included
  Duration backoff = Duration::ms(100);
  double factor = 2.0;
  Duration cap = Duration::seconds(10);
  Jitter jitter = Jitter::full;
  std::vector<std::string> on;  // reasons retried; empty: every transient one
};

struct BreakerPolicy {
  std::int64_t failures = 5;  // consecutive ones that open it
  Duration open_for = Duration::seconds(30);
  std::int64_t trials = 1;  // calls let through at once while half open, and successes that close it
};

struct Policy {
  std::string name;
  Place place;
  std::optional<RetryPolicy> retry;  // exactly one of these is set
  std::optional<BreakerPolicy> breaker;
};

/// One point of a load profile.
struct ProfilePoint {
  Duration at;
  Rate rate;
};

/// One state of modulated traffic: how many come while it holds, for how long, and what follows.
struct TrafficState {
  std::string name;
  Place place;
  Rate rate;
  TimeSpec lasts;  // how long it holds; exponential makes the process Markov-modulated
  Shares next;     // states that follow, with shares; empty: the one written after it, the last by the first
  Shares on_arrival;  // states that an arrival moves to, with the probability of each
};

struct Traffic {
  enum class Kind { closed, open, burst };
  enum class Between { steps, ramps };
  std::string name;
  Place place;
  Kind kind = Kind::closed;
  std::vector<std::string>
      enters;  // parts passed on the way in, in order; empty: straight to the request's host
  std::vector<std::pair<std::string, double>> mix;  // request, share (normalised)
  std::vector<FixedAttribute> attributes;           // not drawn, but said
  std::string region;                               // where those who ask are; empty: near to everything
  // closed: users who ask, wait for the answer, think, and ask again
  std::int64_t users = 0;  // live
  TimeSpec think;
  // open: arrivals at a rate, whatever becomes of them
  Rate rate;  // live
  Distribution gaps =
      Distribution::exponential(1.0);  // law of the time between arrivals, mean 1; scaled by 1/rate
  std::string gaps_name = "poisson";
  std::vector<ProfilePoint> profile;  // instead of rate
  Between between = Between::ramps;
  std::optional<Duration> profile_repeats;
  std::vector<TrafficState> states;  // instead of rate: a rate that moves by chance
  std::int64_t batch = 1;            // so many come at each arrival
  // burst: `count` requests at one instant
  std::int64_t count = 0;
  Duration at;
  // the client's own patience
  std::optional<Duration> limit;
  std::string retry;
};

/// One number that an event moves while it lasts.
struct Change {
  std::string address;  // "traffic.shoppers.users"; an exponent: "attribute.sku.exponent"
  Place place;
  double value = 0;              // in the unit of the setting (count, per second, seconds, share)
  std::optional<TimeSpec> time;  // where a time that may be a distribution is replaced; value is its mean
};

/// Requests a second in the long run: the stationary share of each state times its rate, for states that last
/// exponentially long; for other laws where no arrival moves the state. Grassmann, Taksar and Heyman (1985).
double long_run_rate(const std::vector<TrafficState>& states);
/// The share of time that each state holds in the long run.
std::vector<double> long_run_shares(const std::vector<TrafficState>& states);

struct Event {
  std::string name;
  Place place;
  Duration starts;
  std::optional<Duration> lasts;  // absent: to the end of the run
  Duration ramp;  // numbers move linearly over this long at each end, inside [starts, starts + lasts]
  std::vector<Change> changes;
};

struct Objective {
  enum class Metric { latency_mean, latency_quantile, errors, throughput, utilisation };
  std::string name;
  Place place;
  Metric metric = Metric::errors;
  std::string metric_name;          // "p99_below"
  double quantile = 0;              // 0.99, for latency_quantile
  double limit = 0;                 // seconds, share, per second
  bool is_upper = true;             // value must stay below (or at least: above) the limit
  std::string request;              // empty: all requests
  std::string part;                 // for utilisation
  std::vector<std::string> during;  // "steady" or names of events; empty: the whole run
};

struct RunSettings {
  enum class Kind { steady, episode };
  enum class VarianceReduction { none, control_variates, antithetic, both };
  Kind kind = Kind::steady;
  bool finds_warm_up = true;  // warm_up is not known yet: study/warm_up.hpp finds it
  Duration warm_up;
  Duration duration = Duration::seconds(60);  // measured time after the warm-up
  bool until_drained = false;                 // episode: runs until no request is left
  std::int64_t replications = 10;
  std::uint64_t seed = 1;

  // Until how precise: replications are added until every measure's interval reaches no further than this
  // share of its value to either side.
  std::optional<Ratio> precision;
  std::vector<Objective> precision_of;  // measures without limits; `name` is as written, "checkout.p99"
  std::int64_t replications_max = 1'000;
  std::int64_t first_round = 0;  // set by a run that goes by a precision: `replications` grows, this stays
  std::optional<Duration> time_budget;  // of real time

  VarianceReduction variance_reduction = VarianceReduction::none;
  bool exact_events = false;  // an event for each user who thinks: no shortcut that has the same law
};

/// As it is written in the file: "control_variates".
std::string_view word(RunSettings::VarianceReduction method);

struct Spec {
  std::string title;
  std::vector<Part> parts;
  std::vector<Region> regions;
  std::vector<Attribute> attributes;
  std::vector<QueryCosts> costs;
  std::vector<Table> tables;
  std::vector<Plan> plans;
  std::vector<Routine> requests;
  std::vector<Routine> routines;
  std::vector<Policy> policies;
  std::vector<Traffic> traffic;
  std::vector<Event> events;
  std::vector<Objective> objectives;
  std::vector<std::pair<std::string, Price>> prices;  // of [price], then those of catalogues that are used
  std::vector<BillLine> bill;
  RunSettings run;
  std::vector<std::string> cases;  // names of [case.NAME] in the files, for messages and listings
  std::string case_name;           // the one applied; empty: the baseline
  std::string source;              // name of the first file
  std::vector<Source> files;       // what it was loaded from: with case and sets, enough to load it again
  std::vector<std::string> sets;   // as in LoadRequest
  std::uint64_t digest = 0;        // of the resolved model: equal models, equal digests

  const Part* find_part(const std::string& name) const;
  const Routine* find_request(const std::string& name) const;
  const Routine* find_routine(const std::string& name) const;
  const Attribute* find_attribute(const std::string& name) const;
  const Policy* find_policy(const std::string& name) const;
  const Table* find_table(const std::string& name) const;
  const Plan* find_plan(const std::string& name) const;
  const Price* find_price(const std::string& name) const;
  /// The round trip between two regions, written with either; nullptr where nobody says how long it is.
  const TimeSpec* find_rtt(const std::string& from, const std::string& to) const;
};

}  // namespace plimsoll::spec
