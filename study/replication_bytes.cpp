#include "study/replication_bytes.hpp"

#include <bit>
#include <cstdint>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "sim/check.hpp"
#include "sim/int128.hpp"

namespace plimsoll {
namespace {

/// Writes values one behind the other, whole numbers with the least byte first.
class Writer {
 public:
  static constexpr bool kReads = false;
  explicit Writer(char kind) { bytes_ = std::string("plimsoll ") + kind + "1\n"; }

  void number(std::uint64_t& value) {
    for (unsigned shift = 0; shift < 64; shift += 8)
      bytes_.push_back(static_cast<char>(value >> shift & 0xff));
  }
  void text(std::string& value) {
    std::uint64_t size = value.size();
    number(size);
    bytes_ += value;
  }
  void size(std::size_t& value, std::size_t) {
    std::uint64_t wide = value;
    number(wide);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what a Writer of the same kind wrote.
class Reader {
 public:
  static constexpr bool kReads = true;
  Reader(char kind, std::string_view bytes) : left_(bytes) {
    const std::string head = std::string("plimsoll ") + kind + "1\n";
    if (!left_.starts_with(head))
      throw std::invalid_argument("bytes of another version, or of something else");
    left_.remove_prefix(head.size());
  }

  void number(std::uint64_t& value) {
    need(8);
    value = 0;
    for (unsigned k = 0; k < 8; ++k) value |= std::uint64_t{static_cast<unsigned char>(left_[k])} << (8 * k);
    left_.remove_prefix(8);
  }
  void text(std::string& value) {
    std::size_t length = 0;
    size(length, 1);
    value = left_.substr(0, length);
    left_.remove_prefix(length);
  }
  /// The number of entries of a list, each of at least so many bytes.
  void size(std::size_t& value, std::size_t least) {
    std::uint64_t wide = 0;
    number(wide);
    if (least > 0 && wide > left_.size() / least) throw std::invalid_argument("bytes that are cut off");
    value = static_cast<std::size_t>(wide);
  }
  void end() const {
    if (!left_.empty()) throw std::invalid_argument("bytes with something behind them");
  }

 private:
  void need(std::size_t count) const {
    if (left_.size() < count) throw std::invalid_argument("bytes that are cut off");
  }
  std::string_view left_;
};

// What each type is made of is said once, for writing and for reading. Structured bindings name every member:
// where one is added, this file no longer compiles until it is here too.

template <typename Archive>
void pass(Archive& archive, Replication& one);

template <typename Archive>
void pass(Archive& archive, std::uint64_t& value) {
  archive.number(value);
}

template <typename Archive, typename Value>
requires std::is_arithmetic_v<Value> || std::is_enum_v<Value>
void pass(Archive& archive, Value& value) {
  std::uint64_t wide = 0;
  if constexpr (std::is_same_v<Value, double>) {
    wide = std::bit_cast<std::uint64_t>(value);
    archive.number(wide);
    value = std::bit_cast<double>(wide);
  } else {
    wide = static_cast<std::uint64_t>(value);
    archive.number(wide);
    value = static_cast<Value>(wide);
  }
}

template <typename Archive>
void pass(Archive& archive, uint128& value) {
  auto low = static_cast<std::uint64_t>(value);
  auto high = static_cast<std::uint64_t>(value >> 64);
  archive.number(low);
  archive.number(high);
  value = static_cast<uint128>(high) << 64 | low;
}

template <typename Archive>
void pass(Archive& archive, std::string& value) {
  archive.text(value);
}

template <typename Archive, typename First, typename Second>
void pass(Archive& archive, std::pair<First, Second>& value) {
  pass(archive, value.first);
  pass(archive, value.second);
}

template <typename Archive, typename... Values>
void pass_all(Archive& archive, Values&... values);

template <typename Archive>
void pass(Archive& archive, Histogram& one) {
  one.pass_to([&](auto&... members) { pass_all(archive, members...); });
}

template <typename Archive, typename Value>
void pass(Archive& archive, std::vector<Value>& values) {
  std::size_t size = values.size();
  archive.size(size, 8);
  if constexpr (Archive::kReads) values.resize(size);
  for (Value& value : values) pass(archive, value);
}

template <typename Archive>
void pass(Archive& archive, Account& one) {
  auto& [part, use] = one;
  pass_all(archive, part, use);
}

template <typename Archive>
void pass(Archive& archive, Lifetimes::Ended& one) {
  auto& [lasted, count] = one;
  std::int64_t nanoseconds = lasted.count();
  pass_all(archive, nanoseconds, count);
  lasted = Duration::ns(nanoseconds);
}

template <typename Archive>
void pass(Archive& archive, DrawTally& one) {
  auto& [of, name, surplus] = one;
  pass_all(archive, of, name, surplus);
}

template <typename Archive>
void pass(Archive& archive, RawLatency& one) {
  auto& [mean, p50, p90, p95, p99, p999, max, histogram] = one;
  pass_all(archive, mean, p50, p90, p95, p99, p999, max, histogram);
}

template <typename Archive>
void pass(Archive& archive, RawAttribution& one) {
  auto& [mean, p95, p99, sums] = one;
  PLIMSOLL_CHECK(sums.empty());  // they are forgotten when a replication ends
  pass_all(archive, mean, p95, p99);
}

template <typename Archive>
void pass(Archive& archive, RawRequest& one) {
  auto& [arrived, completed, degraded, in_flight_start, in_flight_end, latency, attribution, failed,
         failed_latency] = one;
  pass_all(archive, arrived, completed, degraded, in_flight_start, in_flight_end, latency, attribution,
           failed, failed_latency);
}

template <typename Archive>
void pass(Archive& archive, RawPart& one) {
  auto& [instances, mean_instances, utilisation, in_use, waiting, served, refused, can_wait, lives,
         waiting_growth, in_use_growth, wait, own] = one;
  pass_all(archive, instances, mean_instances, utilisation, in_use, waiting, served, refused, can_wait, lives,
           waiting_growth, in_use_growth, wait, own);
}

template <typename Archive>
void pass(Archive& archive, RawSlice& one) {
  auto& [arrived, completed, failed, latency_sum_seconds] = one;
  pass_all(archive, arrived, completed, failed, latency_sum_seconds);
}

template <typename Archive>
void pass(Archive& archive, RequestTrace::Place& one) {
  auto& [step, part, use] = one;
  pass_all(archive, step, part, use);
}

template <typename Archive>
void pass(Archive& archive, RequestTrace& one) {
  auto& [places, number, luck, kind, why, arrived, latency, stretches, place, branch, begins, takes] = one;
  pass_all(archive, places, number, luck, kind, why, arrived, latency, stretches, place, branch, begins,
           takes);
}

template <typename Archive>
void pass(Archive& archive, Stretches& one) {
  auto& [all, likeness, why_not] = one;
  pass_all(archive, all, likeness, why_not);
}

template <typename Archive>
void pass(Archive& archive, Replication& one) {
  auto& [is_finished, has_histograms, measured_seconds, events, digest, reasons, accounts, requests, all,
         parts, users, objectives, objective_latency, precision, precision_latency, timeline, slice_seconds,
         tallies, stretches, sample] = one;
  pass_all(archive, is_finished, has_histograms, measured_seconds, events, digest, reasons, accounts,
           requests, all, parts, users, objectives, objective_latency, precision, precision_latency, timeline,
           slice_seconds, tallies, stretches, sample);
}

template <typename Archive>
void pass(Archive& archive, PilotSeries& one) {
  auto& [name, amount, weight] = one;
  pass_all(archive, name, amount, weight);
}

template <typename Archive>
void pass(Archive& archive, Pilot& one) {
  auto& [is_finished, series] = one;
  pass_all(archive, is_finished, series);
}

template <typename Archive, typename... Values>
void pass_all(Archive& archive, Values&... values) {
  (pass(archive, values), ...);
}

template <typename Value>
std::string written(char kind, Value value) {
  Writer writer(kind);
  pass(writer, value);
  return writer.take();
}

template <typename Value>
Value read(char kind, std::string_view bytes) {
  Reader reader(kind, bytes);
  Value value;
  pass(reader, value);
  reader.end();
  return value;
}

}  // namespace

std::string to_bytes(const Replication& replication) { return written('R', replication); }
Replication replication_from_bytes(std::string_view bytes) { return read<Replication>('R', bytes); }

std::string to_bytes(const Pilot& pilot) { return written('P', pilot); }
Pilot pilot_from_bytes(std::string_view bytes) { return read<Pilot>('P', bytes); }

std::string to_bytes(const Histogram& histogram) { return written('H', histogram); }
Histogram histogram_from_bytes(std::string_view bytes) { return read<Histogram>('H', bytes); }

}  // namespace plimsoll
