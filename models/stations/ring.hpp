#pragma once

#include <cstddef>
#include <vector>

namespace plimsoll {

/// First in, first out, in a vector that wraps round: nothing is allocated once it has been as long as it
/// gets.
template <typename T>
class Ring {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  /// The `k`-th from the front.
  T& operator[](std::size_t k) { return slots_[(head_ + k) & (slots_.size() - 1)]; }
  const T& operator[](std::size_t k) const { return slots_[(head_ + k) & (slots_.size() - 1)]; }

  void push_back(T value) {
    if (size_ == slots_.size()) grow();
    ++size_;
    (*this)[size_ - 1] = value;
  }
  void pop_front() {
    head_ = (head_ + 1) & (slots_.size() - 1);
    --size_;
  }
  void clear() { size_ = 0; }

 private:
  void grow() {
    std::vector<T> larger(slots_.empty() ? 8 : slots_.size() * 2);  // a power of two, as every size is
    for (std::size_t k = 0; k < size_; ++k) larger[k] = (*this)[k];
    slots_ = std::move(larger);
    head_ = 0;
  }

  std::vector<T> slots_;
  std::size_t head_ = 0, size_ = 0;
};

}  // namespace plimsoll
