#include "models/components/cache.hpp"

#include <algorithm>

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/model_problem.hpp"
#include "models/spec/read_value.hpp"
#include "models/spec/units.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {
namespace {

/// A time, or "unlimited" said in so many words. As a number it is in seconds; unlimited is a time that 64
/// bits of nanoseconds cannot hold.
void describe_ttl(spec::Fields& f, std::optional<Duration>& ttl) {
  f.custom(
       "ttl", "time or \"unlimited\"",
       "How long an entry is good for, from the moment it is stored; \"unlimited\": until it is evicted.",
       true,
       [&ttl](const spec::Node& node, const std::string& address, spec::Diagnostics& diagnostics) {
         if (node.is_text() && node.text() == "unlimited") {
           ttl.reset();
           return true;
         }
         return spec::read_value(node, address, diagnostics, ttl);
       },
       [&ttl] { return ttl ? spec::write_value(*ttl) : spec::quoted("unlimited"); })
      .above(0)
      .live();
  constexpr double kUnlimited = 9.2e9;  // seconds
  spec::Field& field = *f.find("ttl");
  field.number = [&ttl] { return ttl ? ttl->to_seconds() : kUnlimited; };
  field.set_number = [&ttl](double seconds) {
    ttl = seconds < kUnlimited ? std::optional(Duration::from_seconds(seconds)) : std::nullopt;
  };
  field.show = [](double seconds) {
    return seconds < kUnlimited ? spec::write_seconds(seconds) : "unlimited";
  };
}

}  // namespace

void CacheSpec::describe(spec::Fields& f) {
  f.optional("instances", instances, "Nodes: for the price only, the model sees one cache.").at_least(1);
  f.required("time", time, "One look-up, or one store.");
  describe_ttl(f, ttl);
  f.optional("jitter", jitter, "Entries live for ttl x (1 - jitter) to ttl x (1 + jitter), at random.")
      .live();
  f.required("capacity", capacity, "Entries; one makes room for another as `evicts` says. 0 stores nothing.")
      .at_least(0)
      .live();
  f.choice("evicts", evicts,
           {{"least_recent", Evicts::least_recent, "what was read or stored longest ago (LRU)"},
            {"oldest", Evicts::oldest, "what was stored longest ago, read or not (FIFO)"}},
           "Which entry makes room.");
  f.optional("singleflight", singleflight,
             "One request fetches a missing key, the others wait for it; otherwise every miss fetches.");
}

ComponentKind kind_cache() {
  return component_kind<CacheSpec, Cache>(
      {.name = "cache",
       .summary = "Answers what it has stored; what is missing is fetched by the routine `miss` and stored.",
       .roles = static_cast<std::uint32_t>(spec::Role::read),
       .measures = {{"hit_ratio", "share of look-ups that hit"},
                    {"hits", "look-ups that hit"},
                    {"misses", "look-ups that did not, expired entries included"},
                    {"expired", "misses that met an entry past its ttl"},
                    {"fetches", "times that the routine `miss` was run"},
                    {"shared_fetches", "misses that waited for another request's fetch (singleflight)"},
                    {"evictions", "entries that made room for others"},
                    {"entries_mean", "entries stored, expired ones included, averaged over time"},
                    {"wait_seconds", "wait for another request's fetch, where singleflight = true"}}});
}

Cache& Cache::part_of(const Step& step) { return static_cast<Cache&>(*static_cast<Component*>(step.part)); }

const Cache::Read& Cache::read_of(const Step& step) { return *static_cast<const Read*>(step.data); }

// The slot of its attribute tells item 7 from user 7.
std::uint64_t Cache::key_of(Engine& engine, RequestIndex r, const Read& read) {
  if (!read.is_keyed) return 0;
  return (std::uint64_t{read.key_slot} + 1) << 32 | engine.slot(r, read.key_slot);
}

std::uint64_t Cache::capacity() const {
  return spec_.capacity.is_unlimited() ? ExpiringStore::unlimited
                                       : static_cast<std::uint64_t>(spec_.capacity.count);
}

void Cache::settings_changed(Engine& engine) {
  if (store_.capacity() == capacity()) return;
  store_.set_capacity(capacity());
  entries_.set(engine.now(), static_cast<std::int64_t>(store_.size()));
}

