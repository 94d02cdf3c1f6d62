// Reading from a cache: hits, misses and the fetches that follow.
#include "models/components/cache.hpp"

#include "models/engine.hpp"
#include "models/program.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll {

const Step* Cache::look_up(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Read& read = read_of(step);
  if (cache.is_refused(engine, r, read)) return engine.failed(r, step, reason::refused);
  const Duration time = cache.command_for_each_key(engine, r, read);
  if (time == Duration{}) return looked_up(engine, r, step);
  engine.wake_after(r, time);
  return nullptr;
}

const Step* Cache::looked_up(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Read& read = read_of(step);
  cache.book_wait(engine, r, read);
  if (read.keys > 1) return cache.looked_up_many(engine, r, read);
  const std::uint64_t key = key_of(engine, r, read);
  if (cache.spec_.hit_ratio) {
    if (!cache.hits_by_ratio(engine, r, read, key, 0)) {
      return cache.missed(engine, r, read, key, Found::missing);
    }
    ++cache.counts_.hits;
    return read.next;
  }
  CacheNodes::Node& node = cache.nodes_[cache.nodes_.number_of(engine, engine.request(r), key)];
  Copy copy;
  const Found how = node.store.look_up(engine.now(), key, &copy);
  if (how == Found::hit) return cache.found(engine, r, read, key, copy);
  const Duration stale_for = cache.spec_.stale_while_revalidate;
  if (how == Found::expired && engine.now() < copy.expires + stale_for) {
    ++cache.counts_.stale_served;
    ++cache.counts_.hits;
    cache.tell_age(engine, r, read, key, copy.as_of);
    cache.refresh(engine, r, read, key);
    return read.next;
  }
  return cache.missed(engine, r, read, key, how);
}

const Step* Cache::found(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key,
                         const Copy& copy) {
  if (is_early(engine, r, read, copy) && flights_of(engine, r).find(key) == nullptr) {
    ++counts_.early;
    return missed(engine, r, read, key, Found::missing);
  }
  ++counts_.hits;
  tell_age(engine, r, read, key, copy.as_of);
  if (is_due(engine, r, read, copy)) refresh(engine, r, read, key);
  return read.next;
}

// A hit or a miss by chance. What the keys would have given is looked up beside it, where a miss is filled at
// once.
bool Cache::hits_by_ratio(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key,
                          std::uint32_t number) {
  const Request& request = engine.request(r);
  CacheNodes::Node& node = nodes_[nodes_.number_of(engine, request, key)];
  if (node.store.look_up(engine.now(), key) == Found::hit) {
    ++counts_.emergent_hits;
  } else {
    insert(engine, r, read, key, engine.now(), {});
  }
  const std::uint64_t index = std::uint64_t{request.iteration} << 7 | number;
  return read.luck.uniform(request.subject, index) < spec_.hit_ratio->value;
}

// All keys of one round trip. One fetch brings what is missing, whatever others are fetching.
const Step* Cache::looked_up_many(Engine& engine, RequestIndex r, const Read& read) {
  std::uint32_t missing = 0;
  for (std::uint32_t i = 0; i < read.keys; ++i) {
    const std::uint64_t key = further_key(engine, r, read, i);
    CacheNodes::Node& node = nodes_[nodes_.number_of(engine, engine.request(r), key)];
    Copy copy;
    const bool is_by_ratio = spec_.hit_ratio.has_value();
    const Found how = !is_by_ratio                             ? node.store.look_up(engine.now(), key, &copy)
                      : hits_by_ratio(engine, r, read, key, i) ? Found::hit
                                                               : Found::missing;
    if (how == Found::hit) {
      ++counts_.hits;
      if (!is_by_ratio) tell_age(engine, r, read, key, copy.as_of);
      continue;
    }
    ++missing;
    ++counts_.misses;
    if (how == Found::expired) ++counts_.expired;
  }
  if (missing == 0) return read.next;
  engine.slot(r, read.slot + kRole) = kAlone;
  return read.fetch;
}

