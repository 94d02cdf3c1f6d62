#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/component.hpp"
#include "models/recorder.hpp"
#include "models/request_table.hpp"
#include "models/request_trace.hpp"
#include "models/traffic/source.hpp"
#include "sim/check.hpp"
#include "sim/digest.hpp"
#include "sim/event_queue.hpp"
#include "sim/stream.hpp"
#include "sim/timer_lane.hpp"

namespace plimsoll {

class Program;
class Tracer;

/// One replication at work: the clock, the pending events, the requests on their way, the parts.
///
/// Order at one instant, promised: a request runs on until it blocks; then those it made ready run, first
/// come first served; then the events of this instant in the order they were scheduled, each followed by
/// what it made ready; then timers (wait limits, time limits), by lane. So work that ends at the very
/// instant of its time-out is in time. Not promised: anything about two different runs beyond equal inputs.
///
/// In cache lines of its own: another replication on another thread writes beside it and not into it.
class alignas(64) Engine {
 public:
  Engine();
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // -- for steps and parts, on the hot path ------------------------------------------------------------

  SimTime now() const { return now_; }
  Request& request(RequestIndex r) { return requests_[r]; }
  std::uint32_t& slot(RequestIndex r, std::uint32_t slot) { return requests_.slot(r, slot); }

  /// Calls the `wake` of the step that `r` is at, later. One wake-up at a time.
  void wake_at(RequestIndex r, SimTime when) { queue_.push(when, {wake_handler(requests_[r]), r}); }
  void wake_after(RequestIndex r, Duration delay) { wake_at(r, now_ + delay); }
  /// The event stays where it is; when it comes it is found to be an old one, and nothing happens.
  void cancel_wake(RequestIndex r) { ++requests_[r].cancelled_wakes; }

  /// Lets a blocked request go on at `step`, later in this instant.
  void resume_at(RequestIndex r, const Step* step);
  /// ... at what follows the step it is blocked at.
  void resume(RequestIndex r) { resume_at(r, requests_[r].step->next); }
  /// ... on the way out of the step it is blocked at. The caller has taken it out of any waiting line.
  void fail(RequestIndex r, Reason why);
  /// For a step that fails at once: `return engine.failed(r, step, reason::refused);`
  const Step* failed(RequestIndex r, const Step& step, Reason why) {
    requests_[r].why = why;
    return step.on_fail;
  }

  /// Books part of the time that `r` has been blocked as waiting for a core, on the account after its step's;
  /// what is left goes to its step's account when it goes on.
  void book_cpu_waiting(RequestIndex r, Duration time) {
    if (account_count_ == 0) return;
    if (is_traced_) [[unlikely]]
      trace_booked_waiting(r, time);
    Request& request = requests_[r];
    row(r)[request.step->account + 1] += time.count();
    request.since = request.since + time;
  }
  /// Moves what stands on accounts from `first` to before `end`: all to one, or each to its own.
  void move_accounts(RequestIndex r, std::uint16_t first, std::uint16_t end, std::uint16_t to);
  void move_accounts(RequestIndex r, std::uint16_t first, const std::vector<std::uint16_t>& to);
  /// A branch's time becomes that of `parent`, which has been blocked since the branch began. Returns whether
  /// that is all: if not, the branch is blocked, and where it is now has not been booked.
  bool take_over(RequestIndex parent, RequestIndex branch);
  /// Books the time since `branch` was blocked on `parent`, as far as can be said before it ends: what it
  /// asks of a processor counts as served first.
  void take_over_pending(RequestIndex parent, RequestIndex branch);

  /// Takes a request out of whatever it does and sends it on its way out: past every guard deeper than
  /// `unwind_depth` (0: all of them).
  void interrupt(RequestIndex r, Reason why, std::uint16_t unwind_depth);
  /// Takes a blocked request out of its step and sends it on that step's way out, where guards may act.
  void fail_blocked(RequestIndex r, Reason why);

