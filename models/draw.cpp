#include "models/draw.hpp"

namespace plimsoll {

Duration DrawAside::duration(const Draw& draw, const Request& r) const {
  if (is_by_attribute) return r.demand;
  const Duration drawn = draw.law.sample_duration(draw.stream, r.subject, r.iteration);
  tally->add(drawn.to_seconds(), draw.law.mean());
  return drawn;
}

}  // namespace plimsoll
