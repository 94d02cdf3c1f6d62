#include "models/stations/processor.hpp"

namespace plimsoll {

void Processor::start(Engine& engine, RequestIndex r, Duration demand) {
  if (order_ == ProcessorOrder::shared) {
    sharing_.start(engine.now(), job_of(engine, r), demand);
    busy_.set(engine.now(), sharing_.busy_cores());
    reschedule(engine);
    return;
  }
  if (busy_.level() < cores_ && line_.empty()) {
    busy_.add(engine.now(), 1);
    wait_.record(Duration{});
    engine.wake_after(r, demand);
    return;
  }
  engine.request(r).demand = demand;
  line_.push_back(engine, r);
  waiting_.add(engine.now(), 1);
}

void Processor::finished(Engine& engine) {
  ++served_;
  if (line_.empty() || busy_.level() > cores_) {
    busy_.add(engine.now(), -1);
    return;
  }
  const RequestIndex next = line_.pop_front(engine);
  waiting_.add(engine.now(), -1);
  wait_.record(engine.now() - engine.request(next).since);
  engine.wake_after(next, engine.request(next).demand);
}

void Processor::cancel(Engine& engine, RequestIndex r) {
  if (order_ == ProcessorOrder::shared) {
    const auto job = static_cast<std::uint32_t>(engine.request(r).demand.count());
    sharing_.cancel(engine.now(), job);
    free_jobs_.push_back(job);
    busy_.set(engine.now(), sharing_.busy_cores());
    reschedule(engine);
  } else if (engine.request(r).is_waiting) {
    line_.remove(engine, r);
    waiting_.add(engine.now(), -1);
  } else {
    engine.cancel_wake(r);
    finished(engine);
    --served_;
  }
}

void Processor::set_cores(Engine& engine, std::int64_t cores) {
  cores_ = cores;
  if (order_ == ProcessorOrder::shared) {
    sharing_.set_cores(engine.now(), cores);
    busy_.set(engine.now(), sharing_.busy_cores());
    reschedule(engine);
    return;
  }
  while (busy_.level() < cores_ && !line_.empty()) {
    busy_.add(engine.now(), 1);
    const RequestIndex next = line_.pop_front(engine);
    waiting_.add(engine.now(), -1);
    wait_.record(engine.now() - engine.request(next).since);
    engine.wake_after(next, engine.request(next).demand);
  }
}

void Processor::end_warm_up(SimTime now) {
  busy_.reset(now);
  waiting_.reset(now);
  wait_.clear();
  served_ = 0;
}

// A request in service keeps the number of its job where one in line keeps its demand.
std::uint32_t Processor::job_of(Engine& engine, RequestIndex r) {
  if (free_jobs_.empty()) {
    free_jobs_.push_back(static_cast<std::uint32_t>(request_of_job_.size()));
    request_of_job_.push_back(kNone);
    free_jobs_.reserve(request_of_job_.capacity());
  }
  const std::uint32_t job = free_jobs_.back();
  free_jobs_.pop_back();
  request_of_job_[job] = r;
  engine.request(r).demand = Duration::ns(job);
  return job;
}

// One event stands for the next completion. When completions move later it is left where it is and, once
// it comes, finds nothing done and is set anew: cheaper than moving it at every arrival.
void Processor::reschedule(Engine& engine) {
  const SimTime next = sharing_.next_completion();
  if (next >= scheduled_) return;
  if (scheduled_ != SimTime::max()) engine.cancel_alarm(event_);
  scheduled_ = next;
  event_ = engine.schedule_alarm_cancellable(alarm_, next);
}

void Processor::completion_due(Engine& engine, void* self) {
  Processor& processor = *static_cast<Processor*>(self);
  processor.scheduled_ = SimTime::max();
  while (processor.sharing_.next_completion() <= engine.now()) {
    const std::uint32_t job = processor.sharing_.complete(engine.now());
    processor.free_jobs_.push_back(job);
    ++processor.served_;
    engine.resume(processor.request_of_job_[job]);
  }
  processor.busy_.set(engine.now(), processor.sharing_.busy_cores());
  processor.reschedule(engine);
}

}  // namespace plimsoll
