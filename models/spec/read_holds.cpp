// `holds`: names of parts, and for locks how they are taken.
#include <fmt/format.h>

#include <algorithm>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

constexpr const char* kRemedy = "write it as { lock = \"accounts\", mode = \"shared\" }";

class HoldsReader {
 public:
  HoldsReader(Reading& reading, Routine& routine, const std::string& address)
      : reading_(reading), diagnostics_(reading.diagnostics), routine_(routine), address_(address) {}

  bool read(const Node& node) {
    routine_.holds.clear();
    if (node.is_text()) return read_name(node);
    if (!node.is_list()) {
      report_not(node, address_, diagnostics_, "a name or a list of names", node.is_table() ? kRemedy : "");
      return false;
    }
    bool is_good = true;
    for (const Node& entry : node.children())
      is_good &= entry.is_table() ? read_lock(entry) : read_name(entry);
    return is_good;
  }

 private:
  void add(const std::string& name, const Place& place, HoldTerms terms) {
    routine_.holds.push_back(name);
    routine_.holds_places.push_back(place);
    routine_.hold_terms.push_back(std::move(terms));
  }

  bool read_name(const Node& node) {
    std::string name;
    if (!read_value(node, address_, diagnostics_, name)) return false;
    reading_.refer_to_part({name, node.place(), address_, "holds"}, static_cast<std::uint32_t>(Role::hold),
                           "`holds`");
    const auto is_same = [&](std::size_t k) {
      return routine_.holds[k] == name && routine_.hold_terms[k].keys.empty();
    };
    for (std::size_t k = 0; k < routine_.holds.size(); ++k) {
      if (!is_same(k)) continue;
      diagnostics_.error(node.place(), address_, fmt::format("holds '{}' twice", name), "once is enough");
      break;
    }
    add(name, node.place(), {});
    return true;
  }

  bool read_lock(const Node& node) {
    std::string name;
    HoldTerms terms;
    bool is_sorted = false;
    Fields fields;
    fields.required("lock", name, "The lock held.");
    fields.choice<bool>("mode", terms.is_shared, {{"exclusive", false}, {"shared", true}},
                        "Alone, or together with other readers.");
    fields.optional("key", terms.keys, "The attributes that say which rows.").names("attribute");
    fields.choice<bool>("order", is_sorted, {{"as_written", false}, {"sorted", true}},
                        "Which of several rows is taken first.");
    const std::size_t errors = diagnostics_.errors();
    read_settings(node, fields);
    if (diagnostics_.errors() != errors) return false;
    const Node& written = *node.find("lock");
    reading_.refer_to_part({name, written.place(), address_, "holds"},
                           static_cast<std::uint32_t>(Role::stock), "`lock`");
    if (is_sorted && terms.keys.size() < 2) {
      diagnostics_.error(node.find("order")->key_place(), address_ + ".order", "sorts one row",
                         "name the attributes of all rows: key = [\"from\", \"to\"]");
    }
    check_keys(*node.find("lock"), node.find("key"), terms.keys);
    for (std::size_t k = 0; k < std::max<std::size_t>(terms.keys.size(), 1); ++k) {
      HoldTerms one{terms.is_shared, {}, 0};
      if (is_sorted) {
        one.keys = terms.keys;
        one.rank = static_cast<std::int64_t>(k);
      } else if (!terms.keys.empty()) {
        one.keys = {terms.keys[k]};
      }
      add(name, written.place(), std::move(one));
    }
    return true;
  }

  void check_keys(const Node& lock, const Node* node, const std::vector<std::string>& keys) {
    for (std::size_t k = 0; node != nullptr && k < keys.size(); ++k) {
      if (std::find(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(k), keys[k]) ==
          keys.begin() + static_cast<std::ptrdiff_t>(k)) {
        continue;
      }
      diagnostics_.error(node->is_list() ? node->children()[k].place() : node->place(), address_ + ".key",
                         fmt::format("names '{}' twice, which is the same row of {}", keys[k], lock.text()),
                         "once is enough");
    }
  }

  /// As Reading::read_fields() does, but an entry of a list has no address of its own to be recorded at.
  void read_settings(const Node& node, Fields& fields) {
    for (const Node& setting : node.children()) {
      const std::string at = address_ + "." + setting.key();
      Field* const field = fields.find(setting.key());
      if (field == nullptr) {
        reading_.mark_gap();
        std::string remedy = reading_.suggestion(setting.key(), fields.names());
        if (remedy.empty()) remedy = "its settings are " + listing(fields.names(), "and");
        diagnostics_.error(setting.key_place(), at, fmt::format("a hold has no setting '{}'", setting.key()),
                           remedy);
      } else if (field->accept(setting, at, diagnostics_) && field->references == "attribute") {
        refer(setting, at);
      }
    }
    if (node.find("lock") == nullptr)
      diagnostics_.error(node.place(), address_, "a hold with settings needs 'lock'", kRemedy);
  }

  void refer(const Node& setting, const std::string& at) {
    if (setting.is_text()) reading_.refer("attribute", {setting.text(), setting.place(), at, "names"});
    for (const Node& name : setting.children()) {
      reading_.refer("attribute", {name.text(), name.place(), at, "names"});
    }
  }

  Reading& reading_;
  Diagnostics& diagnostics_;
  Routine& routine_;
  const std::string& address_;
};

}  // namespace

bool read_holds(Reading& reading, const Node& node, const std::string& address, Routine& routine) {
  return HoldsReader(reading, routine, address).read(node);
}

}  // namespace plimsoll::spec
