#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/draw.hpp"
#include "models/spec/spec.hpp"
#include "models/traffic/crowd.hpp"
#include "models/traffic/modulation.hpp"
#include "models/traffic/rate_profile.hpp"
#include "sim/event_queue.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

/// Where requests come from: one [traffic.NAME] at work.
///
///     closed   users who ask, wait for the answer, think, and ask again
///     open     arrivals at a rate, whatever becomes of them; alone or in batches
///     burst    so many at one instant
///
/// Randomness  the mix, by request; think times, by user and round; gaps, by arrival; states, by change.
class Source {
 public:
  /// One kind of request that this traffic asks for, and where it enters the program.
  struct Entry {
    std::uint16_t kind = 0;
    const Step* first = nullptr;
    double cumulative_share = 1;
  };

  Source(const spec::Traffic& traffic, std::uint32_t number, std::uint32_t first_user, const Luck& luck);

  void add_entry(Entry entry) { entries_.push_back(entry); }
  const Entry& choose(std::uint64_t subject) const;

  /// Each user begins somewhere in the middle of thinking, so that users with a fixed think time do not march
  /// in step. For steady runs; an episode begins as it is told.
  void spread_start() { spreads_start_ = true; }
  /// Events may move its rate: its next arrival is scheduled so that it can be moved.
  void make_live() { is_live_ = true; }
  /// Users think as one crowd (models/traffic/crowd.hpp). For exponential think times, and as many users from
  /// beginning to end.
  void superpose() { is_superposed_ = true; }
  /// Adds up gaps and think times there; nullptr: nowhere.
  void sum_up_draws(DrawTally* tally) { tally_ = tally; }
  void start(Engine& engine);
  /// The event of an open, burst or superposed source.
  void arrive(Engine& engine);
  /// A user has thought enough.
  void user_ready(Engine& engine, std::uint32_t user);
  /// A user has the answer.
  void user_answered(Engine& engine, std::uint32_t user);

  /// Users there are, on average since the end of the warm-up.
  double mean_users(SimTime now) const;
  void end_warm_up(SimTime now) { users_.reset(now); }

  bool owns_user(std::uint32_t user) const {
    return user >= first_user_ && user - first_user_ < rounds_.size();
  }
  const spec::Traffic& settings() const { return traffic_; }
  bool is_closed() const { return traffic_.kind == spec::Traffic::Kind::closed; }

  /// Live settings, moved by events.
  void set_users(Engine& engine, std::int64_t users);
  void set_rate(Engine& engine, double per_second);

 private:
  void think(Engine& engine, std::uint32_t user);
  void draw_candidate(Engine& engine);
  void candidate_due(Engine& engine);
  /// What is left of the think time of a user met in the middle of it.
  Duration rest_of_a_think(std::uint32_t user) const;
  double draw_gap();
  void schedule_next(Engine& engine);
  void begin_state(Engine& engine);
  static void state_over(Engine& engine, void* self);

  spec::Traffic traffic_;
  std::uint32_t number_;
  std::uint32_t first_user_;
  std::uint64_t first_subject_;
  Stream mix_, think_, gaps_, start_;
  DrawTally* tally_ = nullptr;
  std::vector<Entry> entries_;
  // closed
  std::int64_t population_ = 0;
  TimeAverage users_;                     // population_, or those of a crowd
  std::vector<std::uint32_t> rounds_;     // requests each user has made
  std::vector<std::uint8_t> is_present_;  // thinking or waiting for an answer
  bool is_superposed_ = false;
  std::optional<Crowd> crowd_;
  // open
  RateProfile profile_;
  double gap_left_ = 0;  // of the present gap, in mean gaps, as of last_
  SimTime last_;
  Modulation modulation_;
  std::uint32_t state_alarm_ = 0;
  CancelToken state_end_{};
  std::uint64_t arrivals_ = 0;
  CancelToken next_arrival_{};
  bool is_live_ = false;
  bool spreads_start_ = false;
};

}  // namespace plimsoll
