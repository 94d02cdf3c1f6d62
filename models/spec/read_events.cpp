#include <fmt/format.h>

#include <map>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

using Path = std::vector<std::string>;

std::string joined(const Path& path) {
  std::string text;
  for (const std::string& name : path) text += (text.empty() ? "" : ".") + name;
  return text;
}

bool is_time_of_step(const std::string& name) { return name == "work" || name == "wait" || name == "time"; }

/// Resolves what stands under an event's `set` against the settings it names.
class ChangeReader {
 public:
  explicit ChangeReader(Reading& reading) : reading_(reading) {
    for (const Part& part : reading.spec.parts) parts_.emplace(part.name, &part);
    for (Traffic& traffic : reading.spec.traffic) traffic_.emplace(traffic.name, &traffic);
    for (const Attribute& attribute : reading.spec.attributes)
      attributes_.emplace(attribute.name, &attribute);
    for (const Routine& request : reading.spec.requests) add_times(request.steps);
    for (const Routine& routine : reading.spec.routines) add_times(routine.steps);
  }

  /// Reads the table `set` of an event; `address` is "event.flash_sale.set".
  void read_all(const Node& set, const std::string& address, std::vector<Change>& changes) {
    address_ = address;
    read(set, {}, changes);
  }

 private:
  void read(const Node& table, Path path, std::vector<Change>& changes) {
    for (const Node& entry : table.children()) {
      path.push_back(entry.key());
      if (is_leaf(path) || !entry.is_table()) {
        read_change(entry, path, changes);
      } else {
        read(entry, path, changes);
      }
      path.pop_back();
    }
  }

  static bool is_leaf(const Path& path) {
    if (path[0] == "system" || path[0] == "traffic" || path[0] == "table") return path.size() == 3;
    if (path[0] == "attribute") return path.size() == (path.size() > 2 && path[2] == "popularity" ? 4 : 3);
    // request.NAME.steps, then pairs of an id and a setting
    return path.size() > 4 && path.size() % 2 == 1 && is_time_of_step(path.back());
  }

