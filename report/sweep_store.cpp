#include "report/sweep_store.hpp"

#include <fmt/format.h>

#include <cmath>

#include "report/build_info.hpp"
#include "report/json.hpp"
#include "report/json_values.hpp"
#include "study/cases.hpp"

namespace plimsoll::report {
namespace {

constexpr std::int64_t kApplication = 0x504C494D;  // "PLIM", where SQLite keeps whose file it is
constexpr std::int64_t kVersion = 1;
constexpr int kStoppedByGuard = 5;

// `figure` is for people with a SQL prompt: every measure of every point beside what was set.
constexpr const char* kSchema = R"(
CREATE TABLE sweep  (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file   (number INTEGER PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE axis   (number INTEGER PRIMARY KEY, address TEXT NOT NULL);
CREATE TABLE point  (number INTEGER PRIMARY KEY, digest TEXT NOT NULL, title TEXT NOT NULL,
                     case_name TEXT NOT NULL);
CREATE TABLE setting(point INTEGER, number INTEGER, address TEXT NOT NULL, value TEXT NOT NULL,
                     PRIMARY KEY (point, number)) WITHOUT ROWID;
CREATE TABLE option (point INTEGER, number INTEGER, value TEXT NOT NULL,
                     PRIMARY KEY (point, number)) WITHOUT ROWID;
CREATE TABLE result (digest TEXT PRIMARY KEY, exit_code INTEGER NOT NULL, stopped TEXT, json TEXT) WITHOUT ROWID;
CREATE TABLE measure(digest TEXT, number INTEGER, measure TEXT NOT NULL, unit TEXT NOT NULL, value REAL, low REAL,
                     high REAL, refused TEXT, PRIMARY KEY (digest, number)) WITHOUT ROWID;
CREATE VIEW figure AS
  SELECT point.number AS point,
         (SELECT group_concat(address || ' = ' || value, ', ') FROM setting WHERE setting.point = point.number)
           AS settings,
         measure, unit, value, low, high, refused
  FROM point JOIN measure USING (digest) ORDER BY point.number, measure.number;
)";

void bind_or_null(Statement& statement, int index, double value, bool exists) {
  if (exists && !std::isnan(value)) {
    statement.bind(index, value);
  } else {
    statement.bind_null(index);
  }
}

}  // namespace

std::string this_program() { return build_info().version + " " + build_info().commit; }

PointResult result_of(const spec::Spec& model, const Observation& observation) {
  PointResult result;
  result.exit_code = exit_code(observation.results);
  result.measures = outcome_of("", model, observation).measures;
  Results plain = observation.results;
  plain.files.clear();
  plain.run.wall_seconds = 0;
  plain.run.threads = 0;
  result.json = Json::parse(to_json(plain)).dump();
  return result;
}

PointResult result_of_stopped(const std::string& why) { return {why, kStoppedByGuard, {}, {}}; }

std::string whole_json(const SweepPlan& plan, const SweepPlan::Point& point, const PointResult& result) {
  Json json = Json::parse(result.json);
  Json files = Json::array();
  for (const spec::Source& file : plan.files) files.push_back({{"name", file.name}, {"text", file.text}});
  json["model"] = {{"title", point.title},
                   {"digest", point.digest},
                   {"source", plan.files.empty() ? "" : plan.files.front().name},
                   {"case", text_or_null(point.case_name)},
                   {"files", std::move(files)},
                   {"sets", point.sets}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

SweepStore::SweepStore(const std::string& path, Access access, const std::string& program)
    : database_(path, access) {
  open(access, program);
}

void SweepStore::open(Access access, const std::string& program) {
  const bool is_empty = database_.number("SELECT count(*) FROM sqlite_master") == 0;
  if (is_empty && access == Access::write) {
    Transaction transaction(database_);
    database_.run(
        fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", kApplication, kVersion));
    database_.run(kSchema);
    Statement(database_, "INSERT INTO sweep VALUES ('program', ?)").bind(1, program).run();
    transaction.commit();
    return;
  }
  if (database_.number("PRAGMA application_id") != kApplication) {
    throw StoreError(fmt::format("{}: is no store of a sweep: {}", path(),
                                 is_empty ? "it is empty" : "another program's SQLite file"),
                     access == Access::write ? "name another file; it makes one" : "");
  }
  const std::int64_t version = database_.number("PRAGMA user_version");
  if (version != kVersion) {
    throw StoreError(
        fmt::format("{}: has layout {} of a store; this program reads layout {}", path(), version, kVersion),
        version > kVersion ? "use a newer program" : "run the sweep again into another file");
  }
  if (access == Access::read || this->program() == program) return;
  // Another version may find other figures: none of its results is mixed with ours.
  Transaction transaction(database_);
  database_.run("DELETE FROM result; DELETE FROM measure;");
  Statement(database_, "UPDATE sweep SET value = ? WHERE key = 'program'").bind(1, program).run();
  transaction.commit();
}

std::string SweepStore::program() {
  Statement statement(database_, "SELECT value FROM sweep WHERE key = 'program'");
  return statement.step() ? statement.text(0) : "";
}

void SweepStore::set_plan(const SweepPlan& plan) {
  Transaction transaction(database_);
  database_.run(
      "DELETE FROM file; DELETE FROM axis; DELETE FROM point; DELETE FROM setting; DELETE FROM option;");
  std::int64_t number = 0;
  for (const spec::Source& file : plan.files) {
    Statement(database_, "INSERT INTO file VALUES (?, ?, ?)")
        .bind(1, ++number)
        .bind(2, file.name)
        .bind(3, file.text)
        .run();
  }
  number = 0;
  for (const std::string& address : plan.addresses) {
    Statement(database_, "INSERT INTO axis VALUES (?, ?)").bind(1, ++number).bind(2, address).run();
  }
  Statement add_point(database_, "INSERT INTO point VALUES (?, ?, ?, ?)");
  Statement add_setting(database_, "INSERT INTO setting VALUES (?, ?, ?, ?)");
  Statement add_option(database_, "INSERT INTO option VALUES (?, ?, ?)");
  for (const SweepPlan::Point& point : plan.points) {
    const auto at = static_cast<std::int64_t>(point.number);
    add_point.bind(1, at).bind(2, point.digest).bind(3, point.title).bind(4, point.case_name).run();
    for (std::size_t i = 0; i < point.values.size(); ++i) {
      add_setting.bind(1, at).bind(2, static_cast<std::int64_t>(i + 1));
      add_setting.bind(3, plan.addresses[i]).bind(4, point.values[i]).run();
    }
    for (std::size_t i = 0; i < point.sets.size(); ++i) {
      add_option.bind(1, at).bind(2, static_cast<std::int64_t>(i + 1)).bind(3, point.sets[i]).run();
    }
  }
  transaction.commit();
}

SweepPlan SweepStore::plan() {
  SweepPlan plan;
  Statement files(database_, "SELECT name, text FROM file ORDER BY number");
  while (files.step()) plan.files.push_back({files.text(0), files.text(1)});
  Statement axes(database_, "SELECT address FROM axis ORDER BY number");
  while (axes.step()) plan.addresses.push_back(axes.text(0));
  Statement points(database_, "SELECT number, digest, title, case_name FROM point ORDER BY number");
  while (points.step()) {
    plan.points.push_back({static_cast<std::uint64_t>(points.integer(0)),
                           points.text(2),
                           points.text(1),
                           points.text(3),
                           {},
                           {}});
  }
  const auto fill = [&](const char* sql, std::vector<std::string> SweepPlan::Point::*to) {
    Statement rows(database_, sql);
    for (std::size_t i = 0; rows.step();) {
      while (i < plan.points.size() && static_cast<std::int64_t>(plan.points[i].number) < rows.integer(0))
        ++i;
      if (i < plan.points.size()) (plan.points[i].*to).push_back(rows.text(1));
    }
  };
  fill("SELECT point, value FROM setting ORDER BY point, number", &SweepPlan::Point::values);
  fill("SELECT point, value FROM option ORDER BY point, number", &SweepPlan::Point::sets);
  return plan;
}

bool SweepStore::has(const std::string& digest) {
  Statement statement(database_, "SELECT 1 FROM result WHERE digest = ?");
  return statement.bind(1, digest).step();
}

std::optional<PointResult> SweepStore::find(const std::string& digest) {
  Statement statement(database_, "SELECT exit_code, stopped, json FROM result WHERE digest = ?");
  if (!statement.bind(1, digest).step()) return std::nullopt;
  return PointResult{statement.text(1), static_cast<int>(statement.integer(0)), measures_of(digest),
                     statement.text(2)};
}

std::vector<Measure> SweepStore::measures_of(const std::string& digest) {
  Statement rows(
      database_,
      "SELECT measure, unit, value, low, high, refused FROM measure WHERE digest = ? ORDER BY number");
  std::vector<Measure> measures;
  for (rows.bind(1, digest); rows.step();) {
    Measure measure;
    const std::string address = rows.text(0);
    const std::size_t dot = address.find('.');
    measure.subject = dot == std::string::npos ? "" : address.substr(0, dot);
    measure.name = dot == std::string::npos ? address : address.substr(dot + 1);
    measure.unit = rows.text(1);
    Estimate& estimate = measure.estimate;
    estimate.exists = !rows.is_null(2);
    estimate.has_interval = !rows.is_null(3);
    estimate.value = rows.number(2);
    estimate.low = estimate.has_interval ? rows.number(3) : estimate.value;
    estimate.high = estimate.has_interval ? rows.number(4) : estimate.value;
    estimate.refused = rows.text(5);
    measures.push_back(std::move(measure));
  }
  return measures;
}

void SweepStore::add(const std::string& digest, const PointResult& result) {
  Transaction transaction(database_);
  Statement(database_, "DELETE FROM measure WHERE digest = ?").bind(1, digest).run();
  Statement row(database_, "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)");
  row.bind(1, digest).bind(2, std::int64_t{result.exit_code});
  if (result.stopped.empty()) {
    row.bind_null(3).bind(4, result.json);
  } else {
    row.bind(3, result.stopped).bind_null(4);
  }
  row.run();
  Statement figure(database_, "INSERT INTO measure VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  std::int64_t number = 0;
  for (const Measure& measure : result.measures) {
    const Estimate& estimate = measure.estimate;
    figure.bind(1, digest).bind(2, ++number).bind(3, address_of(measure)).bind(4, measure.unit);
    bind_or_null(figure, 5, estimate.value, estimate.exists);
    bind_or_null(figure, 6, estimate.low, estimate.exists && estimate.has_interval);
    bind_or_null(figure, 7, estimate.high, estimate.exists && estimate.has_interval);
    if (estimate.refused.empty()) {
      figure.bind_null(8);
    } else {
      figure.bind(8, estimate.refused);
    }
    figure.run();
  }
  transaction.commit();
}

std::int64_t SweepStore::forget_stopped() {
  const std::string which = " FROM result WHERE stopped IS NOT NULL AND digest IN (SELECT digest FROM point)";
  const std::int64_t count = database_.number("SELECT count(*)" + which);
  database_.run("DELETE" + which);
  return count;
}

}  // namespace plimsoll::report
