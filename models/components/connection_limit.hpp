#pragma once

#include <cstdint>
#include <string>

#include "models/component.hpp"
#include "models/spec/fields.hpp"
#include "sim/flat_map.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

struct ConnectionLimitSpec {
  std::int64_t size = 1;
  std::string per;  // an attribute; empty: one limit for all

  void describe(spec::Fields& f);
};

/// Lets so many requests in at once, in all or for each value of an attribute, and refuses the others.
/// Nobody waits.
///
///     in ──▶ [ at most `size` inside ] ──▶ out
///               └─ full ──▶ refused
///
/// With `per` every value of the attribute (an address, a customer) has its own limit, and one that is full
/// leaves the others alone. A smaller size turns nobody out: it takes effect as requests leave.
///
/// Measures    requests inside [average over time, most at once], let in and refused.
/// Randomness  none.
/// Checked by  a burst of n: n - size are refused; Erlang B, whatever the law of the time inside.
class ConnectionLimit final : public Component {
 public:
  explicit ConnectionLimit(const spec::Part& part)
      : Component(part), spec_(settings_of<ConnectionLimitSpec>(*this)), size_({}, spec_.size) {}

  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_take(Compiler&, const Context&, std::uint32_t slot, const Step* next) override;
  Step::Run give_back() const override { return leave; }
  std::uint32_t hold_slots() const override { return 0; }

 private:
  static ConnectionLimit& part_of(const Step& step);
  static const Step* enter(Engine&, RequestIndex, const Step&);
  static const Step* leave(Engine&, RequestIndex, const Step&);

  bool is_keyed() const { return !spec_.per.empty(); }
  std::uint64_t key_of(Engine& engine, RequestIndex r) const;

  ConnectionLimitSpec& spec_;
  std::uint32_t key_slot_ = 0;
  FlatMap<std::int64_t> inside_of_;  // requests inside, by key; absent: none
  TimeAverage inside_, size_;
  std::uint64_t let_in_ = 0, refused_ = 0;
};

}  // namespace plimsoll