SimTime Cache::expiry(SimTime now, const Read& read, const Request& r) const {
  if (!spec_.ttl) return SimTime::max();
  if (spec_.jitter.value <= 0) return now + *spec_.ttl;
  const double stretch = 1 + spec_.jitter.value * (2 * read.jitter.uniform(r.subject, r.iteration) - 1);
  return now + Duration::from_seconds(spec_.ttl->to_seconds() * stretch);
}

const Step* Cache::look_up(Engine& engine, RequestIndex r, const Step& step) {
  const Duration time = read_of(step).look_up_time.duration(engine.request(r));
  if (time == Duration{}) return looked_up(engine, r, step);
  engine.wake_after(r, time);
  return nullptr;
}

const Step* Cache::looked_up(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Read& read = read_of(step);
  const std::uint64_t key = key_of(engine, r, read);
  const Found found = cache.store_.look_up(engine.now(), key);
  if (found == Found::hit) {
    ++cache.hits_;
    return step.next;
  }
  ++cache.misses_;
  if (found == Found::expired) ++cache.expired_;
  if (!cache.spec_.singleflight) return read.fetch;
  if (cache.fetching_.find(key) != nullptr) return read.wait;
  cache.fetching_[key] = WaitingLine{};
  return read.fetch;
}

// A step of its own, so that a waiter that takes over can be sent here: its way out is that of a leader.
const Step* Cache::fetch(Engine&, RequestIndex, const Step& step) {
  ++part_of(step).fetches_;
  return step.next;
}

const Step* Cache::store(Engine& engine, RequestIndex r, const Step& step) {
  const Duration time = read_of(step).store_time.duration(engine.request(r));
  if (time == Duration{}) return stored(engine, r, step);
  engine.wake_after(r, time);
  return nullptr;
}

const Step* Cache::stored(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Read& read = read_of(step);
  const std::uint64_t key = key_of(engine, r, read);
  const SimTime now = engine.now();
  cache.store_.insert(now, key, cache.expiry(now, read, engine.request(r)));
  cache.entries_.set(now, static_cast<std::int64_t>(cache.store_.size()));
  if (!cache.spec_.singleflight) return step.next;

  WaitingLine* line = cache.fetching_.find(key);
  PLIMSOLL_CHECK(line != nullptr);
  while (!line->empty()) {
    const RequestIndex waiter = cache.next_waiter(engine, *line);
    cache.wait_.record(now - engine.request(waiter).since);
    engine.resume(waiter);
  }
  cache.fetching_.erase(key);
  return step.next;
}

// On the way out of a fetch. A leader that failed takes those who wait along; one that was interrupted, and
// so says nothing about the fetch, leaves the lead to the first of them.
const Step* Cache::fetch_failed(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  if (!cache.spec_.singleflight) return step.next;
  const std::uint64_t key = key_of(engine, r, read_of(step));
  WaitingLine* line = cache.fetching_.find(key);
  PLIMSOLL_CHECK(line != nullptr);
  const Request& leader = engine.request(r);
  const bool is_interrupted = leader.unwind_depth != Request::kNotUnwinding;
  const Reason why = leader.why;
  while (!line->empty()) {
    const RequestIndex waiter = cache.next_waiter(engine, *line);
    if (is_interrupted) {
      cache.gave_up(engine, waiter);
      engine.resume_at(waiter, read_of(*engine.request(waiter).step).fetch);
      return step.next;  // the others wait for the new leader
    }
    cache.gave_up(engine, waiter);
    engine.fail(waiter, why);
  }
  cache.fetching_.erase(key);
  return step.next;
}

const Step* Cache::wait(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  ++cache.shared_fetches_;
  cache.fetching_.find(key_of(engine, r, read_of(step)))->push_back(engine, r);
  cache.waiting_.add(engine.now(), 1);
  return nullptr;
}

RequestIndex Cache::next_waiter(Engine& engine, WaitingLine& line) {
  waiting_.add(engine.now(), -1);
  return line.pop_front(engine);
}

void Cache::cancel_wait(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  cache.fetching_.find(key_of(engine, r, read_of(step)))->remove(engine, r);
  cache.waiting_.add(engine.now(), -1);
  cache.gave_up(engine, r);
}

