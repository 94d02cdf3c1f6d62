// What the engine tells about sampled requests.
#include "models/engine.hpp"
#include "models/program.hpp"
#include "models/tracer.hpp"

namespace plimsoll {

void Engine::sample_requests(std::size_t most, const Luck& luck) {
  tracer_ = std::make_unique<Tracer>(most, luck);
  is_traced_ = true;
}

RequestTrace Engine::sampled_requests() { return tracer_ ? tracer_->read(*program_) : RequestTrace{}; }

void Engine::trace_going_on(RequestIndex r, std::uint16_t account, SimTime until) {
  const Request& request = requests_[r];
  tracer_->blocked(r, request.step, account, request.since, until);
}

void Engine::trace_booked_waiting(RequestIndex r, Duration time) {
  const Request& request = requests_[r];
  trace_going_on(r, static_cast<std::uint16_t>(request.step->account + 1), request.since + time);
}

}  // namespace plimsoll
