#pragma once

#include "models/books.hpp"
#include "models/engine.hpp"
#include "models/spec/spec.hpp"
#include "study/replication.hpp"

namespace plimsoll {

/// The books of one replication: laws that hold whatever the model, checked exactly after every run.
///
/// For each kind of request and for all together:
///
///     in flight at the start + arrived = completed + failed, by reason + in flight at the end
///     requests in flight, integrated over time = latencies of those that ended
///                                              + ages of those in flight at the end - ... at the start
///
/// For each part with a line or with places:
///
///     requests in line, integrated over time = waits of those let in + of those who gave up
///                                            + so far of those in line at the end - ... at the start
///     places held at the start + let in = places given back + held at the end
///     places held at once <= places there are
///
/// The integrals are Little's law as an identity: J. D. C. Little, "Little's law as viewed on its 50th
/// anniversary", Operations Research 59 (2011), for a window with requests at either end. All are whole
/// numbers of nanoseconds (modulo 2^64 where it says so), so they hold exactly or somebody miscounted:
/// levels, waits and the engine's table of requests are kept in different places.
///
/// They see neither a service that took too long nor a wrong draw: those are for tests against theory.
class Books {
 public:
  /// Opens the books at the present instant, at which counting starts.
  Books(Engine& engine, const spec::Spec& spec);

  /// Checks everything that was counted since. Throws InternalError naming the part or kind of request, the
  /// law, and both sides.
  void check(Engine& engine, const spec::Spec& spec) const;

 private:
  void check_kind(Engine& engine, std::size_t kind, const std::string& name, const Census& end) const;
  void check_part(const PartBooks& books, std::size_t part, const std::string& name, const Census& end) const;

  SimTime opened_;
  Census start_;
};

/// What is reported of requests adds up too: arrived = completed + failed + in flight, for `all` and each
/// kind.
void check_reading(const Replication& replication, const spec::Spec& spec);

}  // namespace plimsoll
