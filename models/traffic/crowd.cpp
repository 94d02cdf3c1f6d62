#include "models/traffic/crowd.hpp"

#include <algorithm>

#include "sim/check.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll {

SimTime Crowd::draw(SimTime now) {
  bound_ = thinking_ == 0 ? 0 : std::min(users_, thinking_ + thinking_ / 8 + 1);
  if (bound_ == 0) return due_ = SimTime::max();
  Stream::Sequence chance = stream_.sequence(0, drawn_++);
  const double gap = -portable::log(chance.next_uniform());  // in mean gaps
  taking_ = chance.next_uniform();
  if (tally_ != nullptr) tally_->add(gap, 1);
  return due_ = now + Duration::from_seconds(gap * (mean_seconds_ / static_cast<double>(bound_)));
}

bool Crowd::takes() {
  PLIMSOLL_CHECK(thinking_ <= bound_ && bound_ <= users_);
  const bool is_taken = taking_ * static_cast<double>(bound_) < static_cast<double>(thinking_);
  if (is_taken) --thinking_;
  return is_taken;
}

}  // namespace plimsoll
