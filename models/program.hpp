#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "models/accounts.hpp"
#include "models/changes.hpp"
#include "models/draw.hpp"
#include "models/request.hpp"
#include "models/spec/spec.hpp"
#include "sim/discrete.hpp"

namespace plimsoll {

/// How values of one attribute are drawn for a request.
class AttributeDraw {
 public:
  AttributeDraw(const spec::Attribute& attribute, Stream stream);
  /// The value of a request; with an index above 0 (and below 2^39) another one, drawn like it.
  std::uint32_t draw(std::uint64_t subject, std::uint64_t index = 0) const;
  void set_exponent(double exponent);
  double exponent() const { return attribute_.exponent; }
  std::uint32_t values() const { return static_cast<std::uint32_t>(attribute_.values); }

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
  /// Slots that every request begins with and its branches get a copy of: its attributes, and others after
  /// them that begin at 0.
  std::uint32_t carried_count() const { return attribute_count() + carried_beyond_; }
  /// One more of the others; returns its slot. All attributes exist by now.
  std::uint32_t carry_slot() { return attribute_count() + carried_beyond_++; }
  std::vector<AttributeDraw>& attributes() { return attributes_; }
  /// Which attributes a request of each kind draws when it arrives.
  std::vector<std::vector<std::uint32_t>>& attributes_of_kind() { return attributes_of_kind_; }
  void draw_attributes(Engine& engine, RequestIndex r) {
    if (carried_count() != 0) draw_all_attributes(engine, r);
  }
  /// Another value of an attribute for the same request, drawn like it; `index` as in AttributeDraw::draw().
  std::uint32_t draw_attribute(std::uint32_t attribute, std::uint64_t subject, std::uint64_t index) const;
  /// What an attribute follows from, by number.
  void follow(std::uint32_t attribute, std::uint32_t base);
  bool follows(std::uint32_t attribute) const { return base_of(attribute) != attribute; }
  std::uint32_t base_of(std::uint32_t attribute) const {
    return attribute < bases_.size() ? bases_[attribute] : attribute;
  }
  /// The values that the requests of a traffic are given: `first` in turn from 0 on, or `value`.
  void fix(std::uint32_t source, std::uint32_t attribute, std::int64_t value, std::int64_t first);
  /// Sums up draws from now on; without this, tally() is nullptr.
  void sum_up_draws() { sums_up_draws_ = true; }
  /// The tally of draws from `law` for that, made where there is none yet; nullptr where draws are not summed
  /// up, or cannot serve as a control: if all are equal, or their variance is infinite.
  DrawTally* tally(DrawTally::Of of, const std::string& name, const Distribution& law);
  /// When data last changed, as `change` steps say.
  Changes& changes() { return changes_; }
  std::deque<DrawTally>& tallies() { return tallies_; }
  /// Where the time of requests of each kind may go.
  std::vector<AccountList>& accounts_of_kind() { return accounts_of_kind_; }

 private:
  struct Fixed {
    std::uint32_t attribute = 0;
    std::uint32_t value = 0;
    std::uint32_t first = 0, turn = 0;
  };
  void draw_all_attributes(Engine& engine, RequestIndex r);
  void fix_and_follow(Engine& engine, RequestIndex r);

  std::deque<Step> steps_;
  std::vector<std::shared_ptr<void>> data_;
  std::vector<AttributeDraw> attributes_;
  std::vector<std::vector<std::uint32_t>> attributes_of_kind_;
  std::vector<AccountList> accounts_of_kind_;
  std::deque<DrawTally> tallies_;
  Changes changes_;
  std::vector<std::uint32_t> bases_;       // of attributes that follow from others; empty where none does
  std::vector<std::vector<Fixed>> fixed_;  // by traffic; empty where none fixes any
  std::uint32_t carried_beyond_ = 0;
  bool sums_up_draws_ = false;
};

}  // namespace plimsoll