  /// A new branch of `r`, ready to run from `entry`. It is the same asker: equal draws, equal attributes.
  RequestIndex branch(RequestIndex r, RequestIndex parent, const Step* entry);
  /// A new task of a part's own on `host` (or kNone), ready to run from `entry` (flow::background): nobody
  /// waits for it, and it is not counted as a request. `subject` keys its draws.
  RequestIndex spawn(std::uint64_t subject, std::uint32_t host, const Step* entry);
  /// Fails all that is blocked at a step of `part`, on that step's way out.
  void fail_all_at(const void* part, Reason why);
  /// Ends what goes on at a machine that has crashed: a request past every guard deeper than `unwind_depth`,
  /// as interrupt() does, unless it is on its way out already; and every task that runs there and that nobody
  /// waits for.
  void crash_out(RequestIndex r, std::uint16_t unwind_depth);
  void crash_tasks_on(std::uint32_t host);
  /// Forgets a branch that has ended. Roots end through the program's last steps.
  void release(RequestIndex r);

  /// For a step that may go round any number of times without blocking: stops a run in which time would
  /// never move again.
  void count_at_one_instant();

  void arm(LaneId lane, RequestIndex r) {
    const std::uint32_t place = lanes_info_[lane].place;
    requests_.ticket(r, place) =
        lanes_.arm(lane, now_, r, [this, place](LaneId, std::uint32_t target, TimerTicket expected) {
          return requests_.ticket(target, place) == expected;
        });
  }
  void disarm(LaneId lane, RequestIndex r) { ticket(r, lane) = 0; }

  void schedule_alarm(std::uint32_t alarm, SimTime when) { queue_.push(when, {kAlarm, alarm}); }
  CancelToken schedule_alarm_cancellable(std::uint32_t alarm, SimTime when) {
    return queue_.push_cancellable(when, {kAlarm, alarm});
  }
  bool cancel_alarm(CancelToken token) { return queue_.cancel(token); }

  /// A server instance by its number in the whole model.
  HostInstance& host(std::uint32_t number) { return *hosts_[number]; }

  // -- for traffic ---------------------------------------------------------------------------------------

  /// A new request of `source`; `subject` says who asks, `user` (or kNone) is told when it ends.
  void begin(std::uint32_t source, std::uint64_t subject, std::uint32_t user);
  void schedule_arrival(std::uint32_t source, SimTime when) {
    ++arrivals_to_come_;
    queue_.push(when, {kArrival, source});
  }
  CancelToken schedule_arrival_cancellable(std::uint32_t source, SimTime when) {
    ++arrivals_to_come_;
    return queue_.push_cancellable(when, {kArrival, source});
  }
  void schedule_user(std::uint32_t user, SimTime when) {
    ++arrivals_to_come_;
    queue_.push(when, {kUser, user});
  }
  /// The last steps of the program: the request is answered, well or badly.
  void end_request(RequestIndex r, bool succeeded);

  // -- for building ----------------------------------------------------------------------------------------

  using Timer = void (*)(Engine&, RequestIndex, void* context);
  /// A lane of timers of one duration; the ticket of an armed one stands in place `place` of its request
  /// (Compiler::take_ticket). No two tickets are alike, so lanes never armed together may share a place.
  LaneId add_lane(Duration duration, std::uint32_t place, Timer timer, void* context);
  using Alarm = void (*)(Engine&, void* context);
  /// An event of a part's own. Returns the number for schedule_alarm().
  std::uint32_t add_alarm(Alarm alarm, void* context);
  std::uint32_t add_host(HostInstance* host);
  std::uint32_t host_count() const { return static_cast<std::uint32_t>(hosts_.size()); }
  void set_places(std::uint32_t slots, std::uint32_t tickets) { requests_.set_places(slots, tickets); }
  /// So many accounts to a request's row; 0: time is not booked.
  void set_accounts(std::uint32_t count) {
    account_count_ = count;
    requests_.set_accounts(count);
  }
  /// Watches so many of the requests that end after the warm-up (models/tracer.hpp).
  void sample_requests(std::size_t most, const Luck& luck);
  /// Takes over what was built: the parts, the program they are wired into, the traffic that drives them.
  void adopt(std::unique_ptr<Program> program, std::vector<std::unique_ptr<Component>> parts,
             std::vector<Source> sources);

  Program& program() { return *program_; }
  Recorder& recorder() { return recorder_; }
  std::vector<std::unique_ptr<Component>>& parts() { return parts_; }
  std::vector<Source>& sources() { return sources_; }

