#include "study/bottleneck.hpp"

#include <fmt/format.h>

namespace plimsoll {
namespace {

std::string milliseconds(double seconds) {
  return seconds >= 1 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.3g} ms", seconds * 1e3);
}

}  // namespace

Bottleneck find_bottleneck(const std::vector<PartFigures>& parts) {
  const PartFigures* busiest = nullptr;
  for (const PartFigures& part : parts) {
    if (!part.has_utilisation) continue;
    if (busiest == nullptr || part.utilisation.value > busiest->utilisation.value) busiest = &part;
  }
  if (busiest == nullptr) return {"", "no part of this model has a capacity that could run out"};
  const double percent = busiest->utilisation.value * 100;
  std::string sentence =
      busiest->utilisation.value < 0.6
          ? fmt::format("nothing is near its limit: the busiest part is {}, {:.0f} % in use", busiest->name,
                        percent)
          : fmt::format("{} gives way first: it is {:.0f} % in use", busiest->name, percent);
  if (busiest->has_wait && busiest->wait_seconds.mean.exists && busiest->wait_seconds.mean.value > 0) {
    sentence += fmt::format(", and requests wait {} for it on average",
                            milliseconds(busiest->wait_seconds.mean.value));
  }
  return {busiest->name, sentence};
}

}  // namespace plimsoll
