#include "models/spec/reading.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

constexpr std::size_t kMostComparisons = 500'000;

/// What to write for a name that nothing has and nothing resembles.
std::string how_to_define(const std::string& what, const std::string& name) {
  if (!is_name(name) || what == "failure") return {};
  if (what == "price") {
    return fmt::format(
        "write {} = \"0.10 USD/h\" in [price], or give the catalogue that has it as a further file", name);
  }
  return fmt::format("define it in [{}.{}]", what == "part" ? "system" : what, name);
}

/// What a part must be able to do where a setting names a "server", a "database" or the "far end" of
/// connections; 0 where it names any part, or no part at all.
std::uint32_t roles_of(const std::string& references) {
  if (references == "server") return static_cast<std::uint32_t>(Role::host);
  if (references == "database") return static_cast<std::uint32_t>(Role::query);
  if (references == "far end") {
    return static_cast<std::uint32_t>(Role::query) | static_cast<std::uint32_t>(Role::host) |
           static_cast<std::uint32_t>(Role::route) | static_cast<std::uint32_t>(Role::read);
  }
  return 0;
}

}  // namespace

Reading::Reading(Diagnostics& problems, const LoadRequest& request) : diagnostics(problems) {
  for (const PartKind* kind : request.kinds) kinds_.emplace(kind->name, kind);
}

void Reading::define(const std::string& what, const std::string& name, const Place& place, std::string kind) {
  Things& things = things_[what];
  if (!things.index.emplace(name, things.in_order.size()).second) return;
  things.in_order.push_back({name, place, std::move(kind), false});
}

const Reading::Thing* Reading::find(const std::string& what, const std::string& name) const {
  const auto things = things_.find(what);
  if (things == things_.end()) return nullptr;
  const auto found = things->second.index.find(name);
  return found == things->second.index.end() ? nullptr : &things->second.in_order[found->second];
}

bool Reading::knows(const std::string& what, const std::string& name) const {
  return find(what, name) != nullptr;
}

std::vector<std::string> Reading::names_of(const std::string& what) const {
  std::vector<std::string> names;
  const auto things = things_.find(what);
  if (things == things_.end()) return names;
  for (const Thing& thing : things->second.in_order) names.push_back(thing.name);
  return names;
}

const std::string& Reading::kind_of(const std::string& what, const std::string& name) const {
  static const std::string kNone;
  const Thing* const thing = find(what, name);
  return thing == nullptr ? kNone : thing->kind;
}

bool Reading::is_used(const std::string& what, const std::string& name) const {
  const Thing* const thing = find(what, name);
  return thing != nullptr && thing->is_used;
}

bool Reading::refer(const std::string& what, const Reference& reference) {
  Things& things = things_[what];
  const auto found = things.index.find(reference.name);
  if (found != things.index.end()) {
    things.in_order[found->second].is_used = true;
    return true;
  }
  const bool is_worth_comparing = comparisons_ + things.in_order.size() <= kMostComparisons;
  std::vector<std::string> known = names_of(what);
  known.insert(known.end(), reference.words.begin(), reference.words.end());
  const std::string nearest = is_worth_comparing ? suggestion(reference.name, known) : "";
  const std::string remedy = nearest.empty() ? how_to_define(what, reference.name) : nearest;
  diagnostics.error(reference.place, reference.address,
                    fmt::format("{} '{}', but no {} has that name", reference.phrase, reference.name, what),
                    remedy);
  if (!nearest.empty()) {  // what was meant is not unused: one mistake, one problem
    const auto meant = things.index.find(nearest_name(reference.name, known));
    if (meant != things.index.end()) things.in_order[meant->second].is_used = true;
  }
  return false;
}

bool Reading::refer_to_part(const Reference& reference, std::uint32_t roles, const std::string& needed_by) {
  if (!refer("part", reference)) return false;
  const std::string& written = kind_of("part", reference.name);
  const PartKind* const kind = find_kind(written);
  if (kind == nullptr || (kind->roles & roles) != 0)
    return true;  // an unknown kind is reported where it stands
  std::vector<std::string> fitting;
  for (const auto& [name, one] : kinds_) {
    if ((one->roles & roles) != 0) fitting.push_back(fitting.empty() ? with_article(name) : name);
  }
  const std::string needs = fitting.empty() ? "another kind of part" : listing(fitting);
  diagnostics.error(
      reference.place, reference.address,
      fmt::format("'{}' is {}; {} needs {}", reference.name, with_article(written), needed_by, needs));
  return false;
}

