#include "study/workshop.hpp"

#include <algorithm>
#include <thread>

namespace plimsoll {
namespace {

constexpr std::size_t kAlways = 2;  // replications without which there is no interval, whatever the time

}  // namespace

bool Workshop::must_stop() const {
  return has_failed_.load(std::memory_order_relaxed) ||
         (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed));
}

double Workshop::elapsed_seconds() const {
  return std::chrono::duration<double>(Clock::now() - started_).count();
}

void Workshop::run(std::size_t first, std::size_t last, bool is_pilot, const Job& job) {
  is_pilot_ = is_pilot;
  next_ = first;
  const int count = static_cast<int>(std::min(last - first, static_cast<std::size_t>(threads_)));
  working_ = count;
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&] { work(last, job); });
  std::unique_lock lock(mutex_);
  while (working_ > 0) {
    all_done_.wait_for(lock, std::chrono::milliseconds(100), [this] { return working_ == 0; });
    if (options_.progress) report(lock);
  }
  lock.unlock();
  threads.clear();
  if (failure_) std::rethrow_exception(failure_);
}

void Workshop::work(std::size_t last, const Job& job) {
  for (;;) {
    const std::size_t number = next_.fetch_add(1);
    if (number >= last || must_stop()) break;
    const WorkSlots::Held held(options_.slots, options_.rank, places_);
    if (must_stop()) break;  // said while it waited
    const bool may_wait = !is_pilot_ && number >= kAlways;
    if (may_wait && budget_seconds_ > 0 && elapsed_seconds() > budget_seconds_) {
      is_out_of_time_ = true;
      break;
    }
    do_one(number, job);
  }
  const std::lock_guard lock(mutex_);
  --working_;
  all_done_.notify_all();
}

void Workshop::do_one(std::size_t number, const Job& job) {
  double share_before = 0;
  std::uint64_t events_before = 0;
  const auto checkpoint = [&](SimTime now, std::uint64_t events) {
    if (must_stop()) return false;
    const std::lock_guard lock(mutex_);
    events_ += events - events_before;
    events_before = events;
    if (is_pilot_ || length_seconds_ <= 0) return true;
    const double share = std::min(1.0, now.to_seconds() / length_seconds_);
    shares_ += share - share_before;
    share_before = share;
    return true;
  };
  try {
    if (!job(number, checkpoint) || is_pilot_) return;
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_ || number < failed_number_) {
      failure_ = std::current_exception();
      failed_number_ = number;
    }
    has_failed_ = true;
    return;
  }
  const std::lock_guard lock(mutex_);
  shares_ += 1 - share_before;
  ++done_;
}

void Workshop::report(std::unique_lock<std::mutex>& lock) {
  Progress progress;
  progress.is_pilot = is_pilot_;
  progress.share = wanted_ > 0 ? shares_ / static_cast<double>(wanted_) : 0;
  progress.events = events_;
  progress.replications_done = done_;
  progress.replications = wanted_;
  progress.elapsed_seconds = elapsed_seconds();
  lock.unlock();
  options_.progress(progress);
  lock.lock();
}

}  // namespace plimsoll
