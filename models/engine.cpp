#include "models/engine.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "models/guard_stop.hpp"
#include "models/program.hpp"

namespace plimsoll {
namespace {
// More events than this at one instant means that time will never move again.
constexpr std::uint64_t kStandstill = 20'000'000;
}  // namespace

Engine::Engine() : ready_(64) {}
Engine::~Engine() = default;

void Engine::adopt(std::unique_ptr<Program> program, std::vector<std::unique_ptr<Component>> parts,
                   std::vector<Source> sources) {
  program_ = std::move(program);
  parts_ = std::move(parts);
  sources_ = std::move(sources);
}

void Engine::start() {
  for (auto& part : parts_) part->start(*this);
  for (Source& source : sources_) source.start(*this);
}

Engine::Pause Engine::run(SimTime until, std::uint64_t budget) {
  const CheckContext context(&Engine::describe, this);
  for (std::uint64_t done = 0; done < budget; ++done) {
    drain_ready();
    if (until == SimTime::max() && arrivals_to_come_ == 0 && requests_.size() == 0) return Pause::drained;
    const SimTime event_time = queue_.next_time();
    const SimTime timer_time = lanes_.next_time();
    const SimTime next = event_time <= timer_time ? event_time : timer_time;
    if (next == SimTime::max() && until == next) return Pause::drained;
    if (next > until) {
      now_ = until;
      return Pause::reached;
    }
    if (event_time <= timer_time) {
      const Event event = queue_.pop().event;
      requests_.prefetch(queue_.following().target);
      if (is_cancelled(event)) [[unlikely]]
        continue;
      move_to(next);
      dispatch(event);
    } else {
      const SimTime before = now_;
      move_to(next);
      const auto is_armed = [this](LaneId lane, std::uint32_t r, std::uint32_t ticket) {
        return this->ticket(r, lane) == ticket;
      };
      if (const auto expired = lanes_.take(is_armed)) {
        ++events_;
        digest_.add(static_cast<std::uint64_t>(now_.count()) ^ (std::uint64_t{expired->lane} << 32));
        const LaneInfo& info = lanes_info_[expired->lane];
        disarm(expired->lane, expired->target);
        info.timer(*this, expired->target, info.context);
      } else {
        now_ = before;  // the timer was disarmed: nothing happened, and a drained run ends before it
      }
    }
  }
  return Pause::budget;
}

void Engine::move_to(SimTime next) {
  if (next == now_) {
    count_at_one_instant();
  } else {
    events_at_now_ = 0;
    now_ = next;
  }
}

void Engine::dispatch(Event event) {
  const std::uint32_t handler = event.handler & 3;
  ++events_;
  // One word for time, kind and target: the odd factor spreads kind and target over all of it.
  digest_.add(static_cast<std::uint64_t>(now_.count()) ^
              (std::uint64_t{event.target} * 4 + handler) * 0xbf58476d1ce4e5b9);
  switch (handler) {
    case kWake: {
      const Step& step = *requests_[event.target].step;
      const Step* next = step.wake(*this, event.target, step);
      if (next != nullptr) settle(event.target);
      walk(event.target, next);
      break;
    }
    case kAlarm: {
      const AlarmInfo& info = alarms_[event.target];
      info.alarm(*this, info.context);
      break;
    }
    case kArrival:
      --arrivals_to_come_;
      sources_[event.target].arrive(*this);
      break;
    case kUser:
      --arrivals_to_come_;
      for (Source& source : sources_) {
        if (source.owns_user(event.target)) {
          source.user_ready(*this, event.target);
          break;
        }
      }
      break;
    default:
      PLIMSOLL_CHECK(false);
  }
}

void Engine::walk(RequestIndex r, const Step* step) {
  walking_ = r;
  Request& request = requests_[r];
  while (step != nullptr) {
    request.step = step;
    step = step->run(*this, r, *step);
  }
}

void Engine::drain_ready() {
  while (ready_count_ > 0) {
    const RequestIndex r = ready_[ready_head_];
    ready_head_ = (ready_head_ + 1) & (ready_.size() - 1);
    --ready_count_;
    count_at_one_instant();
    const Step* step = requests_[r].resume_at;
    requests_[r].resume_at = nullptr;
    if (requests_[r].is_doomed) [[unlikely]]
      step = give_back_and_leave(r, step);
    walk(r, step);
  }
}

const Step* Engine::give_back_and_leave(RequestIndex r, const Step* step) {
  requests_[r].is_doomed = false;
  while (step != nullptr && step->is_landing) {
    requests_[r].step = step;
    step = step->run(*this, r, *step);
  }
  return step == nullptr ? nullptr : step->on_fail;
}

void Engine::resume_at(RequestIndex r, const Step* step) {
  Request& request = requests_[r];
  PLIMSOLL_CHECK(request.resume_at == nullptr && !request.is_waiting);
  request.resume_at = step;
  settle(r);
  if (ready_count_ == ready_.size()) {
    std::vector<RequestIndex> larger(ready_.size() * 2);
    for (std::size_t i = 0; i < ready_count_; ++i) {
      larger[i] = ready_[(ready_head_ + i) & (ready_.size() - 1)];
    }
    ready_ = std::move(larger);
    ready_head_ = 0;
  }
  ready_[(ready_head_ + ready_count_) & (ready_.size() - 1)] = r;
  ++ready_count_;
}

void Engine::fail(RequestIndex r, Reason why) {
  requests_[r].why = why;
  resume_at(r, requests_[r].step->on_fail);
}

void Engine::fail_blocked(RequestIndex r, Reason why) {
  const Step& step = *requests_[r].step;
  PLIMSOLL_CHECK(step.cancel != nullptr);
  step.cancel(*this, r, step);
  fail(r, why);
}

void Engine::interrupt(RequestIndex r, Reason why, std::uint16_t unwind_depth) {
  Request& request = requests_[r];
  request.unwind_depth = unwind_depth < request.unwind_depth ? unwind_depth : request.unwind_depth;
  if (request.resume_at != nullptr) {
    // It was about to go on: it holds all that its next step's way out gives back.
    // On a landing it is giving something back: that must be done first.
    request.is_doomed = request.resume_at->is_landing;
    if (!request.is_doomed) request.resume_at = request.resume_at->on_fail;
    request.why = why;
    return;
  }
  fail_blocked(r, why);
}

RequestIndex Engine::acquire() {
  if (requests_.size() >= request_limit_) {
    char where[64];
    std::snprintf(where, sizeof where, "%.3f s", now_.to_seconds());
    throw GuardStop("more than " + std::to_string(request_limit_) + " requests are in flight at " + where +
                    ": a queue grows without end, or memory is too small for this model");
  }
  const RequestIndex r = requests_.acquire();
  requests_[r].since = now_;
  return r;
}

void Engine::begin(std::uint32_t source, std::uint64_t subject, std::uint32_t user) {
  const Source::Entry& entry = sources_[source].choose(subject);
  const RequestIndex r = acquire();
  Request& request = requests_[r];
  request.arrived = now_;
  request.subject = subject;
  request.user = user;
  request.source = static_cast<std::uint16_t>(source);
  request.kind = entry.kind;
  recorder_.arrived(now_, request);
  program_->draw_attributes(*this, r);
  walk(r, entry.first);
}

void Engine::end_request(RequestIndex r, bool succeeded) {
  const Request& request = requests_[r];
  recorder_.ended(now_, request, succeeded, account_count_ != 0 ? row(r) : nullptr);
  digest_.add(static_cast<std::uint64_t>((now_ - request.arrived).count()) * 256 + request.why);
  const std::uint32_t user = request.user;
  const std::uint16_t source = request.source;
  release(r);
  if (user != kNone) sources_[source].user_answered(*this, user);
}

RequestIndex Engine::branch(RequestIndex r, RequestIndex parent, const Step* entry) {
  const RequestIndex child = acquire();
  Request& from = requests_[r];
  Request& to = requests_[child];
  to.arrived = from.arrived;
  to.subject = from.subject;
  to.iteration = from.iteration;
  to.host = from.host;
  to.source = from.source;
  to.kind = from.kind;
  to.segment = from.segment;
  to.parent = parent;
  to.is_branch = true;
  to.step = entry;
  for (std::uint32_t k = 0; k < program_->carried_count(); ++k) slot(child, k) = slot(r, k);
  resume_at(child, entry);
  return child;
}

RequestIndex Engine::spawn(std::uint64_t subject, std::uint32_t host, const Step* entry) {
  const RequestIndex task = acquire();
  Request& request = requests_[task];
  request.arrived = now_;
  request.subject = subject;
  request.host = host;
  request.is_branch = true;
  request.step = entry;
  resume_at(task, entry);
  return task;
}

void Engine::fail_all_at(const void* part, Reason why) {
  for (RequestIndex r = 0; r < requests_.end(); ++r) {
    if (!requests_.is_live(r)) continue;
    const Request& request = requests_[r];
    if (request.resume_at == nullptr && request.step != nullptr && request.step->part == part) {
      fail_blocked(r, why);
    }
  }
}

void Engine::crash_out(RequestIndex r, std::uint16_t unwind_depth) {
  Request& request = requests_[r];
  if (request.resume_at != nullptr && request.unwind_depth != Request::kNotUnwinding) {
    request.unwind_depth = std::min(request.unwind_depth, unwind_depth);
  } else {
    interrupt(r, reason::crashed, unwind_depth);
  }
}

void Engine::crash_tasks_on(std::uint32_t host) {
  for (RequestIndex r = 0; r < requests_.end(); ++r) {
    if (!requests_.is_live(r)) continue;
    const Request& request = requests_[r];
    if (request.is_branch && request.parent == kNone && request.host == host) crash_out(r, 0);
  }
}

void Engine::release(RequestIndex r) { requests_.release(r); }

LaneId Engine::add_lane(Duration duration, std::uint32_t place, Timer timer, void* context) {
  const LaneId lane = lanes_.add_lane(duration);
  PLIMSOLL_CHECK(lane == lanes_info_.size());
  lanes_info_.push_back({timer, context, place});
  return lane;
}

std::uint32_t Engine::add_alarm(Alarm alarm, void* context) {
  alarms_.push_back({alarm, context});
  return static_cast<std::uint32_t>(alarms_.size() - 1);
}

std::uint32_t Engine::add_host(HostInstance* host) {
  hosts_.push_back(host);
  return static_cast<std::uint32_t>(hosts_.size() - 1);
}

void Engine::end_warm_up() {
  recorder_.end_warm_up(now_);
  for (auto& part : parts_) part->end_warm_up(now_);
  for (Source& source : sources_) source.end_warm_up(now_);
  for (DrawTally& tally : program_->tallies()) tally.surplus = 0;
}

void Engine::count_at_one_instant() {
  if (++events_at_now_ > kStandstill) stop_at_standstill();
}

void Engine::stop_at_standstill() const {
  char where[64];
  std::snprintf(where, sizeof where, "%.9f s", now_.to_seconds());
  throw GuardStop(std::string("time stands still at ") + where +
                  ": more than 20,000,000 things happened at one instant; a loop of steps, retries or users "
                  "without think time takes no time at all");
}

}  // namespace plimsoll
