#include "models/traffic/source.hpp"

#include "models/engine.hpp"
#include "sim/digest.hpp"

namespace plimsoll {

// Who asks is a number that depends on the traffic's name and on who it is there, and on nothing else.
Source::Source(const spec::Traffic& traffic, std::uint32_t number, std::uint32_t first_user, const Luck& luck)
    : traffic_(traffic),
      number_(number),
      first_user_(first_user),
      first_subject_(digest_of("traffic." + traffic.name)),
      mix_(luck.stream("traffic." + traffic.name + ".mix")),
      think_(luck.stream("traffic." + traffic.name + ".think")),
      gaps_(luck.stream("traffic." + traffic.name + ".gaps")),
      start_(luck.stream("traffic." + traffic.name + ".start")),
      profile_(traffic),
      modulation_(traffic.states, "traffic." + traffic.name, luck) {}

const Source::Entry& Source::choose(std::uint64_t subject) const {
  if (entries_.size() == 1) return entries_.front();
  const double u = mix_.uniform(subject);
  for (const Entry& entry : entries_) {
    if (u < entry.cumulative_share) return entry;
  }
  return entries_.back();
}

void Source::start(Engine& engine) {
  switch (traffic_.kind) {
    case spec::Traffic::Kind::closed:
      if (is_superposed_) {
        users_.set(engine.now(), traffic_.users);
        crowd_.emplace(think_, traffic_.think.law.mean(), traffic_.users, tally_);
        draw_candidate(engine);
      } else {
        set_users(engine, traffic_.users);
      }
      break;
    case spec::Traffic::Kind::burst:
      engine.schedule_arrival(number_, SimTime{} + traffic_.at);
      break;
    case spec::Traffic::Kind::open:
      gap_left_ = draw_gap();
      if (modulation_.is_on()) {
        is_live_ = true;
        state_alarm_ = engine.add_alarm(&Source::state_over, this);
        modulation_.start(spreads_start_);
        begin_state(engine);
      } else {
        schedule_next(engine);
      }
      break;
  }
}

void Source::arrive(Engine& engine) {
  if (crowd_) return candidate_due(engine);
  if (traffic_.kind == spec::Traffic::Kind::burst) {
    for (std::int64_t i = 0; i < traffic_.count; ++i) {
      engine.begin(number_, first_subject_ + static_cast<std::uint64_t>(i), kNone);
    }
    return;
  }
  const std::uint64_t arrival = arrivals_++;
  last_ = engine.now();
  gap_left_ = draw_gap();
  if (modulation_.is_on() && modulation_.move_on_arrival(arrival)) {
    engine.cancel_alarm(state_end_);
    next_arrival_ = {};
    begin_state(engine);
  } else {
    schedule_next(engine);
  }
  const auto batch = static_cast<std::uint64_t>(traffic_.batch);
  for (std::uint64_t i = 0; i < batch; ++i) {
    engine.begin(number_, first_subject_ + arrival * batch + i, kNone);
  }
}

double Source::draw_gap() {
  const double gap = traffic_.gaps.sample(gaps_, 0, arrivals_);
  if (tally_ != nullptr) tally_->add(gap, 1);
  return gap;
}

// The gap that is under way goes on, at the new rate.
void Source::begin_state(Engine& engine) {
  state_end_ = engine.schedule_alarm_cancellable(state_alarm_, engine.now() + modulation_.lasts());
  set_rate(engine, modulation_.rate());
}

void Source::state_over(Engine& engine, void* self) {
  Source& source = *static_cast<Source*>(self);
  source.modulation_.move();
  source.begin_state(engine);
}

void Source::schedule_next(Engine& engine) {
  const SimTime next = profile_.reaches(last_, gap_left_);
  if (next == SimTime::max()) {
    next_arrival_ = {};
  } else if (is_live_) {
    next_arrival_ = engine.schedule_arrival_cancellable(number_, next);
  } else {
    engine.schedule_arrival(number_, next);
  }
}

void Source::set_rate(Engine& engine, double per_second) {
  gap_left_ = std::max(0.0, gap_left_ - profile_.expected(last_, engine.now()));
  last_ = engine.now();
  profile_.set_constant(per_second);
  engine.cancel_alarm(next_arrival_);
  schedule_next(engine);
}

void Source::draw_candidate(Engine& engine) {
  const SimTime due = crowd_->draw(engine.now());
  if (due != SimTime::max()) engine.schedule_arrival(number_, due);
}

void Source::candidate_due(Engine& engine) {
  if (engine.now() != crowd_->due()) return;  // void: it was drawn for fewer who think
  const std::uint64_t candidate = crowd_->number();
  const bool asks = crowd_->takes();
  draw_candidate(engine);
  if (asks) engine.begin(number_, first_subject_ + candidate, first_user_);
}

double Source::mean_users(SimTime now) const {
  const double mean = users_.mean(now);
  return mean == mean ? mean : 0;  // NaN over no time at all
}

void Source::set_users(Engine& engine, std::int64_t users) {
  PLIMSOLL_CHECK(!is_superposed_);
  population_ = users;
  users_.set(engine.now(), users);
  const auto wanted = static_cast<std::size_t>(users);
  if (wanted > rounds_.size()) {
    rounds_.resize(wanted, 0);
    is_present_.resize(wanted, 0);
  }
  for (std::size_t user = 0; user < wanted; ++user) {
    if (is_present_[user] != 0) continue;
    is_present_[user] = 1;
    think(engine, first_user_ + static_cast<std::uint32_t>(user));
  }
}

void Source::think(Engine& engine, std::uint32_t user) {
  const std::uint32_t local = user - first_user_;
  const bool is_met = spreads_start_ && rounds_[local] == 0;  // in the middle of a think time
  const Duration think =
      is_met ? rest_of_a_think(local) : traffic_.think.law.sample_duration(think_, local, rounds_[local]);
  if (tally_ != nullptr && !is_met) tally_->add(think.to_seconds() / traffic_.think.law.mean(), 1);
  engine.schedule_user(user, engine.now() + think);
}

// A user who has thought again and again for a long time is met at an instant that knows nothing of that:
// what is left then has the law of the residual life in equilibrium, which nobody needs to know in closed
// form (D. R. Cox, "Renewal Theory", 1962, section 5.1). For an exponential law it is exact after any time,
// for a fixed one after whole rounds.
Duration Source::rest_of_a_think(std::uint32_t user) const {
  constexpr double kRounds = 16;
  const double mean = traffic_.think.law.mean();
  Duration left = Duration::from_seconds(start_.uniform(user) * kRounds * mean);
  for (std::uint64_t round = 1;; ++round) {
    const Duration think = traffic_.think.law.sample_duration(start_, user, round);
    if (think >= left) return think - left;
    left -= think;
  }
}

void Source::user_ready(Engine& engine, std::uint32_t user) {
  const std::uint32_t local = user - first_user_;
  if (local >= population_) {  // there are fewer users now
    is_present_[local] = 0;
    return;
  }
  const std::uint64_t subject = first_subject_ + (std::uint64_t{local} << 32) + rounds_[local];
  ++rounds_[local];
  engine.begin(number_, subject, user);
}

void Source::user_answered(Engine& engine, std::uint32_t user) {
  if (crowd_) {
    if (crowd_->answered()) draw_candidate(engine);
    return;
  }
  if (user - first_user_ >= population_) {
    is_present_[user - first_user_] = 0;
    return;
  }
  think(engine, user);
}

}  // namespace plimsoll
