#include "models/program.hpp"

#include <cmath>  // isfinite

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

std::uint32_t AttributeDraw::draw(std::uint64_t subject, std::uint64_t index) const {
  switch (attribute_.popularity) {
    case spec::Attribute::Popularity::zipf:
      return static_cast<std::uint32_t>(zipf_->sample(stream_, subject, index));
    case spec::Attribute::Popularity::weighted:
      return static_cast<std::uint32_t>(weighted_->sample(stream_, subject, index));
    case spec::Attribute::Popularity::uniform:
      break;
  }
  return static_cast<std::uint32_t>(stream_.uniform(subject, index) * static_cast<double>(attribute_.values));
}

DrawTally* Program::tally(DrawTally::Of of, const std::string& name, const Distribution& law) {
  if (!sums_up_draws_ || !(law.variance() > 0) || !std::isfinite(law.variance())) return nullptr;
  for (DrawTally& tally : tallies_) {
    if (tally.of == of && tally.name == name) return &tally;
  }
  return &tallies_.emplace_back(DrawTally{of, name, 0});
}

void Program::draw_all_attributes(Engine& engine, RequestIndex r) {
  const Request& request = engine.request(r);
  for (const std::uint32_t k : attributes_of_kind_[request.kind]) {
    engine.slot(r, k) = attributes_[k].draw(request.subject);
  }
  if (!bases_.empty() || !fixed_.empty()) fix_and_follow(engine, r);
  for (std::uint32_t k = attribute_count(); k < carried_count(); ++k) engine.slot(r, k) = 0;
}

// What the traffic says takes the place of what was drawn; then what follows from others can be told.
void Program::fix_and_follow(Engine& engine, RequestIndex r) {
  const Request& request = engine.request(r);
  if (request.source < fixed_.size()) {
    for (Fixed& fixed : fixed_[request.source]) {
      engine.slot(r, fixed.attribute) = fixed.first > 0 ? fixed.turn : fixed.value;
      if (++fixed.turn >= fixed.first) fixed.turn = 0;
    }
  }
  for (const std::uint32_t k : attributes_of_kind_[request.kind]) {
    if (follows(k)) engine.slot(r, k) = engine.slot(r, base_of(k)) % attributes_[k].values();
  }
}

void Program::follow(std::uint32_t attribute, std::uint32_t base) {
  for (auto k = static_cast<std::uint32_t>(bases_.size()); k < attribute_count(); ++k) bases_.push_back(k);
  bases_[attribute] = base;
}

void Program::fix(std::uint32_t source, std::uint32_t attribute, std::int64_t value, std::int64_t first) {
  if (fixed_.size() <= source) fixed_.resize(source + 1);
  fixed_[source].push_back(
      {attribute, static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(first), 0});
}

std::uint32_t Program::draw_attribute(std::uint32_t attribute, std::uint64_t subject,
                                      std::uint64_t index) const {
  const std::uint32_t base = base_of(attribute);
  const std::uint32_t value = attributes_[base].draw(subject, index);
  return base == attribute ? value : value % attributes_[attribute].values();
}

}  // namespace plimsoll
