#include "models/spec/step_ids.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "models/spec/text.hpp"

namespace plimsoll::spec {

const std::vector<VerbWord>& verbs() {
  static const std::vector<VerbWord> all{
      {"work", Verb::work},     {"query", Verb::query},   {"read", Verb::read},
      {"write", Verb::write},   {"forget", Verb::forget}, {"wait", Verb::wait},
      {"call", Verb::call},     {"pass", Verb::pass},     {"check", Verb::check},
      {"take", Verb::take},     {"put", Verb::put},       {"change", Verb::change},
      {"choose", Verb::choose}, {"all_of", Verb::all_of}, {"first_of", Verb::first_of},
      {"send", Verb::send},     {"repeat", Verb::repeat}, {"fail", Verb::fail},
  };
  return all;
}

const VerbWord* find_verb(std::string_view word) {
  const auto found =
      std::find_if(verbs().begin(), verbs().end(), [&](const VerbWord& verb) { return verb.word == word; });
  return found == verbs().end() ? nullptr : &*found;
}

bool holds_steps(std::string_view key) {
  return key == "choose" || key == "all_of" || key == "first_of" || key == "repeat";
}

std::vector<std::string> step_ids(const Node& steps) {
  std::vector<std::string> ids;
  std::set<std::string> taken;
  for (const Node& step : steps.children()) {  // written ids first: a made one gives way
    const Node* const id = step.is_table() ? step.find("id") : nullptr;
    ids.push_back(id != nullptr && id->is_text() ? id->text() : "");
    taken.insert(ids.back());
  }
  std::map<std::string, int> count;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!ids[i].empty()) continue;
    const Node& step = steps.children()[i];
    std::string base = "step";
    for (const Node& setting : step.children()) {
      if (!step.is_table() || find_verb(setting.key()) == nullptr) continue;
      base = setting.key();
      if (setting.is_text() && is_name(setting.text())) base += "_" + setting.text();
      break;
    }
    do {
      const int number = ++count[base];
      ids[i] = number == 1 ? base : base + "_" + std::to_string(number);
    } while (!taken.insert(ids[i]).second);
  }
  return ids;
}

Node* find_step(Node& steps, const std::string& id) {
  const std::vector<std::string> ids = step_ids(steps);
  const auto found = std::find(ids.begin(), ids.end(), id);
  return found == ids.end() ? nullptr : &steps.child(static_cast<std::size_t>(found - ids.begin()));
}

}  // namespace plimsoll::spec
