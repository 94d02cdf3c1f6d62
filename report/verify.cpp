#include "report/verify.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/json_values.hpp"
#include "report/number.hpp"

namespace plimsoll::report {
namespace {

constexpr const char* kSchema = "plimsoll/result/1";
constexpr const char* kNone = "(none)";
constexpr std::size_t kMostShown = 5;
constexpr std::size_t kMostCharacters = 60;
constexpr std::string_view kMayDiffer[] = {"plimsoll.commit", "plimsoll.version", "run.wall_seconds",
                                           "run.threads"};

Json parse(std::string_view text) { return Json::parse(text, nullptr, false); }

std::string text_at(const Json& json, const char* section, const char* key) {
  const auto found = json.find(section);
  if (found == json.end() || !found->is_object() || !found->contains(key)) return "";
  const Json& value = (*found)[key];
  return value.is_string() ? value.get<std::string>() : "";
}

/// Walks through two documents at once.
class Walk {
 public:
  Walk(Verification& found, bool may_have_more) : found_(found), may_have_more_(may_have_more) {}

  void compare(const Json& recorded, const Json& now, const std::string& field) {
    if (std::find(std::begin(kMayDiffer), std::end(kMayDiffer), field) != std::end(kMayDiffer)) return;
    if (recorded.is_object() && now.is_object()) {
      for (const auto& [key, value] : recorded.items()) {
        const auto other = now.find(key);
        if (other == now.end()) {
          note(inside(field, key), value.dump(), kNone);
        } else {
          compare(value, *other, inside(field, key));
        }
      }
      for (const auto& [key, value] : now.items()) {
        if (!may_have_more_ && !recorded.contains(key)) note(inside(field, key), kNone, value.dump());
      }
    } else if (recorded.is_array() && now.is_array()) {
      for (std::size_t i = 0; i < std::max(recorded.size(), now.size()); ++i) {
        const std::string name = fmt::format("{}[{}]", field, i);
        if (i < recorded.size() && i < now.size()) {
          compare(recorded[i], now[i], name);
        } else {
          note(name, i < recorded.size() ? recorded[i].dump() : kNone,
               i < now.size() ? now[i].dump() : kNone);
        }
      }
    } else {
      ++found_.fields;
      // Numbers are written with the fewest digits that read back as the same bits, so equal texts are equal
      // bits.
      const std::string was = recorded.dump(), is = now.dump();
      if (was != is) found_.differences.push_back({field, was, is});
    }
  }

 private:
  static std::string inside(const std::string& field, const std::string& key) {
    return field.empty() ? key : field + "." + key;
  }

  void note(std::string field, std::string recorded, std::string now) {
    ++found_.fields;
    found_.differences.push_back({std::move(field), std::move(recorded), std::move(now)});
  }

  Verification& found_;
  bool may_have_more_;
};

std::string shortened(const std::string& text) {
  return text.size() <= kMostCharacters ? text : text.substr(0, kMostCharacters) + "...";
}

/// What the fields that differ point to.
std::string cause(const Verification& found) {
  const auto differs = [&](std::string_view end) {
    return std::any_of(found.differences.begin(), found.differences.end(),
                       [&](const FieldDifference& one) { return one.field.ends_with(end); });
  };
  if (found.version != found.recorded_version) {
    return fmt::format(
        "version {} made it and this is {}: CHANGELOG.md says under \"Results changed\" what moved",
        found.recorded_version, found.version);
  }
  if (differs("model.digest") || differs("model_digest"))
    return "the model is another one: what the file says of it was changed after the run";
  if (differs(".digest")) return "the same model, and other events: please report it with this file";
  return "the same model and the same events, so the figures were changed after the run";
}

}  // namespace

std::optional<Recorded> read_recorded(std::string_view text, std::string& problem) {
  const Json json = parse(text);
  if (json.is_discarded()) {
    problem = "is no JSON";
    return std::nullopt;
  }
  const std::string schema = json.is_object() && json.contains("schema") && json["schema"].is_string()
                                 ? json["schema"].get<std::string>()
                                 : "";
  if (schema != kSchema) {
    problem = schema.empty() ? "is no result of `plimsoll run --format json`"
                             : fmt::format("has the schema '{}', and not '{}'", schema, kSchema);
    return std::nullopt;
  }
  try {
    const Json& model = json.at("model");
    Recorded recorded;
    recorded.version = text_at(json, "plimsoll", "version");
    for (const Json& file : model.at("files")) {
      recorded.files.push_back({file.at("name").get<std::string>(), file.at("text").get<std::string>()});
    }
    recorded.case_name = text_at(json, "model", "case");
    recorded.sets = model.at("sets").get<std::vector<std::string>>();
    recorded.complete = json.at("run").at("complete").get<bool>();
    return recorded;
  } catch (const Json::exception&) {
    problem = "does not say how it was made: model.files, model.sets or run.complete is missing";
    return std::nullopt;
  }
}

Verification verify(std::string_view recorded, std::string_view now) {
  const Json was = parse(recorded), is = parse(now);
  Verification found;
  found.recorded_version = text_at(was, "plimsoll", "version");
  found.version = text_at(is, "plimsoll", "version");
  Walk(found, found.version != found.recorded_version).compare(was, is, "");
  return found;
}

std::string to_text(const Verification& found, const std::string& name) {
  if (found.is_same()) {
    std::string text =
        fmt::format("✓ SAME  {}: run again, same to the byte in all {} fields\n", name, count(found.fields));
    if (found.version != found.recorded_version) {
      text += fmt::format("  version {} made it and this is {}\n", found.recorded_version, found.version);
    }
    return text;
  }
  std::string text = fmt::format("✗ DIFFERS  {}: in {} of {} fields\n  {}\n", name,
                                 count(found.differences.size()), count(found.fields), cause(found));
  for (std::size_t i = 0; i < std::min(found.differences.size(), kMostShown); ++i) {
    const FieldDifference& one = found.differences[i];
    text += fmt::format("  {}\n      recorded {}\n      now      {}\n", one.field, shortened(one.recorded),
                        shortened(one.now));
  }
  if (found.differences.size() > kMostShown) {
    text += fmt::format("  and {} more\n", count(found.differences.size() - kMostShown));
  }
  return text;
}

}  // namespace plimsoll::report
