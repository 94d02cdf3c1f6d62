#include "cli/simulate.hpp"

#include "cli/failure.hpp"
#include "cli/interrupt.hpp"
#include "cli/model_input.hpp"
#include "cli/progress.hpp"
#include "models/model_problem.hpp"
#include "study/run.hpp"

namespace plimsoll::cli {

Results simulate(const spec::LoadResult& loaded, int threads) {
  const spec::Spec& model = accepted(loaded);
  ProgressLine progress;
  RunOptions options;
  options.threads = threads;
  options.stop = &catch_interrupts();
  options.progress = progress.callback();
  try {
    return plimsoll::run(model, options);
  } catch (const ModelProblem& problem) {
    spec::Diagnostics problems = loaded.diagnostics;
    const spec::Diagnostic& found = problem.diagnostic();
    problems.error(found.place, found.address, found.message, found.remedy);
    throw ModelError(refusal(problems));
  }
}

}  // namespace plimsoll::cli
