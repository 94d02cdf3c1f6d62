#include "models/tracer.hpp"

#include <algorithm>
#include <utility>

#include "models/program.hpp"

namespace plimsoll {
namespace {

/// The number of `place` in `places`, where it is put if it is new.
std::int32_t number_of(RequestTrace::Place place, std::vector<RequestTrace::Place>& places) {
  const auto found = std::find(places.begin(), places.end(), place);
  if (found != places.end()) return static_cast<std::int32_t>(found - places.begin());
  places.push_back(std::move(place));
  return static_cast<std::int32_t>(places.size() - 1);
}

}  // namespace

Tracer::Tracer(std::size_t most, const Luck& luck)
    : most_(most), stream_(luck.stream("sample of requests")) {}

Tracer::Part& Tracer::part(RequestIndex r) {
  if (r >= parts_.size()) parts_.resize(std::max<std::size_t>(std::size_t{r} + 1, parts_.size() * 2));
  return parts_[r];
}

Tracer::Record* Tracer::record_of(RequestIndex r) {
  if (r >= parts_.size() || parts_[r].record == kNone) return nullptr;
  Record& record = open_[parts_[r].record];
  return record.generation == parts_[r].generation ? &record : nullptr;
}

void Tracer::arrived(RequestIndex r) {
  const std::uint64_t number = arrivals_++;
  const std::uint64_t luck = stream_.bits(number);
  if (luck >= highest_) return;
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(open_.size()));
    open_.emplace_back();
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  Record& record = open_[place];
  const std::uint32_t generation = record.generation;
  record = {};
  record.generation = generation;
  record.number = number;
  record.luck = luck;
  part(r) = {place, generation, 0};
}

void Tracer::branched(RequestIndex from, RequestIndex branch) {
  Record* const record = record_of(from);
  if (record == nullptr) return;
  const Part parent = parts_[from];
  part(branch) = {parent.record, parent.generation, ++record->branches};
}

void Tracer::blocked(RequestIndex r, const Step* step, std::uint16_t account, SimTime since, SimTime now) {
  Record* const record = record_of(r);
  if (record == nullptr || now <= since) return;
  record->stretches.push_back({step, since, now - since, parts_[r].branch, account});
}

void Tracer::ended(RequestIndex r, const Request& request, SimTime now, bool succeeded) {
  Record* const record = record_of(r);
  if (record == nullptr) return;
  record->kind = request.kind;
  record->why = succeeded ? 0 : request.why;
  record->arrived = request.arrived;
  record->latency = now - request.arrived;
  ++record->generation;  // branches that are still on their way are left to themselves
  free_.push_back(parts_[r].record);
  keep(std::move(*record));
}

void Tracer::released(RequestIndex r) {
  if (r < parts_.size()) parts_[r].record = kNone;
}

void Tracer::keep(Record record) {
  if (record.luck >= highest_) return;
  if (sample_.size() == most_) {
    std::pop_heap(sample_.begin(), sample_.end(), has_less_luck);
    sample_.pop_back();
  }
  sample_.push_back(std::move(record));
  std::push_heap(sample_.begin(), sample_.end(), has_less_luck);
  if (sample_.size() == most_) highest_ = sample_.front().luck;
}

void Tracer::end_warm_up() {
  sample_.clear();
  highest_ = std::numeric_limits<std::uint64_t>::max();
}

RequestTrace Tracer::read(Program& program) const {
  RequestTrace trace;
  std::vector<const Record*> in_order;
  for (const Record& record : sample_) in_order.push_back(&record);
  std::sort(in_order.begin(), in_order.end(),
            [](const Record* a, const Record* b) { return a->number < b->number; });
  for (const Record* record : in_order) {
    trace.number.push_back(record->number);
    trace.luck.push_back(record->luck);
    trace.kind.push_back(record->kind);
    trace.why.push_back(record->why);
    trace.arrived_ns.push_back((record->arrived - SimTime{}).count());
    trace.latency_ns.push_back(record->latency.count());
    trace.stretches.push_back(record->stretches.size());
    const AccountList& accounts = program.accounts_of_kind()[static_cast<std::size_t>(record->kind)];
    for (const Stretch& stretch : record->stretches) {
      const Account& account = accounts[stretch.account];
      trace.place.push_back(
          number_of({program.name_of(stretch.step), account.part, account.use}, trace.places));
      trace.branch.push_back(stretch.branch);
      trace.begins_ns.push_back((stretch.since - SimTime{}).count());
      trace.takes_ns.push_back(stretch.takes.count());
    }
  }
  return trace;
}

}  // namespace plimsoll
