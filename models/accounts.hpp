#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

/// What a stretch of a request's time went to. Time passes for a request only while it is blocked at a step,
/// so each step that can block names an account, and every nanosecond is on exactly one.
enum class TimeUse : std::uint8_t {
  nobody,       // of a step that never blocks, or of work that no request waits for
  service,      // being served
  cpu_waiting,  // wanting a core: in line for it, or served more slowly because others share it
  waiting,      // in line for a worker, a connection, a lock, a turn, or for what another request fetches
  opening,      // a connection is being opened for it
  outside,      // in no part of the model: the verb `wait`
  retries,      // tries that were tried again, and the pauses between
  other         // a request kind with more accounts than it may have
};

/// The word for it in results: "cpu_waiting".
std::string_view word(TimeUse use);

struct Account {
  std::string part;  // empty where the time went to no part
  TimeUse use = TimeUse::nobody;
  bool operator==(const Account&) const = default;
};

/// The accounts that requests of one kind may use, numbered as the compiler meets them; number 0 is nobody's.
///
/// A guard that tries again needs to know what a failed try has taken. So accounts are made within scopes:
/// the body of such a guard is a scope of its own, whose accounts are neighbours, and a failed try is undone
/// by moving what stands on them (Engine::move_accounts). One pair of part and use may thus have several
/// numbers; whoever reads adds them up.
class AccountList {
 public:
  /// A kind with more accounts than these books the rest under `other`: a row of them stands beside every
  /// request in flight.
  static constexpr std::size_t kMost = 500;

  AccountList() : entries_(1) {}

  /// The account for `part` and `use` in `scope`.
  std::uint16_t single(std::uint32_t scope, const Account& account);
  /// Two neighbours: of a step at a processor, which books its service on the first and what else it took on
  /// the second.
  std::uint16_t pair(std::uint32_t scope, const Account& first, const Account& second);
  /// Whether `number` is the first of two.
  bool is_pair(std::uint16_t number) const { return entries_[number].is_pair; }

  const Account& operator[](std::size_t number) const { return entries_[number].account; }
  std::uint16_t size() const { return static_cast<std::uint16_t>(entries_.size()); }

 private:
  struct Entry {
    Account account;
    std::uint32_t scope = 0;
    bool is_pair = false;
  };
  std::uint16_t add(std::uint32_t scope, const Account& first, const Account* second);

  std::vector<Entry> entries_;
  std::uint16_t rest_ = 0;  // of `other`, once there is one
};

}  // namespace plimsoll
