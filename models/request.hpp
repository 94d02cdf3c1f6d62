#pragma once

#include <cstdint>
#include <limits>

#include "sim/event_queue.hpp"
#include "sim/time.hpp"

namespace plimsoll {

class Engine;
struct Step;

/// A request in the engine's table. Records are reused: an index is only good while its request lives.
using RequestIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// Why a request failed: an index into Engine::reasons(), which starts with these.
using Reason = std::uint8_t;
namespace reason {
inline constexpr Reason none = 0, refused = 1, limited = 2, timed_out = 3, out_of_stock = 4, crashed = 5,
                        circuit_open = 6, cancelled = 7;
}

/// One request on its way through the program, or one branch of a request that was split by a fan.
///
/// It walks from step to step until one blocks it; the part that blocked it resumes it later. What it
/// holds and counts is in its slots (see Engine::slot), which the compiler of the program hands out.
struct Request {
  static constexpr std::uint16_t kNotUnwinding = 0xffff;

  // The first cache line is what nearly every step touches.
  const Step* step = nullptr;       // where it is blocked, or the last step it ran
  const Step* resume_at = nullptr;  // where it goes on, while it stands in the engine's ready line
  SimTime since;                    // when it last went on: its present wait, or service, began then
  std::uint64_t subject = 0;        // who it is, for keyed draws: equal in every variant of a model
  std::uint32_t iteration = 0;      // tells repeated executions of a step apart, for keyed draws
  std::uint32_t host = kNone;       // the server instance it is on (Engine::host)
  std::uint32_t next = kNone, previous = kNone;  // neighbours in a waiting line; a processor's number of it
  std::uint32_t cancelled_wakes = 0;             // of this place in the table, ever: tells wake-ups apart
  std::uint16_t unwind_depth = kNotUnwinding;    // while it unwinds: only the guard of this depth may stop it
  Reason why = reason::none;
  bool is_degraded = false;
  bool is_waiting = false;  // in line, since `since`
  bool is_doomed = false;   // interrupted on its way through landings: leaves at the next way out
  bool is_branch = false;
  bool is_live = false;  // in flight, and not a free place of the table

  Duration demand;  // the service asked for of the processor that it is at
  SimTime arrived;
  std::uint32_t parent = kNone, sibling = kNone;  // of a branch: who waits for it, the next branch
  std::uint32_t routed = kNone;                   // the instance a load balancer chose, until it is entered
  std::uint32_t user = kNone;                     // of closed traffic
  std::uint16_t source = 0;                       // its traffic
  std::uint16_t kind = 0;                         // what it asks for: index of [request.NAME]
  std::uint16_t segment = 0;                      // in which stretch between events it arrived
};

/// One operation of the compiled program. A verb of the topology becomes one or a few of these.
///
/// All three functions are plain pointers: measured faster than a switch, and a new part brings its own.
struct Step {
  /// Does the step. Returns what comes next, or nullptr if the request is blocked or gone.
  using Run = const Step* (*)(Engine&, RequestIndex, const Step&);
  /// Takes a request blocked at this step out of whatever it waits for.
  using Cancel = void (*)(Engine&, RequestIndex, const Step&);

  Run run = nullptr;
  Run wake = nullptr;  // the wake-up asked for by Engine::wake_at has come
  Cancel cancel = nullptr;
  const Step* next = nullptr;
  const Step* on_fail = nullptr;  // gives back what is held here, then goes to the caller
  void* part = nullptr;           // whose step it is: cast by its own functions only
  const void* data = nullptr;     // operands, owned by the program
  std::uint32_t slot = 0;         // first of the slots it may use
  std::uint16_t account = 0;      // where the time goes that a request is blocked here (AccountList)
  bool is_landing = false;        // stands on a way out: must neither block nor fail
};

}  // namespace plimsoll
