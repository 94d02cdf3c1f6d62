#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "models/accounts.hpp"
#include "models/draw.hpp"
#include "models/request.hpp"
#include "models/spec/spec.hpp"
#include "sim/discrete.hpp"

namespace plimsoll {

/// How values of one attribute are drawn for a request.
class AttributeDraw {
 public:
  AttributeDraw(const spec::Attribute& attribute, Stream stream);
  std::uint32_t draw(std::uint64_t subject) const;
  void set_exponent(double exponent);
  double exponent() const { return attribute_.exponent; }

 private:
  void prepare();

  spec::Attribute attribute_;
  Stream stream_;
  std::unique_ptr<Zipf> zipf_;
  std::unique_ptr<Weighted> weighted_;
};

/// The compiled routines of one replication: steps that point at each other, and what they work with.
/// Steps never move once emitted. Attribute k of a request stands in its slot k.
class Program {
 public:
  static constexpr std::size_t kMostSteps = 1'000'000;

  Step* emit(const Step& step) { return &steps_.emplace_back(step); }
  std::size_t size() const { return steps_.size(); }

  /// Keeps operands alive as long as the program.
  template <typename T>
  T* keep(T value) {
    auto owned = std::make_shared<T>(std::move(value));
    T* raw = owned.get();
    data_.push_back(std::move(owned));
    return raw;
  }

  std::uint32_t attribute_count() const { return static_cast<std::uint32_t>(attributes_.size()); }
  std::vector<AttributeDraw>& attributes() { return attributes_; }
  /// Which attributes a request of each kind draws when it arrives.
  std::vector<std::vector<std::uint32_t>>& attributes_of_kind() { return attributes_of_kind_; }
  void draw_attributes(Engine& engine, RequestIndex r) {
    if (!attributes_.empty()) draw_all_attributes(engine, r);
  }
  /// Where the time of requests of each kind may go.
  std::vector<AccountList>& accounts_of_kind() { return accounts_of_kind_; }

 private:
  void draw_all_attributes(Engine& engine, RequestIndex r);

  std::deque<Step> steps_;
  std::vector<std::shared_ptr<void>> data_;
  std::vector<AttributeDraw> attributes_;
  std::vector<std::vector<std::uint32_t>> attributes_of_kind_;
  std::vector<AccountList> accounts_of_kind_;
};

}  // namespace plimsoll
