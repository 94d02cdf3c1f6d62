#include "models/components/database.hpp"

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

void DatabaseSpec::describe(spec::Fields& f) {
  f.optional("instances", instances,
             "Machines with the same data. Fewer: the last ones finish what they have.")
      .at_least(0)
      .at_most(100'000)
      .live()
      .capacity();
  f.required("cores", cores, "Processor cores of each instance.")
      .at_least(1)
      .at_most(1'000'000)
      .live()
      .capacity();
  f.choice("order", order,
           {{"shared", ProcessorOrder::shared, "all queries go on at once, more slowly (processor sharing)"},
            {"fcfs", ProcessorOrder::fcfs, "one core each, first come first served"}},
           "How cores serve the queries on them.");
  f.required("connections", connections, "Connections open at once, per instance; one more is refused.")
      .at_least(1)
      .capacity();
  f.optional("reserved", reserved, "Connections of each instance that are kept for administrators.");
  memory.describe(f);
  f.optional("memory_per_connection", memory_per_connection, "Memory that each open connection takes.");
  describe_policy(f, policy, "How queries are spread over the instances.");
  f.optional("lag", lag, "How far a replica is behind; measured as the age of the data that queries see.");
  replication.describe(f);
}

ComponentKind kind_database() {
  return component_kind<DatabaseSpec, Database>(
      {.name = "database",
       .summary = "Runs queries on its cores, and admits only so many connections.",
       .roles = static_cast<std::uint32_t>(spec::Role::query),
       .measures = {
           {"connections", "connections open, averaged over time"},
           {"connections_max", "most connections open at once"},
           {"connections_refused", "connections that were refused at the cap"},
           {"cpu_wait_seconds_mean", "mean wait for a core, where order = \"fcfs\""},
           {"data_age_seconds_mean", "mean age of the data that queries saw, where there is a lag"},
           {"data_age_seconds_p99", "its 99th percentile"},
           {"memory_bytes", "memory in use of each instance, averaged over time, where it has an end"},
           {"memory_bytes_max", "most memory in use at once"},
           {"crashes", "how often it ran out of memory"},
           {"stale_share",
            "of a replica: share of queries that missed a write, to their row if it has a key"},
           {"writes_behind", "of a replica: writes committed and not applied, averaged over time"},
           {"writes_behind_max", "most of them at once"},
           {"passed_to_primary", "of a replica: queries that the primary answered instead"},
           {"caught_up", "of a replica: queries that waited for it to catch up"},
           {"catch_up_seconds_mean", "their mean wait"},
           {"catch_up_seconds_p99", "its 99th percentile"},
           {"writes", "of a primary: writes committed"},
           {"writes_lost", "of a primary: writes answered that the replica in its place never got"},
           {"acknowledged_seconds_mean", "of a primary: mean wait of a write for its replicas"},
           {"acknowledged_seconds_p99", "its 99th percentile"},
           {"conflicts", "of two primaries that follow each other: writes to a row that the other changed"},
           {"down_seconds", "how long it was down: without an instance, or for want of memory"}}});
}

void Database::wire(Compiler& compiler) {
  if (!spec_.replication.follows.empty()) {
    replica_ = std::make_unique<Replica>(*this, spec_.replication, spec_.policy);
    replica_->wire(compiler);
  }
  add_instances(compiler.engine());
  if (spec_.memory.memory) wire_crashes(compiler.engine());
}

void Database::add_instance(Engine& engine, std::int64_t cores) {
  instances_.push_back(std::make_unique<Instance>(spec_.order, cores));
  instances_.back()->cpu.wire(engine);
  instances_.back()->cpu.end_warm_up(counting_since_);
  if (replica_) replica_->add_instance(engine, instances_.back()->cpu);
}

void Database::add_instances(Engine& engine) {
  if (is_replaced()) return;
  while (static_cast<std::int64_t>(instances_.size()) < spec_.instances) add_instance(engine, spec_.cores);
  for (std::size_t i = 0; i < instances_.size(); ++i) {
    instances_[i]->is_up = !downtime_.is_down && static_cast<std::int64_t>(i) < spec_.instances;
  }
  instance_count_.set(engine.now(), spec_.instances);
  instance_lives_.set(engine.now(), spec_.instances);
  core_count_.set(engine.now(), spec_.instances * spec_.cores);
}

void Database::settings_changed(Engine& engine) {
  add_instances(engine);
  if (!is_replaced()) {
    for (auto& instance : instances_) instance->cpu.set_cores(engine, spec_.cores);
  }
  note_memory(engine);
  if (primary_) primary_->settings_changed(engine, spec_.instances);
  if (replica_) replica_->settings_changed(engine, spec_.instances);
}

// The replica's machine is this part's now; what runs on it for the replica is left to finish there.
void Database::take_over(Engine& engine, Component& database, std::int64_t cores) {
  Database& self = static_cast<Database&>(database);
  for (auto& instance : self.instances_) instance->is_up = false;
  self.add_instance(engine, cores);
  self.instance_count_.set(engine.now(), 1);
  self.core_count_.set(engine.now(), cores);
}

ReplicationLog* Database::replication_log(Compiler& compiler) {
  if (!primary_) {
    primary_ = std::make_unique<Primary>(*this, spec_.replication, &Database::take_over);
    primary_->wire(compiler.engine());
  }
  return &primary_->writes();
}

std::optional<std::uint32_t> Database::pick(const Request& r, const Stream& choice) {
  return spread_.choose(instances_.size(), choice, r, [this](std::size_t i) {
    return Spread::Sight{static_cast<std::uint32_t>(instances_[i]->cpu.jobs()), instances_[i]->is_up};
  });
}

Database::Instance& Database::instance_of(Engine& engine, RequestIndex r, const Step& step) {
  return *static_cast<Database*>(step.part)->instances_[engine.slot(r, step.slot)];
}

const Step* Database::query(Engine& engine, RequestIndex r, const Step& step) {
  Database& database = *static_cast<Database*>(step.part);
  const auto& query = *static_cast<const Query*>(step.data);
  const Request& request = engine.request(r);
  const auto chosen = database.pick(request, query.choice);
  if (!chosen) {
    ++database.refused_;
    return engine.failed(r, step, reason::refused);
  }
  engine.slot(r, step.slot) = *chosen;
  if (database.spec_.lag) database.data_age_.record(query.lag.duration(request));
  database.instances_[*chosen]->cpu.start(engine, r, query.time->duration(request));
  return nullptr;
}

const Step* Database::query_done(Engine& engine, RequestIndex r, const Step& step) {
  instance_of(engine, r, step).cpu.finished(engine);
  return step.next;
}

void Database::cancel_query(Engine& engine, RequestIndex r, const Step& step) {
  instance_of(engine, r, step).cpu.cancel(engine, r);
}

const Step* Database::query_at(Engine& engine, RequestIndex r, const Step& step) {
  Database& database = *static_cast<Database*>(step.part);
  const std::uint32_t number = engine.slot(r, step.slot);
  if (number >= database.instances_.size() || !database.instances_[number]->is_up) {
    ++database.refused_;
    return engine.failed(r, step, reason::refused);
  }
  const auto& query = *static_cast<const Query*>(step.data);
  database.instances_[number]->cpu.start(engine, r, query.time->duration(engine.request(r)));
  return nullptr;
}

const Step* Database::emit_query(Compiler& compiler, const Context& context, const Draw& draw, Step::Run run,
                                 std::uint32_t slot, const Step* next) {
  const Draw lag = compiler.draw(context, "lag", spec_.lag ? spec_.lag->law : Distribution::constant(0));
  const Query* data =
      compiler.program().keep(Query{&draw, lag, compiler.stream(context.path + "." + name() + ".policy")});
  const Step* entry = compiler.emit(context, {.run = run,
                                              .wake = query_done,
                                              .cancel = cancel_query,
                                              .next = next,
                                              .part = this,
                                              .data = data,
                                              .slot = slot,
                                              .account = compiler.processor_account(context, name())});
  return spec_.memory.memory ? compiler.compile_use(*this, context, entry) : entry;
}

const Step* Database::compile_query(Compiler& compiler, const Context& context, const Draw& draw,
                                    const Step* next) {
  Context own = context;
  return emit_query(compiler, context, draw, query, compiler.take_slots(own, 1), next);
}

const Step* Database::compile_query_at(Compiler& compiler, const Context& context, const Draw& draw,
                                       std::uint32_t slot, const Step* next) {
  return emit_query(compiler, context, draw, query_at, slot, next);
}

const Step* Database::compile_query_step(Compiler& compiler, const Context& context, const Draw& draw,
                                         const spec::Step& step, const Step* next) {
  Context own = context;
  const bool commits = step.terms.writes && primary_ != nullptr;
  const std::uint32_t slot = compiler.take_slots(own, commits ? 2 : 1);
  if (commits) {
    const Step* commit = primary_->compile_commit(compiler, context, step, slot, replica_.get(), next);
    return emit_query(compiler, context, draw, query, slot, commit);
  }
  if (!replica_) return emit_query(compiler, context, draw, query, slot, next);
  if (step.terms.writes) {
    Compiler::problem(
        step.place, step.address,
        "writes to " + name() + ", a replica of " + spec_.replication.follows + ": nobody would ever see it",
        "write to " + spec_.replication.follows);
  }
  const Step* at_primary = nullptr;
  if (step.terms.otherwise == spec::QueryTerms::Otherwise::primary) {
    Component& primary = replica_->primary();
    at_primary =
        compiler.compile_travel(primary, context, primary.compile_query(compiler, context, draw, next));
  }
  return replica_->compile_read(compiler, context, step, slot,
                                emit_query(compiler, context, draw, query_at, slot, next), at_primary);
}

bool Database::connect(Engine& engine) {
  // Divided, because the cap times the instances may be more than 64 bits hold.
  const bool is_full =
      serving() == 0 || (!spec_.connections.is_unlimited() &&
                         connections_.level() / serving() >= spec_.connections.count - spec_.reserved);
  if (is_full || downtime_.is_down || is_about_to_crash_) {
    ++connections_refused_;
    return false;
  }
  connections_.add(engine.now(), 1);
  note_memory(engine);
  return true;
}

void Database::disconnect(Engine& engine) {
  PLIMSOLL_CHECK(connections_.level() > 0);
  connections_.add(engine.now(), -1);
  note_memory(engine);
}

void Database::end_warm_up(SimTime now) {
  counting_since_ = now;
  instance_count_.reset(now);
  instance_lives_.reset();
  core_count_.reset(now);
  connections_.reset(now);
  connections_refused_ = refused_ = 0;
  data_age_.clear();
  downtime_.end_warm_up(now);
  memory_used_.reset(now);
  if (primary_) primary_->end_warm_up(now);
  if (replica_) replica_->end_warm_up(now);
  for (auto& instance : instances_) instance->cpu.end_warm_up(now);
}

double Database::utilisation_of(std::size_t instance, SimTime now) const {
  if (instance >= instances_.size()) return 0;
  const Processor& cpu = instances_[instance]->cpu;
  return share(mean_or_zero(cpu.busy(), now), static_cast<double>(cpu.cores()));
}

PartReading Database::read(SimTime now) const {
  PartReading reading;
  double cpu_wait_sum = 0, cpu_waits = 0;
  reading.in_use = reading.waiting = 0;
  for (const auto& instance : instances_) {
    reading.in_use += mean_or_zero(instance->cpu.busy(), now);
    reading.waiting += mean_or_zero(instance->cpu.waiting(), now);
    reading.served += static_cast<double>(instance->cpu.served());
    instance->cpu.add_to(reading.books, now);
    if (spec_.order == ProcessorOrder::fcfs) {
      reading.wait.push_back(&instance->cpu.wait());
      if (!instance->cpu.wait().empty()) {
        cpu_waits += static_cast<double>(instance->cpu.wait().count());
        cpu_wait_sum +=
            instance->cpu.wait().mean_seconds() * static_cast<double>(instance->cpu.wait().count());
      }
    }
  }
  reading.refused = static_cast<double>(refused_ + connections_refused_);
  reading.instances = serving();
  reading.mean_instances = mean_or_zero(instance_count_, now);
  reading.lives = instance_lives_.ended();
  reading.utilisation = share(reading.in_use, mean_or_zero(core_count_, now));
  reading.own = {{"connections", mean_or_zero(connections_, now)},
                 {"connections_max", static_cast<double>(connections_.max_level())},
                 {"connections_refused", static_cast<double>(connections_refused_)}};
  if (spec_.order == ProcessorOrder::fcfs) {
    reading.own.emplace_back("cpu_wait_seconds_mean", cpu_waits > 0 ? cpu_wait_sum / cpu_waits : 0);
  }
  if (spec_.lag) {
    reading.own.emplace_back("data_age_seconds_mean", data_age_.mean_seconds());
    reading.own.emplace_back("data_age_seconds_p99", data_age_.quantile_seconds(0.99));
  }
  if (spec_.memory.memory) add_memory_to(reading, now);
  if (primary_) primary_->add_to(reading, now);
  if (replica_) replica_->add_to(reading, now);
  return reading;
}

}  // namespace plimsoll