  void add_times(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (step.verb == Verb::work) times_.emplace(step.address + ".work", &step);
      if (step.verb == Verb::wait) times_.emplace(step.address + ".wait", &step);
      if (step.verb == Verb::query && step.plan.empty()) times_.emplace(step.address + ".time", &step);
      add_times(step.branches);
    }
  }

  void read_change(const Node& node, const Path& path, std::vector<Change>& changes) {
    Change change;
    change.address = joined(path);
    change.place = node.place();
    bool is_good = false;
    if (path[0] == "system" && path.size() == 3) {
      is_good = read_part_change(node, path, change);
    } else if (path[0] == "traffic" && path.size() == 3) {
      is_good = read_traffic_change(node, path, change);
    } else if (path[0] == "table" && path.size() == 3) {
      is_good = read_table_change(node, path, change);
    } else if (path[0] == "attribute" && path.size() >= 3) {
      is_good = read_exponent(node, path, change);
    } else if (path[0] == "request" || path[0] == "routine") {
      is_good = read_step_time(node, change);
    } else {
      error(node, change, fmt::format("an event cannot set '{}'", change.address),
            "it may set live settings of system, traffic, attribute and table, and the times of steps");
    }
    if (!is_good) return;
    const std::string value = change.time ? write_value(*change.time) : written_;
    reading_.record(address_ + "." + change.address, value, &node);
    changes.push_back(std::move(change));
  }

  void error(const Node& node, const Change& change, std::string message, std::string remedy = {}) {
    reading_.diagnostics.error(node.key_place(), address_ + "." + change.address, std::move(message),
                               std::move(remedy));
  }

  bool read_part_change(const Node& node, const Path& path, Change& change) {
    if (!reading_.refer("part", {path[1], node.key_place(), address_ + "." + change.address, "sets"}))
      return false;
    const auto part = parts_.find(path[1]);
    if (part == parts_.end()) return false;  // its own table is wrong, and says so
    const std::unique_ptr<PartSettings> copy = part->second->settings->clone();
    Fields fields;
    copy->describe(fields);
    return read_live(node, path[2], with_article(part->second->kind->name), fields, change);
  }

  bool read_traffic_change(const Node& node, const Path& path, Change& change) {
    if (!reading_.refer("traffic", {path[1], node.key_place(), address_ + "." + change.address, "sets"}))
      return false;
    const auto traffic = traffic_.find(path[1]);
    if (traffic == traffic_.end()) return false;
    Traffic copy = *traffic->second;
    const bool has_users = copy.kind == Traffic::Kind::closed;
    const bool has_rate = copy.kind == Traffic::Kind::open && copy.profile.empty() && copy.states.empty();
    if ((path[2] == "users" && !has_users) || (path[2] == "rate" && !has_rate)) {
      error(node, change, fmt::format("'{}' has no {}", path[1], path[2]),
            has_users  ? "it has users"
            : has_rate ? "it has a rate"
                       : "");
      return false;
    }
    Fields fields;
    describe(copy, fields);
    return read_live(node, path[2], "traffic", fields, change);
  }

  bool read_table_change(const Node& node, const Path& path, Change& change) {
    if (!reading_.refer("table", {path[1], node.key_place(), address_ + "." + change.address, "sets"}))
      return false;
    const Table* const table = reading_.spec.find_table(path[1]);
    if (table == nullptr) return false;
    Table copy = *table;
    Fields fields;
    copy.describe(fields);
    return read_live(node, path[2], "a table", fields, change);
  }

  /// Reads a setting that must be live, into a copy of what it belongs to.
  bool read_live(const Node& node, const std::string& name, const std::string& noun, Fields& fields,
                 Change& change) {
    std::vector<std::string> live;
    for (const Field& field : fields.all()) {
      if (field.live) live.push_back(field.name);
    }
    Field* const field = fields.find(name);
    const std::string allowed =
        live.empty() ? "an event can set nothing of it" : "an event may set " + listing(live, "and");
    if (field == nullptr) {
      const std::string remedy = reading_.suggestion(name, live);
      error(node, change, fmt::format("{} has no setting '{}'", noun, name),
            remedy.empty() ? allowed : remedy);
      return false;
    }
    if (!field->live) {
      error(node, change, fmt::format("'{}' cannot change while the model runs", name), allowed);
      return false;
    }
    if (!field->accept(node, address_ + "." + change.address, reading_.diagnostics)) return false;
    if (field->number) change.value = field->number();
    written_ = field->write();
    if (!field->set_number) {  // a time that may be a distribution
      TimeSpec time;
      if (!read_value(node, address_ + "." + change.address, reading_.diagnostics, time)) return false;
      change.time = std::move(time);
    }
    return true;
  }

  bool read_exponent(const Node& node, const Path& path, Change& change) {
    if (!reading_.refer("attribute", {path[1], node.key_place(), address_ + "." + change.address, "sets"}))
      return false;
    const auto attribute = attributes_.find(path[1]);
    if (attribute == attributes_.end()) return false;
    if (path.back() != "exponent" || (path.size() == 4 && path[2] != "popularity")) {
      error(node, change, fmt::format("'{}' cannot change while the model runs", path.back()),
            "an event may set popularity.exponent");
      return false;
    }
    if (attribute->second->popularity != Attribute::Popularity::zipf) {
      error(node, change, fmt::format("the popularity of '{}' has no exponent", path[1]),
            "give it { dist = \"zipf\", exponent = 0 }, which is uniform until the event");
      return false;
    }
    Fields fields;
    fields.optional("exponent", change.value, "").at_least(0).at_most(100);
    if (!fields.find("exponent")->accept(node, address_ + "." + change.address, reading_.diagnostics))
      return false;
    change.address = "attribute." + path[1] + ".exponent";
    written_ = write_value(change.value);
    return true;
  }

  bool read_step_time(const Node& node, Change& change) {
    if (!times_.contains(change.address)) {
      std::vector<std::string> known;
      for (const auto& [address, step] : times_) known.push_back(address);
      std::string remedy = reading_.suggestion(change.address, known);
      if (remedy.empty())
        remedy = "of a step an event may set its time: request.NAME.steps.ID.work, wait or time";
      error(node, change, fmt::format("no step has the time '{}'", change.address), remedy);
      return false;
    }
    TimeSpec time;
    if (!read_value(node, address_ + "." + change.address, reading_.diagnostics, time)) return false;
    change.value = time.law.mean();
    change.time = std::move(time);
    return true;
  }

  Reading& reading_;
  std::string address_;
  std::string written_;  // the value of the change read last
  std::map<std::string, const Part*> parts_;
  std::map<std::string, Traffic*> traffic_;
  std::map<std::string, const Attribute*> attributes_;
  std::map<std::string, const Step*> times_;
};

}  // namespace

void read_events(Reading& reading, const Node& root) {
  ChangeReader changes(reading);
  for_each_table(reading, root, "event", [&](const Node& table, const std::string& address) {
    Event event;
    event.name = table.key();
    event.place = table.key_place();
    Fields fields;
    fields.required("starts", event.starts, "When it begins.");
    fields.optional("lasts", event.lasts, "How long it lasts; to the end of the run where nothing is said.")
        .above(0);
    fields.optional("ramp", event.ramp,
                    "Numbers move linearly over this long at its beginning and at its end.");
    fields.custom(
        "set", "settings", "What has another value while it lasts: set.traffic.shoppers.users = 1_500.", true,
        [&](const Node& node, const std::string& at, Diagnostics& diagnostics) {
          if (!node.is_table() || node.children().empty()) {
            report_not(node, at, diagnostics, "a table of settings", "write set.traffic.NAME.users = 100");
            return false;
          }
          changes.read_all(node, at, event.changes);
          return true;
        },
        [] { return std::string(); });
    reading.read_fields(table, address, "an event", fields);
    const bool is_too_steep = event.lasts && event.ramp > Duration::ns(event.lasts->count() / 2);
    if (is_too_steep && table.find("ramp") != nullptr) {
      reading.diagnostics.error(table.find("ramp")->place(), address + ".ramp",
                                fmt::format("two ramps of {} do not fit into {}", write_value(event.ramp),
                                            write_value(*event.lasts)));
    }
    reading.spec.events.push_back(std::move(event));
  });
}

}  // namespace plimsoll::spec
