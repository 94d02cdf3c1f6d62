#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

#include "models/request.hpp"
#include "sim/check.hpp"

namespace plimsoll {

/// The requests in flight, each with its slots, tickets and accounts behind it: one row of whole cache lines.
///
///     [ Request | accounts (8 bytes each) | slots (4 each) | tickets (4 each) ]
///
/// Rows never move. The index last released is the first to be reused, so a table stays in the cache whatever
/// the number of users who think. Nothing is allocated once as many have been in flight as ever will be.
class RequestTable {
 public:
  /// How many of each a row has. Before the first acquire().
  void set_places(std::uint32_t slots, std::uint32_t tickets) {
    slots_ = slots;
    tickets_ = tickets;
    lay_out();
  }
  void set_accounts(std::uint32_t accounts) {
    accounts_ = accounts;
    lay_out();
  }

  /// A new request: all its places are 0.
  RequestIndex acquire() {
    RequestIndex r = first_free_;
    if (r == kNone) {
      r = fresh();
    } else {
      first_free_ = (*this)[r].next;
    }
    std::byte* const start = row(r);
    Request& request = *request_at(start);
    const std::uint32_t cancelled_wakes = request.cancelled_wakes;
    request = Request{};
    request.cancelled_wakes = cancelled_wakes;
    request.is_live = true;
    std::memset(start + sizeof(Request), 0, places_end_ - sizeof(Request));
    ++size_;
    return r;
  }

  /// Precondition: it is live.
  void release(RequestIndex r) {
    Request& request = (*this)[r];
    PLIMSOLL_CHECK(request.is_live);
    request.is_live = false;
    request.next = first_free_;
    first_free_ = r;
    --size_;
  }

  Request& operator[](RequestIndex r) { return *request_at(row(r)); }
  const Request& operator[](RequestIndex r) const { return *request_at(row(r)); }
  std::int64_t* accounts(RequestIndex r) { return places<std::int64_t>(r, sizeof(Request)); }
  std::uint32_t& slot(RequestIndex r, std::uint32_t k) { return places<std::uint32_t>(r, first_slot_)[k]; }
  std::uint32_t& ticket(RequestIndex r, std::uint32_t k) {
    return places<std::uint32_t>(r, first_ticket_)[k];
  }

  /// Starts to fetch a row into the cache; any number may be asked for.
  void prefetch(RequestIndex r) const {
    if (r >= end_) return;
    const std::byte* const start = row(r);
    for (std::size_t line = 0; line < kPrefetched; ++line) __builtin_prefetch(start + line * kLine);
  }

  bool is_live(RequestIndex r) const { return r < end_ && (*this)[r].is_live; }
  /// One more than the greatest index ever handed out.
  RequestIndex end() const { return end_; }
  std::size_t size() const { return size_; }
  /// Bytes of one row.
  std::size_t row_size() const { return row_size_; }

 private:
  static constexpr std::size_t kLine = 64;
  static constexpr std::size_t kPrefetched = 3;    // lines: the record and the first accounts
  static constexpr std::uint32_t kChunkShift = 9;  // 512 rows in a chunk
  static constexpr std::uint32_t kChunk = 1u << kChunkShift;

  static_assert(std::is_trivially_copyable_v<Request> && alignof(Request) <= kLine);

  void lay_out() {
    PLIMSOLL_CHECK(end_ == 0);
    first_slot_ = sizeof(Request) + accounts_ * sizeof(std::int64_t);
    first_ticket_ = first_slot_ + slots_ * sizeof(std::uint32_t);
    places_end_ = first_ticket_ + tickets_ * sizeof(std::uint32_t);
    row_size_ = (places_end_ + kLine - 1) / kLine * kLine;
  }

  static Request* request_at(std::byte* start) { return std::launder(reinterpret_cast<Request*>(start)); }
  std::byte* row(RequestIndex r) const { return chunks_[r >> kChunkShift] + (r & (kChunk - 1)) * row_size_; }
  template <typename T>
  T* places(RequestIndex r, std::size_t offset) {
    return reinterpret_cast<T*>(row(r) + offset);
  }

  RequestIndex fresh() {
    PLIMSOLL_CHECK(end_ != kNone);
    if (end_ >> kChunkShift == chunks_.size()) {
      std::size_t space = kChunk * row_size_ + kLine - 1;
      memory_.push_back(std::make_unique_for_overwrite<std::byte[]>(space));
      void* start = memory_.back().get();
      chunks_.push_back(static_cast<std::byte*>(std::align(kLine, kChunk * row_size_, start, space)));
    }
    ::new (static_cast<void*>(row(end_))) Request{};
    return end_++;
  }

  std::vector<std::unique_ptr<std::byte[]>> memory_;
  std::vector<std::byte*> chunks_;  // the first whole cache line in each piece of memory
  std::size_t row_size_ = (sizeof(Request) + kLine - 1) / kLine * kLine;
  std::size_t first_slot_ = sizeof(Request), first_ticket_ = sizeof(Request), places_end_ = sizeof(Request);
  std::size_t slots_ = 0, tickets_ = 0, accounts_ = 0;
  RequestIndex first_free_ = kNone;
  RequestIndex end_ = 0;
  std::size_t size_ = 0;
};

}  // namespace plimsoll
