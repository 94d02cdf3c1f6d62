#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/spec/diagnostic.hpp"

/// A sweep is one model at many points. A point takes one value of every list; lists that are zipped turn
/// together. `load()` reads the lists (LoadResult::sweep), these functions count and name the points, and
/// `load()` with LoadRequest::point gives the model at one of them, its problems located where the value was
/// written.
namespace plimsoll::spec {

/// The address of the list that takes cases in turn, and of the list of what is zipped.
inline constexpr const char* kSweptCase = "case";
inline constexpr const char* kZip = "zip";

/// One line of [sweep]: the values that one setting takes in turn, each as it would stand behind `--set
/// ADDRESS=`; of `case` the names of cases, "" for none.
struct SweepAxis {
  std::string address;
  std::vector<std::string> values;
  Place place;
  std::size_t group = 0;  // axes of one group turn together and are equally long
};

/// How many points these lists have: the product over groups, at most the largest number there is; 1 without
/// any list, which is the model as it stands.
std::uint64_t points_of(const std::vector<SweepAxis>& axes);

/// Which value each list takes at point `number`, from 0. The group that is written first turns slowest, like
/// the outermost of nested loops.
std::vector<std::size_t> indices_at(const std::vector<SweepAxis>& axes, std::uint64_t number);

/// The values themselves, in the order of the lists, as written in TOML.
std::vector<std::string> values_at(const std::vector<SweepAxis>& axes, std::uint64_t number);

/// Points that between them take every value of every list, each with one group moved from its first value:
/// enough to see whether a value can be taken at all, where all combinations would be too many.
std::vector<std::uint64_t> points_one_by_one(const std::vector<SweepAxis>& axes);

/// A value as people read it: a text without its quotes.
std::string unquoted(const std::string& value);

}  // namespace plimsoll::spec
