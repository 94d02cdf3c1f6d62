#pragma once

#include <cstdint>
#include <vector>

#include "models/policies/lock_table.hpp"
#include "models/request.hpp"
#include "sim/flat_map.hpp"

namespace plimsoll {

class Engine;

/// Who waits for whom among the locks of one database: finds those who wait for each other in a circle.
///
///     waits for a row ──▶ those who hold it ──▶ the rows they wait for ──▶ ... ──▶ back to the first?
///
/// A transaction is a request with all its branches. Those before it in line need no looking at: they wait
/// for the same holders. Only who holds a lock can be waited for, so only those enter the graph whose place
/// in the program is inside another hold (or beside one): for others it costs nothing.
///
/// A branch that nobody waits for any more, and that waits itself, is not found: its wait limit ends it.
///
/// Checked by  circles of two and three; transfers at random, every one of which must end.
class LockGraph {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  /// Whether two requests are one transaction.
  static bool are_kin(void* engine, std::uint32_t one, std::uint32_t other);
  static RequestIndex transaction_of(Engine& engine, RequestIndex r);

  /// `r` waits with that claim. Returns the number of its wait.
  std::uint32_t begin(Engine& engine, RequestIndex r, const LockTable& table, std::uint32_t claim);
  void end(std::uint32_t wait);
  /// Who waits in a circle through that wait: `r` itself first; empty where there is none. Good until the
  /// next call.
  const std::vector<RequestIndex>& circle(Engine& engine, std::uint32_t wait);

 private:
  struct Wait {
    RequestIndex request = kNone, transaction = kNone;
    const LockTable* table = nullptr;
    std::uint32_t claim = none;
    std::uint32_t next = none;  // of the same transaction; also links free ones
    std::uint32_t from = none;  // the wait that led here, in the search that saw it last
    std::uint64_t search = 0;
  };

  bool look_behind(Engine& engine, std::uint32_t wait, RequestIndex start);

  std::vector<Wait> waits_;
  std::uint32_t free_ = none;
  FlatMap<std::uint32_t> first_of_;  // transaction -> its first wait
  std::vector<std::uint32_t> to_visit_;
  std::vector<RequestIndex> circle_;
  std::uint64_t search_ = 0;
};

}  // namespace plimsoll
