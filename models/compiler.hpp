#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/component.hpp"
#include "models/program.hpp"
#include "models/spec/spec.hpp"

namespace plimsoll {

class Breaker;
class Engine;
class LockGraph;
class PlannedQueries;
namespace flow {
struct Guard;
}

/// A part that a request holds, and where the request keeps what it needs to know of that.
struct Held {
  Component* part;
  std::uint32_t slot;  // kNone in a branch: it stands with the one who waits for it
  spec::HoldTerms terms;
  std::uint16_t depth = 0;  // guards around the scope that holds it
};

/// Where in the program a step stands: what surrounds it.
struct Context {
  const Step* on_fail = nullptr;    // the way out of here
  std::uint32_t next_slot = 0;      // first slot free for use here
  std::uint32_t next_ticket = 0;    // first place free for the ticket of a timer
  std::uint16_t depth = 0;          // guards around
  bool is_repeated = false;         // in a loop
  bool is_side_by_side = false;     // in a branch that somebody waits for
  std::uint32_t account_scope = 0;  // of the guard around that tries again
  std::uint16_t charged_to = 0;     // the account (the first of two) that all time here goes to; 0: own ones
  Component* host = nullptr;        // the server (or one of the servers) the request is on
  Component* routed_by = nullptr;   // the load balancer that has just chosen the instance to enter
  std::uint32_t data_slot = kNone;  // where a fetch around learns how old its data are (64 bits of ns)
  std::vector<Held> held;           // what the request holds here
  std::string region;               // where the request is; empty: near to everything
  std::string path;                 // names draws: equal paths, equal luck
};

/// Turns routines into the steps of a program, from the last step to the first: each compile function
/// gets what follows (`next`) and returns the entry of what it made. Routines are unfolded where they
/// are called, so what is held at a step, and the way out of it, is known when the program is built.
class Compiler {
 public:
  /// Compiles what stands inside a construct: in which context, and what follows.
  using Body = std::function<const Step*(const Context&, const Step* next)>;

  Compiler(const spec::Spec& spec, const Luck& luck, Engine& engine, Program& program,
           std::vector<std::unique_ptr<Component>>& parts);

  // For parts.
  Engine& engine() { return engine_; }
  Program& program() { return program_; }
  Component& part(const std::string& name) { return *parts_by_name_.at(name); }
  Component* find_part(const std::string& name);
  /// A part as the file describes it: its kind, its place.
  const spec::Part& description(const std::string& name) const { return *spec_.find_part(name); }
  /// Asks all that is held here whether it still leads to `part`, before `next`.
  const Step* compile_use(Component& part, const Context& context, const Step* next);
  /// The slot of an attribute; remembers that requests of the present kind draw it.
  std::uint32_t attribute_slot(const std::string& name);
  Stream stream(std::string_view who_and_why) const;
  Draw draw(const Context& context, std::string_view what, const Distribution& law) const;
  /// Emits a step with the way out of its context filled in.
  Step* emit(const Context& context, Step step);
  /// A number for this place in the program and what repeats there, equal in every variant of a model.
  std::uint32_t site(const Context& context, std::string_view what) const;
  /// Reserves slots at the front of what `context` has free; returns the first.
  std::uint32_t take_slots(Context& context, std::uint32_t count);
  /// Reserves a place for the ticket of a timer, for as long as that may be armed.
  std::uint32_t take_ticket(Context& context);
  const Step* compile_routine(const std::string& name, const Context& context, const Step* next);
  /// Ends the build with what is wrong in the topology.
  [[noreturn]] static void problem(const spec::Place& place, const std::string& address,
                                   const std::string& message, const std::string& remedy);
  /// The number of a reason to fail, made where there is none yet.
  Reason reason_number(const std::string& name);
  /// The way from where the request is to a part in another region, and back: taken before `next`, so that
  /// nothing over there is held meanwhile. `next` itself where no region lies between.
  const Step* compile_travel(const Component& to, const Context& context, const Step* next);
  /// Where a part was written, for what is wrong with it.
  spec::Place place_of(const std::string& part) const { return spec_.find_part(part)->place; }
  const spec::Attribute& attribute(const std::string& name) const { return *spec_.find_attribute(name); }
  /// The round trip between two regions, as the topology says.
  const spec::TimeSpec* rtt(const std::string& from, const std::string& to) const {
    return spec_.find_rtt(from, to);
  }

