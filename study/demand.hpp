#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/spec/diagnostic.hpp"
#include "models/spec/spec.hpp"

namespace plimsoll {

/// What one request asks of one part on average, if it never has to wait.
struct PartDemand {
  double visits = 0;
  double work_seconds = 0;  // of a processor
  double held_seconds = 0;  // of a worker, a connection, a lock
};

/// What one request asks of the whole model, without queueing: mean values by arithmetic.
struct RequestDemand {
  std::map<std::string, PartDemand> parts;
  double elapsed_seconds = 0;  // from the door to the answer
};

/// Walks through what a request does, adding up means: chances, repetitions and branches by their
/// probabilities, fans by their slowest (or for first_of fastest) branch. Look-ups are taken to hit,
/// or as often as a hit ratio says, and nothing to fail. Notes on the way what is held while something slow
/// is waited for.
class DemandWalk {
 public:
  explicit DemandWalk(const spec::Spec& spec) : spec_(spec) {}

  RequestDemand of(const spec::Traffic& traffic, const spec::Routine& request);

  /// Conditions are met as often as by the requests of that traffic from now on.
  void walk_for(const spec::Traffic& traffic) { traffic_ = &traffic; }
  /// How many of all requests meet it.
  double probability(const spec::Condition& condition) const;

  /// Warnings met on all walks so far, each once.
  const std::vector<spec::Diagnostic>& findings() const { return findings_; }
  /// Parts that were held when the other was taken: (outer, inner).
  const std::map<std::pair<std::string, std::string>, spec::Place>& nestings() const { return nestings_; }
  const std::vector<std::string>& caches() const { return caches_; }

 private:
  /// The chance of a value of an attribute, and of any below a bound, for the traffic being walked for.
  double chance_of(const spec::Attribute& attribute, std::int64_t value) const;
  double chance_below(const spec::Attribute& attribute, std::int64_t bound) const;
  double scope(const spec::Routine& routine, double weight);
  double on_hosts(const spec::Routine& routine, double weight);
  double holds(const spec::Routine& routine, std::size_t index, double weight);
  double steps(const std::vector<spec::Step>& steps, double weight);
  double step(const spec::Step& step, double weight);
  double verb(const spec::Step& step, double weight);
  double read(const spec::Step& step, double weight);
  double choose(const spec::Step& step, double weight);
  double fan(const spec::Step& step, double weight);
  double door(const std::vector<std::string>& enters, std::size_t index, const spec::Routine& request,
              double weight);
  double held(const std::string& part, const spec::HoldTerms& terms, const spec::Place& place, double weight,
              const std::function<double()>& inside);
  void note(spec::Diagnostic diagnostic);
  void note_slow_hold(const spec::Step& step);
  void query(const spec::Step& step, double weight);
  void note_query(const spec::Step& step);

  const spec::Spec& spec_;
  const spec::Traffic* traffic_ = nullptr;
  RequestDemand demand_;
  std::vector<std::string> held_;
  std::vector<std::string> shared_;  // those of them that are held together with others
  spec::Shares hosts_;               // the servers the request may be on, with the probability of each
  std::vector<spec::Diagnostic> findings_;
  std::map<std::pair<std::string, std::string>, spec::Place> nestings_;
  std::vector<std::string> caches_;
};

}  // namespace plimsoll
