#include "models/components/server.hpp"

#include <algorithm>

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

void ServerSpec::describe(spec::Fields& f) {
  f.optional("instances", instances, "Machines of this kind. Fewer: the last ones finish what they have.")
      .at_least(1)
      .at_most(100'000)
      .live()
      .capacity();
  f.required("cores", cores, "Processor cores of each instance.")
      .at_least(1)
      .at_most(1'000'000)
      .live()
      .capacity();
  f.choice("order", order,
           {{"shared", ProcessorOrder::shared, "all work goes on at once, more slowly (processor sharing)"},
            {"fcfs", ProcessorOrder::fcfs, "one core each, first come first served"}},
           "How cores serve the work on them.");
  f.optional("workers", workers, "Requests in progress at once, per instance (threads, processes).")
      .at_least(1)
      .capacity();
  f.optional("queue", queue, "Requests waiting for a worker, per instance; one more is refused.")
      .at_least(0)
      .capacity();
  f.choice("style", style,
           {{"blocking", Style::blocking, "a request keeps its worker while it waits for others"},
            {"async", Style::async, "a request holds a worker only while it works"}},
           "What a request does with its worker while it waits.");
  describe_policy(f, policy,
                  "How requests are spread over the instances where no load balancer has chosen one.");
  sockets.describe(f);
  memory.describe(f);
  f.optional("memory_per_request", memory_per_request,
             "Memory that each request takes while it is there, in line or not: a stack, buffers.");
  f.optional(
       "collect_after", collect_after,
       "Memory allocated since the last garbage collection that starts the next one. Without it, memory "
       "that is given back is free at once.")
      .above(0);
  f.optional("collect_pause", collect_pause, "How long all work stops while garbage is collected.");
  f.optional("collect_pause_per_gib", collect_pause_per_gib,
             "... and how much longer for each GiB that is in use and no garbage.");
}

ComponentKind kind_server() {
  return component_kind<ServerSpec, Server>(
      {.name = "server",
       .summary = "Runs requests: workers, a bounded queue in front of them, and cores that the work shares.",
       .roles = static_cast<std::uint32_t>(spec::Role::host),
       .measures = {
           {"cpu_utilisation", "share of all cores busy"},
           {"worker_utilisation", "share of all workers in use"},
           {"wait_seconds", "wait for a worker; with unlimited workers and order = \"fcfs\", for a core"},
           {"cpu_wait_seconds_mean", "mean wait for a core, where order = \"fcfs\""},
           {"descriptors", "open files of all instances, averaged over time, where they are limited"},
           {"descriptors_max", "most open files of an instance at once"},
           {"descriptors_refused", "requests and connections refused for want of a descriptor"},
           {"ports_refused", "connections refused for want of a port"},
           {"memory_bytes", "memory in use of all instances, averaged over time, where any is spoken of"},
           {"memory_bytes_max", "most memory of an instance in use at once"},
           {"crashes", "how often an instance ran out of memory"},
           {"down_seconds", "how long instances were down, in all"},
           {"collections", "garbage collections"},
           {"collecting_seconds", "how long all work of an instance stopped for them, in all"}}});
}

Server::Server(const spec::Part& part)
    : Component(part),
      spec_(settings_of<ServerSpec>(*this)),
      is_limited_(!spec_.sockets.are_unlimited() || spec_.memory.memory || spec_.collect_after ||
                  spec_.memory_per_request.count > 0),
      has_memory_(spec_.memory.memory || spec_.collect_after || spec_.memory_per_request.count > 0 ||
                  spec_.memory.memory_base.count > 0),
      spread_(spec_.policy) {}

void Server::wire(Compiler& compiler) {
  pauses_ = compiler.stream("system." + name() + ".collect_pause");
  add_instances(compiler.engine());
}

void Server::add_instances(Engine& engine) {
  while (static_cast<std::int64_t>(instances_.size()) < spec_.instances) {
    auto instance = std::make_unique<Instance>(spec_);
    instance->server = this;
    instance->index = static_cast<std::uint32_t>(instances_.size());
    instance->number = engine.add_host(instance.get());
    instance->cpu.wire(engine);
    wire_limits(engine, *instance);
    instance->end_warm_up(counting_since_);
    instances_.push_back(std::move(instance));
  }
  for (std::size_t i = 0; i < instances_.size(); ++i) {
    const bool is_up = static_cast<std::int64_t>(i) < spec_.instances && !instances_[i]->limits.downtime.is_down;
    if (is_up && !instances_[i]->is_up) ++instances_[i]->starts;
    instances_[i]->is_up = is_up;
  }
  instance_count_.set(engine.now(), spec_.instances);
  instance_lives_.set(engine.now(), spec_.instances);
  core_count_.set(engine.now(), spec_.instances * spec_.cores);
}

void Server::settings_changed(Engine& engine) {
  add_instances(engine);
  for (auto& instance : instances_) {
    set_cores(engine, *instance);
    if (has_memory_) allocate(engine, *instance, 0);  // memory_base may have moved
  }
}

// None while garbage is collected.
void Server::set_cores(Engine& engine, Instance& instance) {
  instance.cpu.set_cores(engine, instance.limits.collecting.level() > 0 ? 0 : spec_.cores);
}

void Server::add_instances_to(std::vector<HostInstance*>& all) {
  for (auto& instance : instances_) all.push_back(instance.get());
}

Server::Instance& Server::instance_of(Engine& engine, RequestIndex r) {
  return static_cast<Instance&>(engine.host(engine.request(r).host));
}

Server::Instance* Server::pick(const Request& r, const Stream& choice) {
  const auto chosen = spread_.choose(instances_.size(), choice, r, [this](std::size_t i) {
    return Spread::Sight{instances_[i]->in_flight, instances_[i]->is_up};
  });
  return chosen ? instances_[*chosen].get() : nullptr;
}

// Enters the instance that a load balancer chose, or one of the server's own choice.
template <bool kIsLimited>
const Step* Server::enter(Engine& engine, RequestIndex r, const Step& step) {
  Server& server = *static_cast<Server*>(step.part);
  Request& request = engine.request(r);
  Instance* instance = request.routed != kNone
                           ? static_cast<Instance*>(&engine.host(request.routed))
                           : server.pick(request, static_cast<const Entry*>(step.data)->choice);
  request.routed = kNone;
  if (instance == nullptr) return engine.failed(r, step, reason::refused);
  if constexpr (kIsLimited) {
    Server& owner = *static_cast<Server*>(instance->server);  // a balancer may have chosen another server
    if (!owner.receive(engine, r, *instance, step)) return engine.failed(r, step, reason::refused);
  }
  engine.slot(r, step.slot) = request.host;
  request.host = instance->number;
  ++instance->in_flight;
  if (server.is_async()) return step.next;
  switch (instance->workers.arrive(engine, r)) {
    case Gate::Answer::admitted:
      return step.next;
    case Gate::Answer::waiting:
      return nullptr;
    case Gate::Answer::refused:
      break;
  }
  if constexpr (kIsLimited) static_cast<Server*>(instance->server)->see_off(engine, r, *instance, step.slot);
  --instance->in_flight;
  request.host = engine.slot(r, step.slot);
  return engine.failed(r, step, reason::refused);
}

template <bool kIsLimited>
void Server::cancel_enter(Engine& engine, RequestIndex r, const Step& step) {
  Instance& instance = instance_of(engine, r);
  instance.workers.withdraw(engine, r);
  if constexpr (kIsLimited) {
    static_cast<Server*>(instance.server)->see_off(engine, r, instance, step.slot);
  }
  --instance.in_flight;
  engine.request(r).host = engine.slot(r, step.slot);
}

template <bool kIsLimited>
const Step* Server::leave(Engine& engine, RequestIndex r, const Step& step) {
  Instance& instance = instance_of(engine, r);
  if constexpr (kIsLimited) {
    static_cast<Server*>(instance.server)->see_off(engine, r, instance, step.slot);
  }
  if (!static_cast<Server*>(instance.server)->is_async()) instance.workers.leave(engine);
  --instance.in_flight;
  ++instance.answered;
  engine.request(r).host = engine.slot(r, step.slot);
  return step.next;
}

const Step* Server::take_worker(Engine& engine, RequestIndex r, const Step& step) {
  switch (instance_of(engine, r).workers.arrive(engine, r)) {
    case Gate::Answer::admitted:
      return step.next;
    case Gate::Answer::waiting:
      return nullptr;
    case Gate::Answer::refused:
      break;
  }
  return engine.failed(r, step, reason::refused);
}

void Server::cancel_take_worker(Engine& engine, RequestIndex r, const Step&) {
  instance_of(engine, r).workers.withdraw(engine, r);
}

const Step* Server::free_worker(Engine& engine, RequestIndex r, const Step& step) {
  instance_of(engine, r).workers.leave(engine);
  return step.next;
}

const Step* Server::work(Engine& engine, RequestIndex r, const Step& step) {
  const Duration demand = static_cast<const Draw*>(step.data)->duration(engine.request(r));
  instance_of(engine, r).cpu.start(engine, r, demand);
  return nullptr;
}

const Step* Server::work_done(Engine& engine, RequestIndex r, const Step& step) {
  instance_of(engine, r).cpu.finished(engine);
  return step.next;
}

void Server::cancel_work(Engine& engine, RequestIndex r, const Step&) {
  instance_of(engine, r).cpu.cancel(engine, r);
}

const Step* Server::compile_enter(Compiler& compiler, const Context& context, std::uint32_t slot,
                                  const Step* next) {
  const Entry* entry =
      compiler.program().keep(Entry{compiler.stream(context.path + "." + name() + ".policy"), context.depth});
  return compiler.emit(context, {.run = is_limited_ ? enter<true> : enter<false>,
                                 .cancel = is_limited_ ? cancel_enter<true> : cancel_enter<false>,
                                 .next = next,
                                 .part = this,
                                 .data = entry,
                                 .slot = slot,
                                 .account = compiler.account(context, name(), TimeUse::waiting)});
}

const Step* Server::compile_work(Compiler& compiler, const Context& context, const Draw& draw,
                                 const Step* next) {
  Step busy{.run = work,
            .wake = work_done,
            .cancel = cancel_work,
            .next = next,
            .part = this,
            .data = &draw,
            .account = compiler.processor_account(context, name())};
  if (!is_async()) return compiler.emit(context, busy);
  Context working = context;
  const Step* done = compiler.emit(context, {.run = free_worker, .next = next, .is_landing = true});
  working.on_fail = compiler.emit(context, {.run = free_worker, .next = context.on_fail, .is_landing = true});
  busy.next = done;
  return compiler.emit(context, {.run = take_worker,
                                 .cancel = cancel_take_worker,
                                 .next = compiler.emit(working, busy),
                                 .part = this,
                                 .account = compiler.account(context, name(), TimeUse::waiting)});
}

void Server::end_warm_up(SimTime now) {
  counting_since_ = now;
  instance_count_.reset(now);
  instance_lives_.reset();
  core_count_.reset(now);
  for (auto& instance : instances_) instance->end_warm_up(now);
}

PartReading Server::read(SimTime now) const {
  PartReading reading;
  double workers = 0, waiting = 0, busy = 0, cpu_wait_sum = 0, cpu_waits = 0;
  for (const auto& instance : instances_) {
    workers += mean_or_zero(instance->workers.in_use_average(), now);
    waiting += mean_or_zero(instance->workers.waiting_average(), now);
    busy += mean_or_zero(instance->cpu.busy(), now);
    reading.served += static_cast<double>(instance->answered);
    reading.refused += static_cast<double>(instance->workers.refused());
    waiting += mean_or_zero(instance->cpu.waiting(), now);
    instance->workers.add_to(reading.books, now);
    instance->cpu.add_to(reading.books, now);
    reading.wait.push_back(spec_.workers.is_unlimited() ? &instance->cpu.wait() : &instance->workers.wait());
    const Histogram& cpu_wait = instance->cpu.wait();
    if (!cpu_wait.empty()) {
      cpu_wait_sum += cpu_wait.mean_seconds() * static_cast<double>(cpu_wait.count());
      cpu_waits += static_cast<double>(cpu_wait.count());
    }
  }
  reading.instances = spec_.instances;
  reading.mean_instances = mean_or_zero(instance_count_, now);
  reading.lives = instance_lives_.ended();
  const double cpu_utilisation = share(busy, mean_or_zero(core_count_, now));
  const double worker_utilisation =
      spec_.workers.is_unlimited()
          ? 0
          : share(workers, reading.mean_instances * static_cast<double>(spec_.workers.count));
  reading.utilisation = std::max(cpu_utilisation, worker_utilisation);
  reading.in_use = workers;
  reading.waiting = waiting;
  reading.own = {{"cpu_utilisation", cpu_utilisation},
                 {"worker_utilisation", worker_utilisation},
                 {"cpu_wait_seconds_mean",
                  cpu_waits > 0 ? cpu_wait_sum / cpu_waits
                                : (spec_.order == ProcessorOrder::fcfs ? 0 : PartReading::kAbsent)}};
  add_limits_to(reading, now);
  return reading;
}

}  // namespace plimsoll