bool Reading::refer_to_policy(const Reference& reference, const std::string& kind,
                              const std::string& needed_by) {
  if (!refer("policy", reference)) return false;
  const std::string& written = kind_of("policy", reference.name);
  if (written == kind || written.empty()) return true;
  diagnostics.error(reference.place, reference.address,
                    fmt::format("'{}' is {}; {} needs {}", reference.name, with_article(written), needed_by,
                                with_article(kind)));
  return false;
}

std::vector<std::pair<std::string, Place>> Reading::unused(const std::string& what) const {
  std::vector<std::pair<std::string, Place>> unused;
  const auto things = things_.find(what);
  if (things == things_.end()) return unused;
  for (const Thing& thing : things->second.in_order) {
    if (!thing.is_used) unused.emplace_back(thing.name, thing.place);
  }
  return unused;
}

const PartKind* Reading::find_kind(const std::string& name) const {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : found->second;
}

std::vector<std::string> Reading::kind_names() const {
  std::vector<std::string> names;
  for (const auto& [name, kind] : kinds_) names.push_back(name);
  return names;
}

std::string Reading::suggestion(const std::string& name, const std::vector<std::string>& known) {
  comparisons_ += known.size();
  return comparisons_ > kMostComparisons ? "" : did_you_mean(name, known);
}

void Reading::begin_table(std::string table) { table_ = std::move(table); }

void Reading::record(const std::string& address, std::string value, const Node* node) {
  if (value.empty() || table_.empty()) return;
  settings_[table_].push_back({address, std::move(value), node == nullptr ? "default" : node->origins()});
}

void Reading::read_fields(const Node& table, const std::string& address, const std::string& noun,
                          Fields& fields, const std::vector<std::string>& own) {
  for (const Node& setting : table.children()) {
    const std::string setting_address = address.empty() ? setting.key() : address + "." + setting.key();
    if (std::find(own.begin(), own.end(), setting.key()) != own.end()) continue;
    Field* const field = fields.find(setting.key());
    if (field == nullptr) {
      mark_gap();
      std::vector<std::string> known = own;
      for (const std::string& name : fields.names()) known.push_back(name);
      std::string remedy = suggestion(setting.key(), known);
      if (remedy.empty()) remedy = "its settings are " + listing(known, "and");
      diagnostics.error(setting.key_place(), setting_address,
                        fmt::format("{} has no setting '{}'", noun, setting.key()), remedy);
    } else if (field->accept(setting, setting_address, diagnostics) && !field->references.empty()) {
      check_references(*field, setting, setting_address);
    }
  }
  for (const Field& field : fields.all()) {
    const Node* const written = table.find(field.name);
    if (field.required && written == nullptr) {
      const Place& place =
          table.key_place().is_known() && !table.is_inline() ? table.key_place() : table.place();
      diagnostics.error(place, address, fmt::format("{} needs '{}'", noun, field.name), field.doc);
    }
    if (!table_.empty())
      record(address.empty() ? field.name : address + "." + field.name, field.write(), written);
  }
}

void Reading::check_references(const Field& field, const Node& node, const std::string& address) {
  const std::uint32_t roles = roles_of(field.references);
  const auto check = [&](const std::string& name, const Place& place) {
    if (std::find(field.choices.begin(), field.choices.end(), name) != field.choices.end()) return;
    const Reference reference{name, place, address, "names", field.choices};
    if (roles != 0) {
      refer_to_part(reference, roles, "`" + field.name + "`");
    } else {
      refer(field.references, reference);
    }
  };
  if (field.required && !node.is_text() && node.children().empty()) {
    diagnostics.error(node.place(), address, fmt::format("names no {}", field.references));
  }
  if (node.is_text()) {
    check(node.text(), node.place());
  } else if (node.is_list()) {
    for (const Node& element : node.children()) check(element.text(), element.place());
  } else if (node.is_table()) {
    for (const Node& entry : node.children()) check(entry.key(), entry.key_place());
  }
}

}  // namespace plimsoll::spec
