#pragma once

#include <cstddef>

#include "models/engine.hpp"

namespace plimsoll {

/// Requests waiting in order of arrival. Linked through the requests themselves: anyone may leave from
/// anywhere in constant time, and waiting allocates nothing.
class WaitingLine {
 public:
  bool empty() const { return head_ == kNone; }
  std::size_t size() const { return size_; }
  RequestIndex front() const { return head_; }

  void push_back(Engine& engine, RequestIndex r) {
    Request& request = engine.request(r);
    PLIMSOLL_CHECK(!request.is_waiting);
    request.is_waiting = true;
    request.since = engine.now();
    request.previous = tail_;
    request.next = kNone;
    (tail_ == kNone ? head_ : engine.request(tail_).next) = r;
    tail_ = r;
    ++size_;
  }

  void remove(Engine& engine, RequestIndex r) {
    Request& request = engine.request(r);
    PLIMSOLL_CHECK(request.is_waiting);
    request.is_waiting = false;
    (request.previous == kNone ? head_ : engine.request(request.previous).next) = request.next;
    (request.next == kNone ? tail_ : engine.request(request.next).previous) = request.previous;
    --size_;
  }

  RequestIndex pop_front(Engine& engine) {
    const RequestIndex r = head_;
    remove(engine, r);
    return r;
  }

 private:
  RequestIndex head_ = kNone, tail_ = kNone;
  std::size_t size_ = 0;
};

}  // namespace plimsoll
