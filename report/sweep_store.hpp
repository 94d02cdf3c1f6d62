#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/spec/sweep.hpp"
#include "report/database.hpp"
#include "study/measures.hpp"
#include "study/run.hpp"

namespace plimsoll::report {

/// What a sweep runs, as far as it is known before anything is run.
struct SweepPlan {
  struct Point {
    std::uint64_t number = 0;  // from 1
    std::string title;         // of its model, ...
    std::string digest;        // ... 16 hex digits, seed and replications included, ...
    std::string case_name;     // ... and how it is made: "plimsoll run FILE --case ... --set ..."
    std::vector<std::string> sets;
    std::vector<std::string> values;  // of the lists, as written in TOML

    bool operator==(const Point&) const = default;
  };

  std::vector<spec::Source> files;
  std::vector<std::string> addresses;  // of the lists
  std::vector<Point> points;           // of the whole sweep, whatever part of it is run here
};

/// What became of a point.
struct PointResult {
  std::string stopped;            // why a guard stopped it; empty: it ran to its end
  int exit_code = 0;              // as `run` would have it: 0, 98, 99, 1; 5 where it was stopped
  std::vector<Measure> measures;  // without their replications
  std::string json;  // the result without the model it carries and without clock; empty where stopped

  bool operator==(const PointResult& other) const { return stopped == other.stopped && json == other.json; }
};

/// The version and commit of this program, which say whose results are ours.
std::string this_program();

PointResult result_of(const spec::Spec& model, const Observation& observation);
PointResult result_of_stopped(const std::string& why);

/// The result of a point as `plimsoll run --format json` prints it, but for "threads" and "wall_seconds",
/// which are 0: points share both.
std::string whole_json(const SweepPlan& plan, const SweepPlan::Point& point, const PointResult& result);

/// A sweep in a SQLite file: the plan, and results by the digest of their model (which its seed is part of).
///
/// Each result is written as soon as its point has ended, in one transaction, so whatever ends the process
/// leaves all that is finished. A plan may change: results of models that are in the new one too are kept and
/// found again. Those that another version or commit of the program found are not, for it may find others.
///
/// Everything about a result is a function of its key and stands in the order of its key, so two stores of
/// the same results are equal whatever order and process they came in.
class SweepStore {
 public:
  using Access = Database::Access;

  /// Throws StoreError where the file is no such store, or another process writes it.
  SweepStore(const std::string& path, Access access, const std::string& program = this_program());

  const std::string& path() const { return database_.path(); }

  /// this_program() of the one that found the results.
  std::string program();

  /// Makes this the plan of the store.
  void set_plan(const SweepPlan& plan);
  SweepPlan plan();

  bool has(const std::string& digest);
  std::optional<PointResult> find(const std::string& digest);
  void add(const std::string& digest, const PointResult& result);
  /// Forgets points of the plan that a guard had stopped. Returns how many.
  std::int64_t forget_stopped();

 private:
  void open(Access access, const std::string& program);
  std::vector<Measure> measures_of(const std::string& digest);

  Database database_;
};

}  // namespace plimsoll::report