  // -- for running -----------------------------------------------------------------------------------------

  /// Starts the parts and the traffic at t = 0.
  void start();
  enum class Pause { reached, drained, budget };
  /// Runs up to and including `until`, or for `budget` events; with SimTime::max(), until no request is left
  /// and none will come. What else may be pending then (the end of an event, a timer) concerns nobody.
  Pause run(SimTime until, std::uint64_t budget);
  void end_warm_up();

  std::uint64_t events() const { return events_; }
  std::uint64_t digest() const { return digest_.value(); }
  std::size_t live_requests() const { return requests_.size(); }
  /// Those that were watched, as far as they have ended; none where nobody asked for them.
  RequestTrace sampled_requests();
  /// What one more request in flight costs.
  std::size_t bytes_per_request() const { return requests_.row_size() + 32; }
  /// Counts who is in flight, of each of so many kinds, and who waits at each part. For when nobody is about
  /// to go on: before the start, or when run() has reached its end.
  Census take_census(std::size_t kinds);
  /// Most requests alive at once before the engine gives up.
  void set_request_limit(std::size_t limit) { request_limit_ = limit; }
  /// Writes simulated time and part: what an internal error is reported with.
  static void describe(const void* engine, char* buffer, unsigned long size);

 private:
  enum Handler : std::uint32_t { kWake, kAlarm, kArrival, kUser };
  struct LaneInfo {
    Timer timer;
    void* context;
    std::uint32_t place;
  };
  struct AlarmInfo {
    Alarm alarm;
    void* context;
  };

  TimerTicket& ticket(RequestIndex r, LaneId lane) { return requests_.ticket(r, lanes_info_[lane].place); }
  std::int64_t* row(RequestIndex r) { return requests_.accounts(r); }
  /// `r` goes on: what it was blocked for is booked.
  void settle(RequestIndex r) {
    Request& request = requests_[r];
    if (is_traced_) [[unlikely]]
      trace_going_on(r, request.step->account, now_);
    if (account_count_ != 0) row(r)[request.step->account] += (now_ - request.since).count();
    request.since = now_;
  }
  void trace_going_on(RequestIndex r, std::uint16_t account, SimTime until);
  void trace_booked_waiting(RequestIndex r, Duration time);
  void move_to(SimTime next);
  void walk(RequestIndex r, const Step* step);
  void drain_ready();
  /// Runs the landings that an interrupted request is on; returns its way out from where they end.
  const Step* give_back_and_leave(RequestIndex r, const Step* step);
  // A wake-up carries how many of its place in the table had been cancelled before: 29 bits of that tell an
  // old one from the one that is waited for.
  static std::uint32_t wake_handler(const Request& request) {
    return (request.cancelled_wakes << 2 | kWake) & 0x7fffffff;
  }
  bool is_cancelled(Event event) {
    return (event.handler & 3) == kWake && event.handler != wake_handler(requests_[event.target]);
  }
  void dispatch(Event event);
  RequestIndex acquire();
  [[noreturn]] void stop_at_standstill() const;

  SimTime now_;
  EventQueue queue_;
  TimerLanes lanes_;
  RequestTable requests_;
  std::uint32_t account_count_ = 0;  // of nanoseconds, see AccountList
  bool is_traced_ = false;           // there is a tracer
  std::vector<RequestIndex> ready_;  // a ring of power-of-two size
  std::size_t ready_head_ = 0, ready_count_ = 0;
  std::vector<LaneInfo> lanes_info_;
  std::vector<AlarmInfo> alarms_;
  std::vector<HostInstance*> hosts_;
  std::unique_ptr<Program> program_;
  std::vector<std::unique_ptr<Component>> parts_;
  std::vector<Source> sources_;
  Recorder recorder_;
  std::unique_ptr<Tracer> tracer_;
  Digest digest_;
  std::uint64_t events_ = 0;
  RequestIndex walking_ = kNone;        // the request that runs, or ran last
  std::uint64_t arrivals_to_come_ = 0;  // those taken back are still counted: no such run is until drained
  std::uint64_t events_at_now_ = 0;
  std::size_t request_limit_ = std::numeric_limits<std::size_t>::max();
};

}  // namespace plimsoll
