#include <fmt/format.h>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"

namespace plimsoll::spec {
namespace {

constexpr std::string_view kUntilDrained = "until drained";
constexpr std::string_view kAuto = "auto";

bool read_warm_up(const Node& node, const std::string& address, Diagnostics& diagnostics, RunSettings& run) {
  run.finds_warm_up = node.is_text() && node.text() == kAuto;
  return run.finds_warm_up || read_value(node, address, diagnostics, run.warm_up);
}

bool read_length(const Node& node, const std::string& address, Diagnostics& diagnostics, RunSettings& run) {
  if (node.is_text() && node.text() == kUntilDrained) {
    run.until_drained = true;
    return true;
  }
  if (!read_value(node, address, diagnostics, run.duration)) return false;
  if (run.duration > Duration{}) return true;
  diagnostics.error(node.place(), address, "must be above 0 s, got 0 s");
  return false;
}

/// A run until no request is left ends only if requests stop coming.
void check_drained(Reading& reading, const Node& node) {
  const std::string address = "run." + node.key();
  if (reading.spec.run.kind != RunSettings::Kind::episode) {
    reading.diagnostics.error(node.place(), address, "only an episode runs until drained",
                              "add kind = \"episode\"");
    return;
  }
  for (const Traffic& traffic : reading.spec.traffic) {
    const bool ends =
        traffic.kind == Traffic::Kind::burst ||
        (!traffic.profile.empty() && !traffic.profile_repeats && traffic.profile.back().rate.per_second == 0);
    if (ends) continue;
    reading.diagnostics.error(node.place(), address,
                              fmt::format("traffic '{}' never stops coming", traffic.name),
                              "give it a burst or a profile that ends at \"0 /s\", or the run a duration");
    return;
  }
}

}  // namespace

void read_run(Reading& reading, const Node& root) {
  const Node empty = Node::table({});
  const Node* const written = root.find("run");
  if (written != nullptr && !written->is_table()) {
    report_not(*written, "run", reading.diagnostics, "a table", "write [run]");
    return;
  }
  const Node& table = written == nullptr ? empty : *written;
  RunSettings& run = reading.spec.run;
  const auto read_duration = [&](const Node& node, const std::string& at, Diagnostics& diagnostics) {
    return read_length(node, at, diagnostics, run);
  };
  const auto write_duration = [&] {
    return run.until_drained ? quoted(kUntilDrained) : write_value(run.duration);
  };
  Fields fields;
  using Kind = RunSettings::Kind;
  const Node* const kind = table.find("kind");
  if (kind != nullptr && kind->text() == "episode")
    run.finds_warm_up = false;  // it is looked at from the start
  fields.choice<Kind>("kind", run.kind, {{"steady", Kind::steady}, {"episode", Kind::episode}},
                      "\"steady\": looked at after a warm-up; \"episode\": from 0 s to its end.");
  fields.custom(
      "warm_up", "time or \"auto\"", "Time before anything is counted; \"auto\": found by pilot runs.", false,
      [&](const Node& node, const std::string& at, Diagnostics& diagnostics) {
        return read_warm_up(node, at, diagnostics, run);
      },
      [&] { return run.finds_warm_up ? quoted(kAuto) : write_value(run.warm_up); });
  fields.custom("duration", "time or \"until drained\"", "Time counted after the warm-up.", false,
                read_duration, write_duration);
  fields.optional("replications", run.replications, "Independent runs.").at_least(1).at_most(100'000);
  std::int64_t seed = static_cast<std::int64_t>(run.seed);
  fields.optional("seed", seed, "Same seed, same luck.");
  std::vector<std::string> measures;
  describe_precision(run, measures, fields);
  describe_variance_reduction(run, fields);
  fields.optional("exact_events", run.exact_events,
                  "An event for each user who thinks, instead of one for all where their law allows it.");
  // Not written while it is off: models without it keep their digest.
  Field& exact = *fields.find("exact_events");
  exact.write = [&run, write = exact.write] { return run.exact_events ? write() : std::string(); };
  const Node* const lasts = table.find("lasts");
  if (lasts != nullptr) {  // an episode lasts, a steady run has a duration: either word will do
    fields.custom("lasts", "time or \"until drained\"", "The same as duration.", false, read_duration,
                  [] { return std::string(); });
  }
  reading.begin_table("run");
  reading.read_fields(table, "run", "[run]", fields);
  run.seed = static_cast<std::uint64_t>(seed);
  const Node* const duration = table.find("duration");
  if (lasts != nullptr && duration != nullptr) {
    reading.diagnostics.error(lasts->key_place(), "run", "has both duration and lasts",
                              "keep one of the two");
  }
  const Node* const warm_up = table.find("warm_up");
  if (run.kind == Kind::episode && warm_up != nullptr && (run.finds_warm_up || run.warm_up != Duration{})) {
    reading.diagnostics.error(warm_up->place(), "run.warm_up",
                              "an episode is looked at from 0 s and has no warm-up", "leave it out");
  }
  if (!run.until_drained && SimTime{} + run.warm_up + run.duration == SimTime::max()) {
    const Node* const length = duration != nullptr ? duration : lasts != nullptr ? lasts : warm_up;
    reading.diagnostics.error(length->place(), "run." + length->key(),
                              "ends after more than 292 years, which is as far as simulated time goes");
  }
  settle_precision(reading, table, measures);
  check_pairs(reading, table);
  if (run.until_drained) check_drained(reading, duration != nullptr ? *duration : *lasts);
}

}  // namespace plimsoll::spec
