#include <vector>

#include "bench/limit/limit.hpp"
#include "bench/limit/random.hpp"
#include "sim/event_queue.hpp"

namespace plimsoll::limit {
namespace {

struct User {
  SimTime asked;
  std::uint32_t timer = 0;  // of the step it is at; another number means that step is over
  std::uint8_t state = 0;
};

struct Timer {
  SimTime deadline;
  std::uint32_t user, number;
};

/// So many servers and a line.
struct Station {
  explicit Station(std::uint32_t servers) : idle(servers) {}
  std::uint32_t idle;
  Ring<std::uint32_t> line;
};

class WebModel {
 public:
  explicit WebModel(const Web& web)
      : users_(web.users),
        workers_(web.workers),
        cores_(web.cores),
        connections_(web.connections),
        end_(SimTime{} + Duration::from_seconds(web.seconds)) {}

  Outcome run() {
    for (std::uint32_t user = 0; user < users_.size(); ++user) {
      events_.push(SimTime{} + random_.exponential(1), {0, user});
    }
    while (events_.next_time() <= end_) {
      const auto [now, event] = events_.pop();
      now_ = now;
      expire();
      advance(event.target);
    }
    return {done_, latency_ns_ / 1e9 / static_cast<double>(done_)};
  }

 private:
  enum : std::uint8_t { kThinking, kNetworkIn, kFirstCpu, kQuery, kSecondCpu, kNetworkOut };

  void advance(std::uint32_t u) {
    User& user = users_[u];
    switch (user.state) {
      case kThinking:
        user.asked = now_;
        enter(workers_, u, &WebModel::network_in);
        return;
      case kNetworkIn:
        arm(u);
        user.state = kFirstCpu;
        enter(cores_, u, &WebModel::first_cpu);
        return;
      case kFirstCpu:
        leave(cores_, cpu_next_);
        arm(u);
        user.state = kQuery;
        enter(connections_, u, &WebModel::query);
        return;
      case kQuery:
        leave(connections_, &WebModel::query);
        arm(u);
        user.state = kSecondCpu;
        enter(cores_, u, &WebModel::first_cpu);
        return;
      case kSecondCpu:
        leave(cores_, cpu_next_);
        arm(u);
        user.state = kNetworkOut;
        events_.push(now_ + Duration::ms(5), {0, u});
        return;
      default:
        ++user.timer;
        leave(workers_, &WebModel::network_in);
        latency_ns_ += static_cast<double>((now_ - user.asked).count());
        ++done_;
        user.state = kThinking;
        events_.push(now_ + random_.exponential(1), {0, u});
    }
  }

  using Start = void (WebModel::*)(std::uint32_t);

  void network_in(std::uint32_t u) {
    arm(u);
    users_[u].state = kNetworkIn;
    events_.push(now_ + Duration::ms(5), {0, u});
  }
  void first_cpu(std::uint32_t u) {
    events_.push(now_ + random_.exponential(users_[u].state == kFirstCpu ? 2e-3 : 1e-3), {0, u});
  }
  void query(std::uint32_t u) { events_.push(now_ + random_.exponential(5e-3), {0, u}); }

  void enter(Station& station, std::uint32_t u, Start start) {
    if (station.idle == 0) {
      station.line.push(u);
      return;
    }
    --station.idle;
    (this->*start)(u);
  }
  void leave(Station& station, Start start) {
    if (station.line.empty()) {
      ++station.idle;
    } else {
      (this->*start)(station.line.pop());
    }
  }

  void arm(std::uint32_t u) { timers_.push({now_ + Duration::seconds(1), u, ++users_[u].timer}); }
  // No step takes a second in this work: an armed timer that came would be counted.
  void expire() {
    while (!timers_.empty() && timers_.front().deadline <= now_) {
      const Timer timer = timers_.pop();
      if (users_[timer.user].timer == timer.number) ++timed_out_;
    }
  }

  static constexpr Start cpu_next_ = &WebModel::first_cpu;
  EventQueue events_;
  Random random_{1};
  std::vector<User> users_;
  Station workers_, cores_, connections_;
  Ring<Timer> timers_;
  SimTime now_, end_;
  std::uint64_t done_ = 0, timed_out_ = 0;
  double latency_ns_ = 0;
};

}  // namespace

Outcome web(const Web& web) { return WebModel(web).run(); }

}  // namespace plimsoll::limit
