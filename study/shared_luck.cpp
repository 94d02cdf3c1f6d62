#include "study/shared_luck.hpp"

namespace plimsoll {

void share_luck(spec::Spec& spec, std::optional<double> warm_up_seconds) {
  spec.run.precision.reset();
  spec.run.precision_of.clear();
  spec.run.time_budget.reset();
  spec.run.variance_reduction = spec::RunSettings::VarianceReduction::none;
  if (!warm_up_seconds || !spec.run.finds_warm_up) return;
  spec.run.finds_warm_up = false;
  spec.run.warm_up = Duration::from_seconds(*warm_up_seconds);
}

}  // namespace plimsoll
