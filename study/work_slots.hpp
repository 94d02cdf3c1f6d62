#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>

namespace plimsoll {

/// So many places to work, shared by runs that go on side by side: each keeps the machine busy where another
/// has nothing to do, and the one of the lowest rank is served first, so that few are half done at any time.
class WorkSlots {
 public:
  explicit WorkSlots(int count) : count_(count), free_(count) {}
  WorkSlots(const WorkSlots&) = delete;
  WorkSlots& operator=(const WorkSlots&) = delete;

  int count() const { return count_; }
  /// How many stand in line.
  std::size_t waiting();

  /// Places that are given back at the end of the scope.
  class Held {
   public:
    Held(WorkSlots* slots, std::uint64_t rank, int places);
    ~Held();
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    WorkSlots* slots_;  // may be null: then nobody else works here
    int places_;
  };

 private:
  void take(std::uint64_t rank, int places);
  void give_back(int places);

  const int count_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::multiset<std::uint64_t> waiting_;  // ranks
  int free_;
};

}  // namespace plimsoll
