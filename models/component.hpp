#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/books.hpp"
#include "models/draw.hpp"
#include "models/request.hpp"
#include "models/spec/spec.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/lifetimes.hpp"

namespace plimsoll {

class Compiler;
class Component;
class ReplicationLog;
class Sockets;
struct Context;

/// One instance of a server, as the engine's table of hosts knows it.
struct HostInstance {
  Component* server = nullptr;
  std::uint32_t index = 0;      // among the instances of its server
  std::uint32_t number = 0;     // among all hosts of the model
  std::uint32_t in_flight = 0;  // requests given to it and not yet answered
  bool is_up = true;
  std::uint32_t starts = 1;    // how often it has come up: what it kept in memory is lost each time
  Sockets* sockets = nullptr;  // what it may open; nullptr where nothing limits that
};

/// What a part has measured since the end of the warm-up.
struct PartReading {
  static constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
  std::int64_t instances = 1;
  double mean_instances = 1;            // over time: what is paid for
  std::vector<Lifetimes::Ended> lives;  // of instances that were started and stopped again
  double utilisation = kAbsent;         // share of its capacity in use, averaged over time
  double in_use = kAbsent;              // servers, places or connections in use, averaged over time
  double waiting = kAbsent;             // requests waiting, averaged over time
  double served = 0;                    // requests
  double refused = 0;                   // requests
  std::vector<const Histogram*> wait;   // to be merged; empty where nothing can wait
  std::vector<std::pair<std::string, double>> own;  // the kind's own measures, unit last in the name
  PartBooks books;                                  // of its lines and places, for the checks after a run
};

/// A part of the topology at work in one replication.
///
/// A kind overrides what it takes part in: `compile_...` for the verbs and scopes of its roles, and the
/// stations of its life below. It keeps its own copy of its settings, which events may move. What runs
/// once per request are the plain functions that it puts into the steps; nothing here is called then.
class Component {
 public:
  explicit Component(const spec::Part& part)
      : name_(part.name), region_(part.region), settings_(part.settings->clone()) {}
  virtual ~Component() = default;
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;

  const std::string& name() const { return name_; }
  /// Where it stands; empty: near to everything.
  const std::string& region() const { return region_; }
  spec::PartSettings& settings() { return *settings_; }

  /// Finds the other parts it works with, its streams and attributes. All parts exist; none is wired yet.
  virtual void wire(Compiler&) {}
  /// Time is 0; all parts are wired.
  virtual void start(Engine&) {}
  /// An event has moved one of its live settings.
  virtual void settings_changed(Engine&) {}
  /// Counting starts afresh.
  virtual void end_warm_up(SimTime now) = 0;
  virtual PartReading read(SimTime now) const = 0;

  // Roles: what verbs and scopes compile to. `next` is what follows; a kind without the role is never asked.

  /// hold: taken at the start of a scope. `slot` is the first of hold_slots() of its own.
  virtual const Step* compile_take(Compiler&, const Context&, std::uint32_t slot, const Step* next);
  /// hold: ... and how, for a lock. A kind that has but one way to be held leaves it to compile_take().
  virtual const Step* compile_take_as(Compiler& compiler, const Context& context, const spec::HoldTerms&,
                                      std::uint32_t slot, const Step* next) {
    return compile_take(compiler, context, slot, next);
  }
  /// hold: given back, on the good and the bad way; must neither block nor fail.
  virtual Step::Run give_back() const { return nullptr; }
  /// hold: ... on the bad way, for a kind that then undoes what was done under it.
  virtual Step::Run give_back_failed() const { return give_back(); }
  /// hold: what `from` holds, in slots from `from_slot` on, becomes `to`'s, in slots from `to_slot` on.
  /// `from` gives back nothing any more.
  virtual void hand_over(Engine&, RequestIndex /*from*/, std::uint32_t /*from_slot*/, RequestIndex /*to*/,
                         std::uint32_t /*to_slot*/) {}
  virtual std::uint32_t hold_slots() const { return 1; }
  /// pass
  virtual const Step* compile_pass(Compiler&, const Context&, const Step* next);
  /// route: chooses an instance and leaves its number in Request::routed.
  virtual const Step* compile_route(Compiler&, const Context&, const Step* next);
  /// route: the hosts it may choose.
  virtual std::vector<Component*> routes_to() { return {}; }
  /// host: `on`. Uses Request::routed if it is one of its own. give_back() leaves it again.
  virtual const Step* compile_enter(Compiler&, const Context&, std::uint32_t slot, const Step* next);
  /// host: `work` on the instance that the request is on.
  virtual const Step* compile_work(Compiler&, const Context&, const Draw&, const Step* next);
  /// host: `memory` of a scope on the instance that the request is on, taken and given back; the way back
  /// must neither block nor fail.
  virtual const Step* compile_memory(Compiler&, const Context&, std::int64_t bytes, const Step* next);
  virtual const Step* compile_memory_back(Compiler&, const Context&, std::int64_t bytes, const Step* next);
  /// host: appends its instances, for a load balancer to choose from.
  virtual void add_instances_to(std::vector<HostInstance*>&) {}
  /// host: a request holds a worker only while it works.
  virtual bool is_async() const { return false; }
  /// query
  virtual const Step* compile_query(Compiler&, const Context&, const Draw&, const Step* next);
  /// query: a step of the topology, with what it says beyond its time. A kind to which that makes no
  /// difference leaves it to compile_query().
  virtual const Step* compile_query_step(Compiler& compiler, const Context& context, const Draw& draw,
                                         const spec::Step&, const Step* next) {
    return compile_query(compiler, context, draw, next);
  }
  /// query: at the instance whose number stands in `slot`; refused if it is not up.
  virtual const Step* compile_query_at(Compiler&, const Context&, const Draw&, std::uint32_t slot,
                                       const Step* next);
  /// query: how many instances there are for compile_query_at(), which events may move; 0 for a kind without.
  virtual std::int64_t instance_count() const { return 0; }
  /// query: the log of its writes, for a replica to follow; nullptr for a kind that has none.
  virtual ReplicationLog* replication_log(Compiler&) { return nullptr; }
  /// query: the share of one instance's cores that was busy.
  virtual double utilisation_of(std::size_t /*instance*/, SimTime /*now*/) const { return 0; }
  /// query: a connection is opened or closed at this end; false if it is refused.
  virtual bool connect(Engine&) { return true; }
  virtual void disconnect(Engine&) {}
  /// ... `client` is told when all connections are lost, as it may be holding some.
  virtual void add_client(Component&) {}

