#include "models/build.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/catalogue.hpp"
#include "models/compiler.hpp"
#include "models/guard_stop.hpp"
#include "models/live_settings.hpp"
#include "models/model_problem.hpp"
#include "models/planned_queries.hpp"
#include "models/program.hpp"

namespace plimsoll {
namespace {

constexpr std::size_t kTimelineSlices = 60;

std::vector<std::unique_ptr<Component>> make_parts(const spec::Spec& spec) {
  std::vector<std::unique_ptr<Component>> parts;
  parts.reserve(spec.parts.size());
  for (const spec::Part& part : spec.parts) parts.push_back(find_kind(part.kind->name)->make(part));
  return parts;
}

std::vector<Source> make_sources(const spec::Spec& spec, Compiler& compiler, const Luck& luck) {
  std::vector<Source> sources;
  std::uint64_t first_user = 0;
  for (const spec::Traffic& traffic : spec.traffic) {
    sources.emplace_back(traffic, static_cast<std::uint32_t>(sources.size()),
                         static_cast<std::uint32_t>(first_user), luck);
    const bool is_closed = sources.back().is_closed();
    sources.back().sum_up_draws(compiler.program().tally(DrawTally::Of::traffic, traffic.name,
                                                         is_closed ? traffic.think.law : traffic.gaps));
    if (spec.run.kind == spec::RunSettings::Kind::steady) sources.back().spread_start();
    if (is_superposed(spec, traffic)) sources.back().superpose();
    // Users are numbered over all traffic; room is left for as many as an event may bring.
    std::int64_t most_users = traffic.users;
    for (const spec::Event& event : spec.events) {
      for (const spec::Change& change : event.changes) {
        if (change.address == "traffic." + traffic.name + ".users") {
          most_users = std::max(most_users, static_cast<std::int64_t>(std::llround(change.value)));
        }
      }
    }
    first_user += static_cast<std::uint64_t>(most_users);
    double cumulative = 0;
    for (const auto& [name, share] : traffic.mix) {
      const auto request =
          std::find_if(spec.requests.begin(), spec.requests.end(),
                       [&n = name](const spec::Routine& routine) { return routine.name == n; });
      PLIMSOLL_CHECK(request != spec.requests.end());
      const auto kind = static_cast<std::uint16_t>(request - spec.requests.begin());
      cumulative += share;
      sources.back().add_entry({kind, compiler.compile_entry(traffic, *request, kind), cumulative});
    }
  }
  if (first_user >= kNone) {
    throw GuardStop("more than 4,294,967,294 users: that is more than this simulator can tell apart");
  }
  return sources;
}

/// What an event's change moves.
LiveSetting find_live(const spec::Spec& spec, const spec::Change& change, Compiler& compiler,
                      std::vector<Source>& sources, std::vector<std::unique_ptr<Component>>& parts) {
  const std::string& address = change.address;
  const auto field_of = [&address](std::size_t prefix) {
    return address.substr(address.find('.', prefix) + 1);
  };
  for (std::size_t i = 0; i < spec.traffic.size(); ++i) {
    const std::string name = "traffic." + spec.traffic[i].name + ".";
    if (!address.starts_with(name)) continue;
    const bool is_rate = address.substr(name.size()) == "rate";
    if (is_rate) sources[i].make_live();
    const double base =
        is_rate ? spec.traffic[i].rate.per_second : static_cast<double>(spec.traffic[i].users);
    return {base, [i, is_rate](Engine& engine, double value) {
              Source& source = engine.sources()[i];
              if (is_rate) {
                source.set_rate(engine, value);
              } else {
                source.set_users(engine, static_cast<std::int64_t>(value + 0.5));
              }
            }};
  }
  for (std::size_t k = 0; k < spec.attributes.size(); ++k) {
    if (!address.starts_with("attribute." + spec.attributes[k].name + ".")) continue;
    return {spec.attributes[k].exponent,
            [k](Engine& engine, double value) { engine.program().attributes()[k].set_exponent(value); }};
  }
  for (const spec::Table& table : spec.tables) {
    if (address != "table." + table.name + ".rows") continue;
    PlannedQueries* const queries = &compiler.planned_queries();
    return {static_cast<double>(table.rows), [queries, name = table.name](Engine&, double rows) {
              queries->set_rows(name, static_cast<std::int64_t>(rows + 0.5));
            }};
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string name = "system." + parts[i]->name() + ".";
    if (!address.starts_with(name)) continue;
    const std::string field = field_of(name.size() - 1);
    spec::Fields fields;
    parts[i]->settings().describe(fields);
    PLIMSOLL_CHECK(fields.find(field) != nullptr);
    return {fields.find(field)->number(), [i, field](Engine& engine, double value) {
              Component& part = *engine.parts()[i];
              spec::Fields live;
              part.settings().describe(live);
              live.find(field)->set_number(value);
              part.settings_changed(engine);
            }};
  }
  // A step's time: the event's own law in full, or the usual one; ramps have no meaning here.
  const std::string step = address.substr(0, address.rfind('.'));
  std::vector<Draw*> draws;
  const auto [first, last] = compiler.times_by_address().equal_range(step);
  for (auto found = first; found != last; ++found) draws.push_back(found->second);
  PLIMSOLL_CHECK(change.time.has_value());
  if (draws.empty()) return {0, [](Engine&, double) {}};
  const Distribution usual = draws.front()->law;
  const auto laws = std::make_shared<std::vector<Distribution>>();
  return {0,
          [draws, usual, laws](Engine&, double number) {
            const auto k = static_cast<std::size_t>(number);
            for (Draw* draw : draws) draw->law = k > 0 ? (*laws)[k - 1] : usual;
          },
          laws};
}

/// Cuts the run where events begin and end, and notes which are in force in each stretch.
void cut_into_segments(const spec::Spec& spec, Model& model) {
  std::vector<SimTime> starts{SimTime{}};
  const bool is_asked =
      std::any_of(spec.objectives.begin(), spec.objectives.end(),
                  [](const spec::Objective& objective) { return !objective.during.empty(); });
  if (is_asked) {
    for (const spec::Event& event : spec.events) {
      starts.push_back(SimTime{} + event.starts);
      if (event.lasts) starts.push_back(SimTime{} + event.starts + *event.lasts);
    }
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  }
  for (const SimTime start : starts) {
    std::vector<std::string> active;
    for (const spec::Event& event : spec.events) {
      const SimTime from = SimTime{} + event.starts;
      const SimTime to = event.lasts ? from + *event.lasts : SimTime::max();
      if (from <= start && start < to) active.push_back(event.name);
    }
    model.active_events.push_back(std::move(active));
  }
  const std::optional<Duration> measured =
      spec.run.until_drained ? std::nullopt : std::optional(spec.run.duration);
  model.engine->recorder().set_up(spec.requests.size(), std::move(starts), measured, kTimelineSlices);
}

/// One length of row for all requests: that of the kind with the most accounts.
void open_accounts(Engine& engine, Program& program) {
  std::uint32_t most = 0;
  for (const AccountList& accounts : program.accounts_of_kind()) {
    most = std::max(most, std::uint32_t{accounts.size()});
  }
  engine.set_accounts(most);
  for (std::size_t k = 0; k < program.accounts_of_kind().size(); ++k) {
    engine.recorder().kinds()[k].attribution.set_up(program.accounts_of_kind()[k].size());
  }
}

// From so many on the users' own events no longer fit into the fastest caches, and one for all is measurably
// faster (docs/decisions/0018-shortcuts.md). Fewer keep their own luck each.
constexpr std::int64_t kCrowd = 10'000;

}  // namespace

bool is_superposed(const spec::Spec& spec, const spec::Traffic& traffic) {
  if (spec.run.exact_events || traffic.kind != spec::Traffic::Kind::closed || traffic.users < kCrowd ||
      traffic.think.law.kind_name() != "exponential") {
    return false;
  }
  const std::string users = "traffic." + traffic.name + ".users";
  return std::none_of(spec.events.begin(), spec.events.end(), [&users](const spec::Event& event) {
    return std::any_of(event.changes.begin(), event.changes.end(),
                       [&users](const spec::Change& change) { return change.address == users; });
  });
}

Model build(const spec::Spec& spec, std::uint64_t seed, std::uint32_t replication,
            const BuildOptions& options) {
  Model model;
  model.engine = std::make_unique<Engine>();
  Engine& engine = *model.engine;
  auto program = std::make_unique<Program>();
  std::vector<std::unique_ptr<Component>> parts = make_parts(spec);
  if (options.sums_up_draws) program->sum_up_draws();
  const Luck luck{seed, replication, options.is_mirrored};
  Compiler compiler(spec, luck, engine, *program, parts);
  for (auto& part : parts) part->wire(compiler);
  std::vector<Source> sources = make_sources(spec, compiler, luck);
  engine.set_places(compiler.slots_used(), compiler.tickets_used());
  auto* live = program->keep(LiveSettings());
  live->set_up(engine, spec.events,
               [&](const spec::Change& change) { return find_live(spec, change, compiler, sources, parts); });
  cut_into_segments(spec, model);
  if (options.attribution) open_accounts(engine, *program);
  model.reasons = compiler.reasons();
  engine.adopt(std::move(program), std::move(parts), std::move(sources));
  return model;
}

int status_of(const std::string& reason) {
  if (reason == "refused" || reason == "circuit_open" || reason == "stale" || reason == "deadlock") {
    return 503;
  }
  if (reason == "limited") return 429;
  if (reason == "timed_out") return 504;
  if (reason == "out_of_stock" || reason == "conflict") return 409;
  if (reason == "declined") return 402;
  return 500;
}

}  // namespace plimsoll