void Cache::gave_up(Engine& engine, RequestIndex r) {
  gave_up_ns_ += static_cast<std::uint64_t>((engine.now() - engine.request(r).since).count());
}

void Cache::cancel_delay(Engine& engine, RequestIndex r, const Step&) { engine.cancel_wake(r); }

// A fetch that reads the key it is fetching would be the leader and wait for the leader.
void Cache::refuse_to_wait_for_itself(const spec::Step& step) const {
  if (!spec_.singleflight) return;
  if (std::find(being_compiled_.begin(), being_compiled_.end(), step.key) == being_compiled_.end()) return;
  throw ModelProblem(
      {spec::Severity::error, step.place, step.address,
       "reads " + name() + " while the same key of it is being fetched, and would wait for itself",
       "fetch from the part behind the cache"});
}

const Step* Cache::compile_read(Compiler& compiler, const Context& context, const spec::Step& step,
                                const Step* next) {
  refuse_to_wait_for_itself(step);
  Component* const part = this;
  Read* read = compiler.program().keep(Read{});
  read->look_up_time = compiler.draw(context, "look_up", spec_.time.law);
  read->store_time = compiler.draw(context, "store", spec_.time.law);
  read->jitter = compiler.stream(context.path + ".ttl");
  if (!step.key.empty()) {
    read->is_keyed = true;
    read->key_slot = compiler.attribute_slot(step.key);
  }
  const std::uint16_t serving = compiler.account(context, name(), TimeUse::service);
  Context fetching = context;
  fetching.on_fail = compiler.emit(
      context,
      {.run = fetch_failed, .next = context.on_fail, .part = part, .data = read, .is_landing = true});
  const Step* put = compiler.emit(fetching, {.run = store,
                                             .wake = stored,
                                             .cancel = cancel_delay,
                                             .next = next,
                                             .part = part,
                                             .data = read,
                                             .account = serving});
  being_compiled_.push_back(step.key);
  const Step* get = step.miss.empty() ? put : compiler.compile_routine(step.miss, fetching, put);
  being_compiled_.pop_back();
  read->fetch = compiler.emit(fetching, {.run = fetch, .next = get, .part = part, .data = read});
  read->wait = compiler.emit(context, {.run = wait,
                                       .cancel = cancel_wait,
                                       .next = next,
                                       .part = part,
                                       .data = read,
                                       .account = compiler.account(context, name(), TimeUse::waiting)});
  return compiler.emit(context, {.run = look_up,
                                 .wake = looked_up,
                                 .cancel = cancel_delay,
                                 .next = next,
                                 .part = part,
                                 .data = read,
                                 .account = serving});
}

void Cache::end_warm_up(SimTime now) {
  waiting_.reset(now);
  entries_.reset(now);
  wait_.clear();
  hits_ = misses_ = expired_ = fetches_ = shared_fetches_ = 0;
  evictions_before_ = store_.evictions();
  gave_up_ns_ = 0;
}

PartReading Cache::read(SimTime now) const {
  PartReading reading;
  reading.instances = spec_.instances;
  reading.mean_instances = static_cast<double>(spec_.instances);
  const auto count = [](std::uint64_t number) { return static_cast<double>(number); };
  reading.served = count(hits_ + misses_);
  if (spec_.singleflight) {
    reading.waiting = mean_or_zero(waiting_, now);
    reading.wait = {&wait_};
    reading.books.in_line_ns = waiting_.integral(now);
    reading.books.in_line = waiting_.level();
    reading.books.waited_ns = wait_.sum_nanoseconds();
    reading.books.gave_up_ns = gave_up_ns_;
  }
  reading.own = {{"hit_ratio", reading.served > 0 ? count(hits_) / reading.served : PartReading::kAbsent},
                 {"hits", count(hits_)},
                 {"misses", count(misses_)},
                 {"expired", count(expired_)},
                 {"fetches", count(fetches_)},
                 {"shared_fetches", count(shared_fetches_)},
                 {"evictions", count(store_.evictions() - evictions_before_)},
                 {"entries_mean", mean_or_zero(entries_, now)}};
  return reading;
}

}  // namespace plimsoll
