#include "study/books.hpp"

#include <fmt/format.h>

#include "sim/check.hpp"

namespace plimsoll {
namespace {

std::string part_called(const std::string& name) { return "part '" + name + "'"; }
std::string request_called(const std::string& name) { return "request '" + name + "'"; }

template <typename Left, typename Right>
void must_equal(Left left, Right right, const std::string& whose, const char* law) {
  if (left == right) return;
  stop_as_wrong(fmt::format("the books do not balance: {}: {}: {} is not {}", whose, law, left, right));
}

std::uint64_t modulo(uint128 sum) { return static_cast<std::uint64_t>(sum); }
std::uint64_t modulo(SimTime instant) { return static_cast<std::uint64_t>(instant.count()); }

/// The timeline and the stretches between events are counted beside the totals, and add up to them.
void check_cuts(const Recorder& recorder) {
  std::uint64_t arrived = 0, completed = 0, failed = 0;
  for (const KindRecord& kind : recorder.kinds()) {
    arrived += kind.arrived;
    completed += kind.completed;
    failed += kind.failed();
  }
  for (const TimelineSlice& slice : recorder.timeline()) {
    arrived -= slice.arrived;
    completed -= slice.completed;
    failed -= slice.failed;
  }
  must_equal(arrived, 0u, "timeline", "all that arrived less those in slices");
  must_equal(completed, 0u, "timeline", "all completed less those in slices");
  must_equal(failed, 0u, "timeline", "all failed less those in slices");
}

void check_segments(const Recorder& recorder, std::size_t kind, const std::string& whose) {
  if (recorder.segment_count() == 1) return;
  std::uint64_t completed = 0, failed = 0;
  for (std::size_t s = 0; s < recorder.segment_count(); ++s) {
    completed += recorder.segment(kind, s).completed;
    failed += recorder.segment(kind, s).failed;
  }
  must_equal(completed, recorder.kinds()[kind].completed, whose, "completed between events, in all");
  must_equal(failed, recorder.kinds()[kind].failed(), whose, "failed between events, in all");
}

}  // namespace

Books::Books(Engine& engine, const spec::Spec& spec)
    : opened_(engine.now()), start_(engine.take_census(spec.requests.size())) {}

void Books::check(Engine& engine, const spec::Spec& spec) const {
  const Census end = engine.take_census(spec.requests.size());
  for (std::size_t k = 0; k < spec.requests.size(); ++k) check_kind(engine, k, spec.requests[k].name, end);
  for (std::size_t p = 0; p < engine.parts().size(); ++p) {
    const Component& part = *engine.parts()[p];
    check_part(part.read(engine.now()).books, p, part.name(), end);
  }
  check_cuts(engine.recorder());
}

void Books::check_kind(Engine& engine, std::size_t kind, const std::string& name, const Census& end) const {
  const KindRecord& record = engine.recorder().kinds()[kind];
  const Census::Group& there = end.in_flight[kind];
  const Census::Group& were_there = start_.in_flight[kind];
  const std::string whose = request_called(name);
  must_equal(record.arrived_ever, record.ended_ever + there.count, whose,
             "arrived = ended + in flight, since t = 0");
  must_equal(record.in_flight_start, were_there.count, whose,
             "in flight at the start, by counter and by head");
  must_equal(record.in_flight_start + record.arrived, record.completed + record.failed() + there.count, whose,
             "in flight at the start + arrived = completed + failed + in flight");

  // Each arrival raises the level from its instant to the end of the window, each ending lowers it:
  // integral = level(end) * end - level(start) * start + instants of endings - instants of arrivals.
  const std::uint64_t in_flight_ns = there.count * modulo(engine.now()) - were_there.count * modulo(opened_) +
                                     record.ending_instants - record.arrival_instants;
  uint128 latencies = record.latency.sum_nanoseconds();
  for (const auto& failure : record.failures) latencies += failure ? failure->sum_nanoseconds() : 0;
  must_equal(in_flight_ns, modulo(latencies) + there.age_ns - were_there.age_ns, whose,
             "Little's law: requests in flight over time = latencies and ages [ns, modulo 2^64]");
  check_segments(engine.recorder(), kind, whose);
}

void Books::check_part(const PartBooks& books, std::size_t part, const std::string& name,
                       const Census& end) const {
  const std::string whose = part_called(name);
  must_equal(static_cast<std::uint64_t>(books.in_line), end.waiting[part].count, whose,
             "requests in line, by level and by head");
  must_equal(modulo(static_cast<uint128>(books.in_line_ns)),
             modulo(books.waited_ns) + modulo(books.gave_up_ns) + end.waiting[part].age_ns -
                 start_.waiting[part].age_ns,
             whose, "Little's law: requests in line over time = waits [ns, modulo 2^64]");
  must_equal(static_cast<std::uint64_t>(books.held_start) + books.let_in,
             static_cast<std::uint64_t>(books.held) + books.left, whose,
             "held at the start + let in = held + given back");
  if (books.beyond_size > 0) {
    stop_as_wrong(fmt::format("the books do not balance: {}: {} more places were held than there are", whose,
                              books.beyond_size));
  }
}

void check_reading(const Replication& replication, const spec::Spec& spec) {
  const auto check = [](const RawRequest& request, const std::string& whose) {
    double ended = request.completed;
    for (const double failed : request.failed) ended += failed;
    must_equal(request.in_flight_start + request.arrived, ended + request.in_flight_end, whose,
               "in flight at the start + arrived = completed + failed by reason + in flight");
  };
  for (std::size_t k = 0; k < spec.requests.size(); ++k) {
    check(replication.requests[k], request_called(spec.requests[k].name));
  }
  check(replication.all, "all requests");
}

}  // namespace plimsoll
