// What happens when a database has more connections than memory.
#include "models/components/database.hpp"
#include "models/engine.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

std::vector<spec::Mismatch> DatabaseSpec::mismatches() const {
  std::vector<spec::Mismatch> found;
  memory.add_mismatches(found);
  if (!connections.is_unlimited() && reserved >= connections.count) {
    found.push_back({"reserved",
                     "keeps all " + std::to_string(connections.count) +
                         " connections for administrators: nobody else could ever connect",
                     "keep fewer than `connections`"});
  }
  return found;
}

void Database::wire_crashes(Engine& engine) {
  crash_alarm_ = engine.add_alarm(crash, this);
  restart_alarm_ = engine.add_alarm(restart, this);
  note_memory(engine);
}

void Database::note_memory(Engine& engine) {
  if (!spec_.memory.memory) return;
  const std::int64_t each = (connections_.level() + spec_.instances - 1) / spec_.instances;
  const std::int64_t used =
      downtime_.is_down ? 0 : spec_.memory.memory_base.count + each * spec_.memory_per_connection.count;
  memory_used_.set(engine.now(), used);
  if (used <= spec_.memory.memory->count || is_about_to_crash_) return;
  // Once everybody who moves at this instant has come to a stop.
  is_about_to_crash_ = true;
  engine.schedule_alarm(crash_alarm_, engine.now());
}

void Database::crash(Engine& engine, void* self) {
  Database& database = *static_cast<Database*>(self);
  database.is_about_to_crash_ = false;
  database.downtime_.begin(engine.now());
  database.add_instances(engine);
  engine.fail_all_at(&database, reason::crashed);
  database.connections_.set(engine.now(), 0);
  database.note_memory(engine);
  for (Component* pool : database.clients_) pool->connections_lost(engine, database);
  engine.schedule_alarm(database.restart_alarm_, engine.now() + database.spec_.memory.restart);
}

void Database::restart(Engine& engine, void* self) {
  Database& database = *static_cast<Database*>(self);
  database.downtime_.end(engine.now());
  database.add_instances(engine);
  database.note_memory(engine);
}

void Database::add_memory_to(PartReading& reading, SimTime now) const {
  reading.own.emplace_back("memory_bytes", mean_or_zero(memory_used_, now));
  reading.own.emplace_back("memory_bytes_max", static_cast<double>(memory_used_.max_level()));
  reading.own.emplace_back("crashes", static_cast<double>(downtime_.crashes));
  if (!primary_) reading.own.emplace_back("down_seconds", downtime_.seconds(now));  // else it says so itself
}

}  // namespace plimsoll
