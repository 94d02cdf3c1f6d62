#include "cli/interrupt.hpp"

#include <unistd.h>

#include <csignal>

namespace plimsoll::cli {
namespace {

constexpr int kInterrupted = 130;  // 128 + SIGINT, as shells say it

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

void on_interrupt(int) {
  if (interrupted.exchange(true)) _exit(kInterrupted);
}

}  // namespace

const std::atomic<bool>& catch_interrupts() {
  struct sigaction action = {};
  sigaction(SIGINT, nullptr, &action);
  if (action.sa_handler == SIG_IGN) return interrupted;  // started by nohup, or in the background
  action = {};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  return interrupted;
}

}  // namespace plimsoll::cli
