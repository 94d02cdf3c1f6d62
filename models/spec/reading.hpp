#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "models/spec/diagnostic.hpp"
#include "models/spec/fields.hpp"
#include "models/spec/load.hpp"
#include "models/spec/node.hpp"
#include "models/spec/spec.hpp"

namespace plimsoll::spec {

/// A setting that names something else, as a sentence needs it.
struct Reference {
  std::string name;
  Place place;
  std::string address;
  std::string phrase;                   // "reads": "reads 'product', but no part has that name"
  std::vector<std::string> words = {};  // what may stand there instead of a name, such as "steady"
};

/// The kind that a price is defined with which stands in a catalogue: nobody need use it.
inline constexpr std::string_view kCatalogue = "catalogue";

/// What all readers of tables share while one topology is read: the problems, the names, the settings.
class Reading {
 public:
  Reading(Diagnostics& problems, const LoadRequest& request);

  Diagnostics& diagnostics;
  Spec spec;

  // Names. `what` is "part", "attribute", "request", "routine", "policy", "price" or "event".

  /// A thing of that name exists. The first definition counts.
  void define(const std::string& what, const std::string& name, const Place& place, std::string kind = {});
  bool knows(const std::string& what, const std::string& name) const;
  std::vector<std::string> names_of(const std::string& what) const;
  /// The kind of a part or policy, as written; "" if it is unknown.
  const std::string& kind_of(const std::string& what, const std::string& name) const;
  bool is_used(const std::string& what, const std::string& name) const;
  /// Marks the thing as used; reports a name that nothing has and returns false.
  bool refer(const std::string& what, const Reference& reference);
  /// refer() to a part that must have one of `roles` (or-ed); `needed_by` is "`read`".
  bool refer_to_part(const Reference& reference, std::uint32_t roles, const std::string& needed_by);
  /// refer() to a policy that must be of that kind.
  bool refer_to_policy(const Reference& reference, const std::string& kind, const std::string& needed_by);
  /// The names of a kind that nothing refers to, in file order, with their places.
  std::vector<std::pair<std::string, Place>> unused(const std::string& what) const;

  /// Something could not be read: what it may have used is not called unused.
  void mark_gap() { has_gaps_ = true; }
  bool has_gaps() const { return has_gaps_; }

  const PartKind* find_kind(const std::string& name) const;
  std::vector<std::string> kind_names() const;

  /// did_you_mean(), until so many names have been compared that a hostile file would take minutes.
  std::string suggestion(const std::string& name, const std::vector<std::string>& known);

  // Settings.

  /// Settings recorded from now on belong to this table: "system.app", "run". "": they are no part of the
  /// model.
  void begin_table(std::string table);
  /// Records a setting of the model; `node` is where it was written, nullptr for a default.
  void record(const std::string& address, std::string value, const Node* node);
  const std::map<std::string, std::vector<ResolvedSetting>>& settings() const { return settings_; }

  /// Reads a table into the members that `fields` binds: unknown and missing settings, bounds, references.
  /// `noun` is what the table is, "a pool". Keys in `own` are read elsewhere. Records every setting.
  void read_fields(const Node& table, const std::string& address, const std::string& noun, Fields& fields,
                   const std::vector<std::string>& own = {});

 private:
  struct Thing {
    std::string name;
    Place place;
    std::string kind;
    bool is_used = false;
  };
  struct Things {
    std::vector<Thing> in_order;
    std::map<std::string, std::size_t> index;
  };

  void check_references(const Field& field, const Node& node, const std::string& address);
  const Thing* find(const std::string& what, const std::string& name) const;

  std::map<std::string, Things> things_;
  std::map<std::string, const PartKind*> kinds_;
  std::map<std::string, std::vector<ResolvedSetting>> settings_;
  std::string table_;
  std::size_t comparisons_ = 0;
  bool has_gaps_ = false;
};

}  // namespace plimsoll::spec