  /// The wait-for graph of the locks of a database.
  LockGraph& lock_graph(const std::string& database);
  /// Where a request keeps the version that it has seen of a row, named by a key of `part`; kNone where no
  /// step asks for it.
  std::uint32_t version_slot(const std::string& part, const std::string& key) const;

  // Where time goes: a step that can block names one of these as its account.
  std::uint16_t account(const Context& context, const std::string& part, TimeUse use);
  /// Of a step at a processor of `part`: its service, and what it waits for a core on the account after that.
  std::uint16_t processor_account(const Context& context, const std::string& part);
  /// Books all time in `context` on one account.
  void charge(Context& context, const std::string& part, TimeUse use);
  /// Accounts made in `context` from now on are new, and neighbours. Nothing outside it may be compiled
  /// before all of it is.
  void open_account_scope(Context& context) { context.account_scope = ++account_scopes_; }
  AccountList& accounts() { return program_.accounts_of_kind()[kind_]; }

  // For build.
  /// The whole way of one kind of request of one traffic, from the door to the answer.
  const Step* compile_entry(const spec::Traffic& traffic, const spec::Routine& request, std::uint16_t kind);
  std::uint32_t slots_used() const { return slots_used_; }
  std::uint32_t tickets_used() const { return tickets_used_; }
  /// The reasons a request may fail for, by number; the first are those of namespace reason.
  const std::vector<std::string>& reasons() const { return reasons_; }
  /// Draws of a step's time, by the step's address in the topology: what an event may replace.
  std::multimap<std::string, Draw*>& times_by_address() { return times_by_address_; }
  /// A draw for a step's time that an event may replace while the model runs.
  Draw* step_draw(const Context& context, const spec::Step& step, const std::string& part);
  /// The queries that name plans: what an event may make dearer by the size of a table.
  PlannedQueries& planned_queries();

 private:
  const Step* compile_door(const std::vector<std::string>& enters, std::size_t index, const Context& context,
                           const Step* next, const Body& inside);
  const Step* compile_hold(Component& part, const spec::Place& place, const spec::HoldTerms& terms,
                           Context context, const Step* next, const Body& inside);
  const Step* compile_on(const std::string& name, Context context, const Step* next, const Body& inside);
  const Step* compile_scope(const spec::Routine& routine, const Context& context, const Step* next);
  const Step* compile_memory(const spec::Routine& routine, Context context, const Step* next);
  const Step* compile_holds(const spec::Routine& routine, std::size_t index, const Context& context,
                            const Step* next);
  const Step* compile_steps(const std::vector<spec::Step>& steps, const Context& context, const Step* next);
  const Step* compile_step(const spec::Step& step, const Context& context, const Step* next);
  const Step* compile_verb(const spec::Step& step, const Context& context, const Step* next);
  const Step* compile_visit(const spec::Step& step, const Context& context, const Step* next);
  const Step* compile_query(const spec::Step& step, const Context& context, const Step* next);
  const Step* compile_branch(const spec::Step& branch, const Context& context, const Step* next);
  const Step* compile_choose(const spec::Step& step, const Context& context, const Step* next);
  const Step* compile_fan(const spec::Step& step, const Context& context, const Step* next);
  const Step* compile_send(const spec::Step& step, const Context& context, const Step* next);
  void look_for_versions(const std::vector<spec::Step>& steps);

  void set_retry(flow::Guard& guard, const std::string& policy);
  Breaker& breaker(const std::string& policy);

  const spec::Spec& spec_;
  Luck luck_;
  Engine& engine_;
  Program& program_;
  std::map<std::string, Component*> parts_by_name_;
  std::map<std::string, const spec::Routine*> routines_by_name_;
  std::map<std::string, std::uint32_t> attributes_by_name_;
  std::map<std::string, Breaker*> breakers_;
  std::multimap<std::string, Draw*> times_by_address_;
  PlannedQueries* planned_queries_ = nullptr;
  std::map<std::string, LockGraph*> lock_graphs_;
  std::map<std::pair<std::string, std::string>, std::uint32_t> version_slots_;  // by part and key
  std::vector<std::string> reasons_;
  std::uint32_t slots_used_ = 0, tickets_used_ = 0;
  std::uint16_t kind_ = 0;
  std::size_t nesting_ = 0;
  std::uint32_t account_scopes_ = 0;
};

}  // namespace plimsoll
