#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "models/engine.hpp"
#include "models/spec/spec.hpp"

namespace plimsoll {

/// How a model is put together, beyond what the topology says.
struct BuildOptions {
  bool attribution = true;           // book where the time of each request goes
  bool sums_up_draws = false;        // keep tallies of draws (models/draw_tally.hpp)
  std::size_t sampled_requests = 0;  // so many requests are watched step by step (models/tracer.hpp)
  bool is_mirrored = false;  // each uniform u of chance is 1 - u: another replication, antithetic to this one
};

/// A replication ready to start, and how its numbers are to be read.
struct Model {
  std::unique_ptr<Engine> engine;
  std::vector<std::string> reasons;  // names of Reason
  std::vector<std::vector<std::string>>
      active_events;  // of each segment (Recorder): names of the events in force
};

/// Whether the users of this traffic think as one crowd (models/traffic/crowd.hpp): closed traffic of 10,000
/// users or more whose think time is exponential and whose number no event moves, unless run.exact_events
/// forbids it.
bool is_superposed(const spec::Spec& spec, const spec::Traffic& traffic);

/// Puts a topology together for one replication: makes the parts, wires them, compiles what requests do.
///
/// Throws ModelProblem for a mistake of the user's that shows only now.
Model build(const spec::Spec& spec, std::uint64_t seed, std::uint32_t replication,
            const BuildOptions& options = {});

/// The HTTP status a failure reason would be answered with; 500 for reasons of the user's own.
int status_of(const std::string& reason);

}  // namespace plimsoll