const Step* Cache::missed(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key, Found how) {
  ++counts_.misses;
  if (how == Found::expired) ++counts_.expired;
  const Step* const way = how == Found::expired && read.revalidate != nullptr ? read.revalidate : read.fetch;
  std::uint32_t& role = engine.slot(r, read.slot + kRole);
  role = kAlone;
  if (spec_.singleflight == Singleflight::none) return way;
  FlatMap<Flight>& flights = flights_of(engine, r);
  if (const Flight* const flight = flights.find(key)) {
    if (engine.now() - flight->began >= spec_.arms_after) return read.wait;
    ++counts_.passed_by;
    return way;
  }
  flights[key].began = engine.now();
  role = kLeads;
  return way;
}

// A step of its own, so that a waiter that takes over can be sent here: its way out is that of a leader.
const Step* Cache::fetch(Engine& engine, RequestIndex r, const Step& step) {
  const Read& read = read_of(step);
  ++part_of(step).counts_.fetches;
  set_time(engine, r, read.slot + kBegan, engine.now());
  set_time(engine, r, read.slot + kAsOf, engine.now());
  return step.next;
}

const Step* Cache::begin_refresh(Engine& engine, RequestIndex r, const Step& step) {
  const Read& read = read_of(step);
  ++part_of(step).counts_.refreshes;
  engine.slot(r, read.slot + kRole) = kLeads;
  set_time(engine, r, read.slot + kBegan, engine.now());
  set_time(engine, r, read.slot + kAsOf, engine.now());
  return step.next;
}

const Step* Cache::store(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Read& read = read_of(step);
  const Request& request = engine.request(r);
  const double share = cache.spec_.store_ratio.value;
  if (share < 1 && read.store_luck.uniform(request.subject, request.iteration) >= share) {
    ++cache.counts_.not_stored;
    return cache.fetched(engine, r, step);
  }
  const Duration work = read.store_time.duration(request);
  const Duration time = cache.one_command(engine, r, read, key_of(engine, r, read), work,
                                          read.store_round_trip.duration(request));
  if (time == Duration{}) return stored(engine, r, step);
  engine.wake_after(r, time);
  return nullptr;
}

const Step* Cache::stored(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Read& read = read_of(step);
  cache.book_wait(engine, r, read);
  const SimTime as_of = get_time(engine, r, read.slot + kAsOf);
  const Duration took = engine.now() - get_time(engine, r, read.slot + kBegan);
  const bool is_told = cache.spec_.hit_ratio.has_value();  // what keys give is followed at the look-up
  for (std::uint32_t i = 0; i < read.keys && !is_told; ++i) {
    const std::uint64_t key = further_key(engine, r, read, i);
    if (read.keys > 1) {  // what was found stays as it is
      CacheNodes::Node& node = cache.nodes_[cache.nodes_.number_of(engine, engine.request(r), key)];
      if (node.store.look_up(engine.now(), key) == Found::hit) continue;
    }
    cache.insert(engine, r, read, key, as_of, took);
  }
  return cache.fetched(engine, r, step);
}

// The data are there, stored or not: those who wait for them go on.
const Step* Cache::fetched(Engine& engine, RequestIndex r, const Step& step) {
  const Read& read = read_of(step);
  const SimTime as_of = get_time(engine, r, read.slot + kAsOf);
  if (read.outer_slot != kNone) set_time(engine, r, read.outer_slot, as_of);
  if (engine.slot(r, read.slot + kRole) != kLeads) return step.next;
  const std::uint64_t key = key_of(engine, r, read);
  FlatMap<Flight>& flights = flights_of(engine, r);
  Flight* const flight = flights.find(key);
  PLIMSOLL_CHECK(flight != nullptr);
  while (!flight->line.empty()) {
    const RequestIndex waiter = next_waiter(engine, flight->line);
    wait_.record(engine.now() - engine.request(waiter).since);
    const Read& theirs = read_of(*engine.request(waiter).step);
    if (theirs.outer_slot != kNone) set_time(engine, waiter, theirs.outer_slot, as_of);
    engine.resume(waiter);
  }
  flights.erase(key);
  return step.next;
}

// Whether the fetch has failed but an expired entry may be served in its stead.
bool Cache::serve_stale(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key) {
  if (spec_.stale_if_error == Duration{}) return false;
  CacheNodes::Node& node = nodes_[nodes_.number_of(engine, engine.request(r), key)];
  Copy copy;
  const Found how = node.store.look_up(engine.now(), key, &copy);
  if (how == Found::missing || engine.now() >= copy.expires + spec_.stale_if_error) return false;
  ++counts_.stale_served;
  tell_age(engine, r, read, key, copy.as_of);
  engine.request(r).is_degraded = true;
  return true;
}