  // Crashes, as others learn of them.
  /// All connections to `part` are gone, without being closed.
  virtual void connections_lost(Engine&, const Component&) {}
  /// An instance of a server has crashed, and all that went on there has ended.
  virtual void host_crashed(Engine&, const HostInstance&) {}
  /// hold: `part` is about to be used by one who holds this, in slots from `slot` on: fails if what is held
  /// leads there no more.
  virtual const Step* compile_use(Compiler&, const Context&, const Component&, std::uint32_t,
                                  const Step* next) {
    return next;
  }
  /// read: `miss` compiles the routine that fetches what is missing, before `next`.
  virtual const Step* compile_read(Compiler&, const Context&, const spec::Step&, const Step* next);
  /// read: stores the request's key / takes it, or all of a tag, out.
  virtual const Step* compile_write(Compiler&, const Context&, const spec::Step&, const Step* next);
  virtual const Step* compile_forget(Compiler&, const Context&, const spec::Step&, const Step* next);
  /// stock: fails out_of_stock unless the quantity is there / takes it, or looks at the same instant whether
  /// it may / puts it back.
  virtual const Step* compile_check(Compiler&, const Context&, const spec::Step&, const Step* next);
  virtual const Step* compile_take_stock(Compiler&, const Context&, const spec::Step&, const Step* next);
  virtual const Step* compile_put(Compiler&, const Context&, const spec::Step&, const Step* next);

 private:
  std::string name_, region_;
  std::unique_ptr<spec::PartSettings> settings_;
};

/// Makes the parts of a kind.
using MakeComponent = std::unique_ptr<Component> (*)(const spec::Part&);

/// A kind of part, as the catalogue lists it: what the language knows of it, and how to make one.
struct ComponentKind {
  spec::PartKind language;
  MakeComponent make = nullptr;
};

/// Gives a plain settings struct with a `describe(spec::Fields&)`, and perhaps `mismatches()`, the shape that
/// the language handles.
template <typename Settings>
class SettingsOf final : public spec::PartSettings {
 public:
  Settings value;
  void describe(spec::Fields& fields) override { value.describe(fields); }
  std::vector<spec::Mismatch> mismatches() const override {
    if constexpr (requires { value.mismatches(); }) {
      return value.mismatches();
    } else {
      return {};
    }
  }
  std::unique_ptr<spec::PartSettings> clone() const override { return std::make_unique<SettingsOf>(*this); }
};

/// A component with settings of the given struct: `settings_of<ServerSpec>(*this)`.
template <typename Settings>
Settings& settings_of(Component& component) {
  return static_cast<SettingsOf<Settings>&>(component.settings()).value;
}

/// The catalogue entry of a kind: `return component_kind<LeakyBucketSpec, LeakyBucketPart>({...})`.
template <typename Settings, typename Part>
ComponentKind component_kind(spec::PartKind language) {
  language.make = []() -> std::unique_ptr<spec::PartSettings> {
    return std::make_unique<SettingsOf<Settings>>();
  };
  return {std::move(language),
          [](const spec::Part& part) -> std::unique_ptr<Component> { return std::make_unique<Part>(part); }};
}

}  // namespace plimsoll
