#include "cli/simulate.hpp"

#include "cli/failure.hpp"
#include "cli/interrupt.hpp"
#include "cli/model_input.hpp"
#include "cli/progress.hpp"
#include "models/model_problem.hpp"
#include "study/run.hpp"

namespace plimsoll::cli {

Results simulate(const spec::LoadResult& loaded, int threads) {
  return simulate(accepted(loaded), loaded.diagnostics, threads).results;
}

Observation simulate(const spec::Spec& model, const spec::Diagnostics& from_loading, int threads) {
  ProgressLine progress;
  RunOptions options;
  options.threads = threads;
  options.stop = &catch_interrupts();
  options.progress = progress.callback();
  try {
    return observe(model, options);
  } catch (const ModelProblem& problem) {
    spec::Diagnostics problems = from_loading;
    const spec::Diagnostic& found = problem.diagnostic();
    problems.error(found.place, found.address, found.message, found.remedy);
    throw ModelError(refusal(problems));
  }
}

}  // namespace plimsoll::cli
