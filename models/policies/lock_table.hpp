#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/time.hpp"

namespace plimsoll {

/// Records that never move, by number. Memory comes in pieces when one of their numbers is first made, so
/// that a growing array copies nothing and one with gaps has no memory for them.
template <typename T>
class Pieces {
 public:
  T& operator[](std::uint32_t number) { return pieces_[number / kPiece][number % kPiece]; }
  const T& operator[](std::uint32_t number) const { return pieces_[number / kPiece][number % kPiece]; }
  /// The record of that number, and if need be all of its piece, as `initial`.
  T& make(std::uint32_t number, const T& initial = {}) {
    const std::uint32_t piece = number / kPiece;
    if (piece >= pieces_.size()) pieces_.resize(piece + 1);
    if (pieces_[piece] == nullptr) [[unlikely]] {
      pieces_[piece] = std::make_unique_for_overwrite<T[]>(kPiece);
      std::fill_n(pieces_[piece].get(), kPiece, initial);
      ++made_;
    }
    return pieces_[piece][number % kPiece];
  }
  /// Calls `see` with all records of all pieces that are there, in order of their numbers.
  template <typename Self, typename See>
  static void each(Self& self, const See& see) {
    for (auto& piece : self.pieces_) {
      for (std::uint32_t k = 0; piece != nullptr && k < kPiece; ++k) see(piece[k]);
    }
  }
  std::size_t bytes() const { return made_ * kPiece * sizeof(T) + pieces_.capacity() * sizeof(pieces_[0]); }

 private:
  static constexpr std::uint32_t kPiece = 512;
  std::vector<std::unique_ptr<T[]>> pieces_;
  std::size_t made_ = 0;
};

/// The rule of locks: who holds which row, who waits for it, who is next.
///
///     claim ──▶ compatible, and nobody before it? ──▶ held ──▶ release ──▶ those who are let in
///                  └─ no ──▶ waits for the row ──▶ withdraw, or let in
///
/// An *exclusive* claim goes with no other, or with up to `places` - 1 exclusive ones; a *shared* claim goes
/// with any number of shared ones. Who waits is let in by `Order`:
///
///     in_turn        first come, first served: who comes after a waiting writer waits behind it, so nobody
///                    starves, and readers next to each other are let in together
///     readers_first  readers go in whenever no writer holds the row; writers may wait for ever
///     writers_first  readers wait while a writer waits; readers may wait for ever
///
/// With `polls` nobody is let in: who waits asks again (poll), and whoever asks first when the row is free
/// has it.
///
/// One owner may claim a row that it holds already: claim_again() counts only what others hold, and if it
/// has to wait it waits in front of everybody, who wait for it anyway.
///
/// Memory      24 bytes a row that was ever claimed and 20 a claim. Up to 1,048,576 keys a row is found by
///             its key, and its 511 neighbours come with it; beyond, in a table at most 3/4 full of 8 bytes.
/// Randomness  none.
/// Checked by  short stories; a plain list of claims that is asked the same at random.
class LockTable {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr std::uint32_t kMostRows = (1U << 29) - 1;
  static constexpr std::uint32_t kMostFoundByKey = 1U << 20;
  enum class Mode : std::uint8_t { exclusive, shared };
  enum class Order : std::uint8_t { in_turn, readers_first, writers_first };
  /// Whether two owners are one transaction.
  struct Kinship {
    bool (*are_kin)(void* context, std::uint32_t one, std::uint32_t other);
    void* context;
  };

  /// `keys`: they are all below that; 0 if that is not known.
  LockTable(std::uint32_t places, Order order, bool polls, std::uint64_t keys = 0,
            Kinship kinship = {is_same, nullptr});

  /// Claims the row of `key` for `owner`; is_held() says whether it has it at once.
  std::uint32_t claim(SimTime now, std::uint32_t key, std::uint32_t owner, Mode mode);
  /// The same for an owner that may hold the row already.
  std::uint32_t claim_again(SimTime now, std::uint32_t key, std::uint32_t owner, Mode mode);
  bool is_held(std::uint32_t claim) const { return claims_[claim].is_held; }
  /// Whoever waits asks again: true if it has the row now.
  bool poll(SimTime now, std::uint32_t claim);
  /// A claim that is held ends. Returns the claims that are let in for it; good until the next call.
  std::span<const std::uint32_t> release(SimTime now, std::uint32_t claim);
  /// A claim that waits ends. Those behind it may be let in.
  std::span<const std::uint32_t> withdraw(SimTime now, std::uint32_t claim);
  /// From now on the claim is somebody else's.
  void hand_over(std::uint32_t claim, std::uint32_t owner) { claims_[claim].owner = owner; }

