#pragma once

#include <cstdint>

#include "sim/flat_map.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// When the data behind each value of an attribute last changed, as `change` steps say: what tells a copy
/// that is out of date. Key 0, of reads without a key, changes with anything.
class Changes {
 public:
  void note(std::uint64_t key, SimTime now) {
    last_[key].at = now;
    last_[0].at = now;
  }

  /// A step of the program notes changes.
  void expect() { are_noted_ = true; }
  bool are_noted() const { return are_noted_; }

  /// Whether a copy of the data as they were at `as_of` lacks a change.
  bool outdates(std::uint64_t key, SimTime as_of) {
    if (!are_noted_) return false;
    const Last* const last = last_.find(key);
    return last != nullptr && last->at > as_of;
  }

  /// The key of a value: item 7 is not user 7.
  static std::uint64_t key(std::uint32_t attribute, std::uint32_t value) {
    return (std::uint64_t{attribute} + 1) << 32 | value;
  }

 private:
  struct Last {
    SimTime at;
  };
  FlatMap<Last> last_;
  bool are_noted_ = false;
};

}  // namespace plimsoll