// On the way out of a fetch. A leader that failed takes those who wait along; one that was interrupted, and
// so says nothing about the fetch, leaves the lead to the first of them.
const Step* Cache::fetch_failed(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Read& read = read_of(step);
  const std::uint64_t key = key_of(engine, r, read);
  const Request& leader = engine.request(r);
  const bool is_interrupted = leader.unwind_depth != Request::kNotUnwinding;
  const Reason why = leader.why;
  if (engine.slot(r, read.slot + kRole) == kLeads) {
    FlatMap<Flight>& flights = cache.flights_of(engine, r);
    Flight* const flight = flights.find(key);
    PLIMSOLL_CHECK(flight != nullptr);
    while (!flight->line.empty()) {
      const RequestIndex waiter = cache.next_waiter(engine, flight->line);
      const Read& theirs = read_of(*engine.request(waiter).step);
      cache.gave_up(engine, waiter);
      if (is_interrupted) {
        engine.slot(waiter, theirs.slot + kRole) = kLeads;
        engine.resume_at(waiter, theirs.fetch);
        return step.next;  // the others wait for the new leader
      }
      if (cache.serve_stale(engine, waiter, theirs, key)) {
        engine.resume(waiter);
      } else {
        engine.fail(waiter, why);
      }
    }
    flights.erase(key);
  }
  if (is_interrupted || read.next == nullptr || !cache.serve_stale(engine, r, read, key)) return step.next;
  engine.request(r).why = reason::none;
  return read.next;
}

const Step* Cache::wait(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  ++cache.counts_.shared_fetches;
  cache.flights_of(engine, r).find(key_of(engine, r, read_of(step)))->line.push_back(engine, r);
  cache.waiting_.add(engine.now(), 1);
  return nullptr;
}

RequestIndex Cache::next_waiter(Engine& engine, WaitingLine& line) {
  waiting_.add(engine.now(), -1);
  return line.pop_front(engine);
}

void Cache::cancel_wait(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  cache.flights_of(engine, r).find(key_of(engine, r, read_of(step)))->line.remove(engine, r);
  cache.waiting_.add(engine.now(), -1);
  cache.gave_up(engine, r);
}

void Cache::gave_up(Engine& engine, RequestIndex r) {
  gave_up_ns_ += static_cast<std::uint64_t>((engine.now() - engine.request(r).since).count());
}

FlatMap<Cache::Flight>& Cache::flights_of(Engine& engine, RequestIndex r) {
  const std::uint32_t number = flies_per_host() ? engine.request(r).host : 0;
  if (flights_.size() <= number) flights_.resize(number + 1);
  return flights_[number];
}

void Cache::tell_age(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key, SimTime as_of) {
  age_.record(engine.now() - as_of);
  if (program_->changes().outdates(key, as_of)) ++counts_.outdated;
  if (read.outer_slot != kNone) set_time(engine, r, read.outer_slot, as_of);
}

bool Cache::is_due(Engine& engine, RequestIndex, const Read& read, const Copy& copy) const {
  if (read.refresh == nullptr || !spec_.refresh_at || !spec_.ttl) return false;
  const Duration left = copy.expires - engine.now();
  return left.to_seconds() <= (1 - spec_.refresh_at->value) * spec_.ttl->to_seconds();
}

// Optimal probabilistic cache stampede prevention (XFetch): the entry is taken for expired at now - took x
// beta x ln(u). A. Vattani, F. Chierichetti, K. Lowenstein, PVLDB 8 (2015).
bool Cache::is_early(Engine& engine, RequestIndex r, const Read& read, const Copy& copy) const {
  if (spec_.early_expiry <= 0) return false;
  const Request& request = engine.request(r);
  const double ahead = -copy.fetch_took.to_seconds() * spec_.early_expiry *
                       portable::log(read.early.uniform(request.subject, request.iteration));
  return engine.now() + Duration::from_seconds(ahead) >= copy.expires;
}

// One fetch in the background at a time for each key.
void Cache::refresh(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key) {
  FlatMap<Flight>& flights = flights_of(engine, r);
  if (read.refresh == nullptr || flights.find(key) != nullptr) return;
  flights[key].began = engine.now();
  engine.branch(r, kNone, read.refresh);
}

}  // namespace plimsoll