  std::uint32_t owner(std::uint32_t claim) const { return claims_[claim].owner; }
  Mode mode(std::uint32_t claim) const { return claims_[claim].is_shared ? Mode::shared : Mode::exclusive; }
  std::uint32_t row(std::uint32_t claim) const { return claims_[claim].row; }
  /// The claims that hold the row of one, the last to be let in first.
  std::uint32_t first_holder(std::uint32_t claim) const { return rows_[claims_[claim].row].holders; }
  std::uint32_t next_holder(std::uint32_t claim) const { return claims_[claim].next; }

  /// The number of the row of `key`, which gets one if it has none.
  std::uint32_t row_of(std::uint32_t key);

  /// Times count from `now` on.
  void reset_times(SimTime now);
  /// How long the busiest row was held exclusively [ns], by several holders as often: since reset_times().
  std::int64_t busiest_ns(SimTime now) const;
  /// Memory held [bytes].
  std::size_t bytes() const;

 private:
  /// Times of exclusive holders: each adds the instant of its end and takes away that of its start.
  struct Row {
    std::uint32_t holders = none;  // claims
    std::uint32_t line = none;     // who waits; most rows have none
    std::uint32_t shared = 0, exclusive = 0;
    std::uint64_t busy_ns = 0;  // modulo 2^64, short of `now` for each exclusive holder
  };
  struct Claim {
    std::uint32_t owner = none;
    std::uint32_t row : 29 = 0;
    std::uint32_t is_shared : 1 = 0, is_held : 1 = 0, is_again : 1 = 0;
    std::uint32_t next = none, previous = none;  // holders of the row, or those who wait in its mode
    std::uint32_t turn = 0;                      // who came before whom; wraps around
  };
  /// Who waits for a row, by mode.
  struct Line {
    std::uint32_t head[2] = {none, none}, tail[2] = {none, none};
    bool is_empty() const { return head[0] == none && head[1] == none; }
  };
  struct Slot {
    std::uint32_t key = 0, row = none;
  };

  static bool is_same(void*, std::uint32_t one, std::uint32_t other) { return one == other; }
  std::uint32_t row_in_table(std::uint32_t key);
  static std::uint32_t hash_of(std::uint32_t key);
  std::size_t slot_of(std::uint32_t key) const;
  void grow_table();

  std::uint32_t new_claim(std::uint32_t row, std::uint32_t owner, Mode mode);
  static bool is_compatible(std::uint32_t shared, std::uint32_t exclusive, std::uint32_t places, Mode mode) {
    return mode == Mode::shared ? exclusive == 0 : shared == 0 && exclusive < places;
  }
  bool is_compatible_with_others(std::uint32_t claim) const;
  bool must_wait_in_line(const Row& row, Mode mode) const;
  void grant(SimTime now, std::uint32_t claim);
  void wait(std::uint32_t claim, bool at_front);
  void leave_line(std::uint32_t claim);
  std::uint32_t next_in(const Line& line) const;
  std::span<const std::uint32_t> let_in(SimTime now, std::uint32_t row);
  void forget(std::uint32_t claim);

  std::uint32_t places_;
  Order order_;
  bool polls_, is_found_by_key_;
  Kinship kinship_;
  std::vector<Slot>
      slots_;  // open addressing, linear probing; a power of two. Empty if rows are found by key
  Pieces<Row> rows_;
  Pieces<Claim> claims_;
  Pieces<Line> lines_;
  std::uint32_t row_count_ = 0, claim_count_ = 0, line_count_ = 0;  // numbers ever given, but for rows by key
  std::uint32_t free_claim_ = none, free_line_ = none, turn_ = 0;
  std::vector<std::uint32_t> let_in_;
};

}  // namespace plimsoll
