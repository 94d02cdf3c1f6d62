#include "models/stations/processor.hpp"

#include <algorithm>

namespace plimsoll {

void Processor::start(Engine& engine, RequestIndex r, Duration demand) {
  engine.request(r).demand = demand;
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
  line_.push_back(engine, r);
  waiting_.add(engine.now(), 1);
}

void Processor::finished(Engine& engine) {
  ++served_;
  ++left_;
  if (line_.empty() || busy_.level() > cores_) {
    busy_.add(engine.now(), -1);
    return;
  }
  let_in(engine);
}

void Processor::let_in(Engine& engine) {
  const RequestIndex r = line_.pop_front(engine);
  waiting_.add(engine.now(), -1);
  const Duration waited = engine.now() - engine.request(r).since;
  wait_.record(waited);
  engine.book_cpu_waiting(r, waited);
  engine.wake_after(r, engine.request(r).demand);
}

// What a job was not served while it was here, others were in its stead. Rounding may not make that less than
// nothing.
void Processor::book_sharing(Engine& engine, RequestIndex r, Duration served) {
  const Duration here = engine.now() - engine.request(r).since;
  engine.book_cpu_waiting(r, std::max(here - served, Duration{}));
}

void Processor::cancel(Engine& engine, RequestIndex r) {
  if (order_ == ProcessorOrder::shared) {
    const Request& request = engine.request(r);
    const std::uint32_t job = request.next;
    const Duration served = request.demand - sharing_.cancel(engine.now(), job);
    book_sharing(engine, r, served);
    free_jobs_.push_back(job);
    busy_.set(engine.now(), sharing_.busy_cores());
    reschedule(engine);
  } else if (engine.request(r).is_waiting) {
    line_.remove(engine, r);
    waiting_.add(engine.now(), -1);
    const Duration waited = engine.now() - engine.request(r).since;
    gave_up_ns_ += static_cast<std::uint64_t>(waited.count());
    engine.book_cpu_waiting(r, waited);
  } else {
    engine.cancel_wake(r);
    finished(engine);
    --served_;
  }
}

void Processor::set_cores(Engine& engine, std::int64_t cores) {
  cores_ = cores;
  most_cores_ = std::max(most_cores_, cores);
  if (order_ == ProcessorOrder::shared) {
    sharing_.set_cores(engine.now(), cores);
    busy_.set(engine.now(), sharing_.busy_cores());
    reschedule(engine);
    return;
  }
  while (busy_.level() < cores_ && !line_.empty()) {
    busy_.add(engine.now(), 1);
    let_in(engine);
  }
}

void Processor::end_warm_up(SimTime now) {
  busy_.reset(now);
  waiting_.reset(now);
  wait_.clear();
  served_ = left_ = 0;
  gave_up_ns_ = 0;
  busy_start_ = busy_.level();
  most_cores_ = std::max(cores_, busy_start_);  // cores that are taken away finish what they have
}

void Processor::add_to(PartBooks& books, SimTime now) const {
  books.beyond_size = std::max(books.beyond_size, busy_.max_level() - most_cores_);
  if (order_ == ProcessorOrder::shared) return;  // nobody waits, and cores are not held one by one
  books.in_line_ns += waiting_.integral(now);
  books.in_line += waiting_.level();
  books.waited_ns += wait_.sum_nanoseconds();
  books.gave_up_ns += gave_up_ns_;
  books.let_in += wait_.count();
  books.left += left_;
  books.held_start += busy_start_;
  books.held += busy_.level();
}

// A request in service keeps the number of its job where one in line keeps its neighbour.
std::uint32_t Processor::job_of(Engine& engine, RequestIndex r) {
  if (free_jobs_.empty()) {
    free_jobs_.push_back(static_cast<std::uint32_t>(request_of_job_.size()));
    request_of_job_.push_back(kNone);
    free_jobs_.reserve(request_of_job_.capacity());
  }
  const std::uint32_t job = free_jobs_.back();
  free_jobs_.pop_back();
  request_of_job_[job] = r;
  engine.request(r).next = job;
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
    const RequestIndex r = processor.request_of_job_[job];
    processor.book_sharing(engine, r, engine.request(r).demand);
    engine.resume(r);
  }
  processor.busy_.set(engine.now(), processor.sharing_.busy_cores());
  processor.reschedule(engine);
}

}  // namespace plimsoll
