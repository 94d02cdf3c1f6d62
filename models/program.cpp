#include "models/program.hpp"

#include "models/engine.hpp"

namespace plimsoll {

AttributeDraw::AttributeDraw(const spec::Attribute& attribute, Stream stream)
    : attribute_(attribute), stream_(stream) {
  prepare();
}

void AttributeDraw::prepare() {
  switch (attribute_.popularity) {
    case spec::Attribute::Popularity::uniform:
      break;
    case spec::Attribute::Popularity::zipf:
      zipf_ = std::make_unique<Zipf>(static_cast<std::uint64_t>(attribute_.values), attribute_.exponent);
      break;
    case spec::Attribute::Popularity::weighted:
      weighted_ = std::make_unique<Weighted>(attribute_.weights);
      break;
  }
}

void AttributeDraw::set_exponent(double exponent) {
  attribute_.exponent = exponent;
  prepare();
}

std::uint32_t AttributeDraw::draw(std::uint64_t subject) const {
  switch (attribute_.popularity) {
    case spec::Attribute::Popularity::zipf:
      return static_cast<std::uint32_t>(zipf_->sample(stream_, subject, 0));
    case spec::Attribute::Popularity::weighted:
      return static_cast<std::uint32_t>(weighted_->sample(stream_, subject, 0));
    case spec::Attribute::Popularity::uniform:
      break;
  }
  return static_cast<std::uint32_t>(stream_.uniform(subject, 0) * static_cast<double>(attribute_.values));
}

void Program::draw_all_attributes(Engine& engine, RequestIndex r) {
  const Request& request = engine.request(r);
  for (const std::uint32_t k : attributes_of_kind_[request.kind]) {
    engine.slot(r, k) = attributes_[k].draw(request.subject);
  }
}

}  // namespace plimsoll
