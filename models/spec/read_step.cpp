#include <fmt/format.h>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/step_ids.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

// Rounds of a step, and things taken by it: sums of them stay far below what 64 bits hold.
constexpr double kMostAtOnce = 1'000'000'000;

std::string verb_listing() {
  std::vector<std::string> words;
  for (const VerbWord& verb : verbs()) words.emplace_back(verb.word);
  return listing(words);
}

/// Reads one step of a list.
class StepReader {
 public:
  StepReader(Reading& reading, const Node& node, const std::string& list_address, const std::string& id,
             bool is_branch)
      : reading_(reading),
        diagnostics_(reading.diagnostics),
        node_(node),
        list_address_(list_address),
        is_branch_(is_branch) {
    step_.id = id;
    step_.address = list_address + "." + id;
    step_.place = node.place();
  }

  std::optional<Step> read() {
    const VerbWord* const verb = find_the_verb();
    if (verb == nullptr) return std::nullopt;
    word_ = verb->word;
    step_.verb = verb->verb;
    Fields fields;
    describe_verb(fields);
    describe_common(fields);
    if (is_branch_) describe_branch(fields);
    const auto nothing = [] { return std::string(); };
    if (node_.find("id") == nullptr) fields.find("id")->write = nothing;  // it is in the address
    if (node_.find("limit") == nullptr) fields.find("on_limit")->write = nothing;
    reading_.read_fields(node_, step_.address, with_article(word_) + " step", fields);
    step_.chance = chance_.value;
    step_.again = again_.value;
    check_target();
    check_common();
    check_counts();
    check_keys();
    check_time();
    if (step_.verb == Verb::query) check_query(reading_, node_, step_);
    return std::move(step_);
  }

 private:
  const VerbWord* find_the_verb() {
    const VerbWord* found = nullptr;
    std::string slip;
    std::vector<std::string> words;
    for (const VerbWord& verb : verbs()) words.emplace_back(verb.word);
    for (const Node& setting : node_.children()) {
      const VerbWord* const verb = find_verb(setting.key());
      if (verb == nullptr && slip.empty()) slip = reading_.suggestion(setting.key(), words);
      if (verb == nullptr) continue;
      if (found != nullptr) {
        diagnostics_.error(setting.key_place(), step_.address,
                           fmt::format("a step has one verb, got '{}' and '{}'", found->word, verb->word),
                           "write two steps");
        reading_.mark_gap();
        return nullptr;
      }
      found = verb;
    }
    if (found == nullptr) {
      reading_.mark_gap();
      diagnostics_.error(node_.place(), list_address_, "a step needs a verb",
                         slip.empty() ? "one of " + verb_listing() : slip);
    }
    return found;
  }

  void describe_common(Fields& fields) {
    fields.optional("id", step_.id, "Its name in the list; made from verb and target where none is given.");
    fields.optional("chance", chance_, "Done with this probability; in `choose`, the share of this branch.");
    fields.optional("times", step_.times, "Done this often, one after the other.")
        .at_least(1)
        .at_most(kMostAtOnce);
    fields.optional("limit", step_.limit, "Gives up after this long.").above(0);
    fields.choice<bool>("on_limit", step_.abandons_on_limit, {{"cancel", false}, {"abandon", true}},
                        "Whether what was asked is cancelled at the limit, or goes on without us.");
    fields.optional("retry", step_.retry, "A retry in [policy].");
    fields.optional("breaker", step_.breaker, "A breaker in [policy].");
    fields.optional("fallback", step_.fallback, "The routine run instead when the step fails.")
        .names("routine");
  }

  void describe_branch(Fields& fields) {
    fields.custom(
        "when", "condition", "Taken when an attribute has one of these values.", false,
        [this](const Node& node, const std::string& address, Diagnostics&) {
          Condition condition;
          const bool is_good = read_condition(reading_, node, address, condition);
          step_.when = std::move(condition);
          return is_good;
        },
        [this] {
          const Node* const when = node_.find("when");
          return when == nullptr ? "" : when->to_toml();
        });
    fields.optional("otherwise", step_.otherwise, "Taken when no branch above is.");
  }

  void describe_verb(Fields& fields) {
    const auto takes_time = [&](std::string_view name) {
      fields.required(name, step_.time, "A time, such as \"8 ms\", or a distribution.");
    };
    switch (step_.verb) {
      case Verb::work:
      case Verb::wait:
        return takes_time(word_);
      case Verb::query:
        fields.required(word_, step_.target, "The part asked.");
        describe_query(step_, fields);
        fields.optional("time", step_.time, "A time, such as \"8 ms\", or a distribution.");
        fields.optional("plan", step_.plan, "A plan, which says how long it takes.").names("plan");
        if (node_.find("time") == nullptr) fields.find("time")->write = [] { return std::string(); };
        return;
      case Verb::read:
        fields.required(word_, step_.target, "The cache asked.");
        fields.optional("key", step_.key, "The attribute looked up.").names("attribute");
        fields.optional("miss", step_.miss, "The routine that fetches what is missing.").names("routine");
        fields
            .optional("revalidate", step_.revalidate,
                      "The routine run instead where an expired copy is there.")
            .names("routine");
        return takes_keys(fields);
      case Verb::write:
        fields.required(word_, step_.target, "The cache written to.");
        fields.optional("key", step_.key, "The attribute stored.").names("attribute");
        fields
            .optional("behind", step_.behind,
                      "The routine that saves what was written, later and in batches.")
            .names("routine");
        return takes_keys(fields);
      case Verb::forget:
        fields.required(word_, step_.target, "The cache that forgets.");
        fields.optional("key", step_.key, "The attribute forgotten.").names("attribute");
        return takes_keys(fields);
      case Verb::change:
        fields.required(word_, step_.target, "The attribute whose data change.").names("attribute");
        return;
      case Verb::check:
      case Verb::take:
      case Verb::put:
        return takes_stock(fields);
      case Verb::send:
        fields.required(word_, step_.target, "The routine sent to.");
        fields.optional("with", step_.with, "Locks that it takes along, and gives back when it ends.");
        return;
      case Verb::pass:
      case Verb::call:
      case Verb::fail:
        fields.required(word_, step_.target, "What is passed, called or sent to, or the reason of failing.");
        return;
      case Verb::choose:
        return takes_steps(fields, true);
      case Verb::all_of:
      case Verb::first_of:
        takes_steps(fields, false);
        fields.optional("need", step_.need, "How many branches must be done.");
        fields.choice<bool>("rest", step_.cancels_rest, {{"cancel", true}, {"abandon", false}},
                            "What becomes of the branches that are not needed.");
        return;
      case Verb::repeat:
        takes_steps(fields, false);
        fields.optional("again", again_, "After each round, goes round again with this probability.");
        return;
    }
  }

  void takes_stock(Fields& fields) {
    fields.required(word_, step_.target, "The part whose stock it is.");
    fields.optional("key", step_.key, "The attribute that says which item.").names("attribute");
    fields.optional("quantity", step_.quantity, "How many.").at_least(1).at_most(kMostAtOnce);
    if (step_.verb != Verb::take) return;
    using If = Step::TakesIf;
    fields.choice<If>(
        "if", step_.takes_if,
        {{"always", If::always, "takes without looking"},
         {"enough", If::enough, "fails (out_of_stock) unless so many are there"},
         {"unchanged", If::unchanged, "fails (conflict) if the row has changed since it was checked"}},
        "What must hold, looked at and done at one instant.");
  }

  void takes_keys(Fields& fields) {
    fields.optional("keys", step_.keys, "So many values of the key, drawn like it, in one round trip.")
        .at_least(1)
        .at_most(100);
    fields
        .optional("tag", step_.tag,
                  "The attribute whose value groups entries, so that `forget` finds all of them.")
        .names("attribute");
  }

  void takes_steps(Fields& fields, bool is_choose) {
    const auto read = [this, is_choose](const Node& node, const std::string& address, Diagnostics&) {
      if (step_.verb == Verb::repeat && node.is_text()) {
        repeat_routine(node);
        return true;
      }
      step_.branches = read_steps(reading_, node, address, is_choose);
      return true;
    };
    fields.custom(word_, "list of steps", "The steps in it.", true, read, [this] {
      const Node* const written = node_.find(word_);
      return written != nullptr && written->is_text() ? written->to_toml() : "";
    });
  }

  /// `repeat = "routine"` is short for a list of one call.
  void repeat_routine(const Node& node) {
    Step call;
    call.id = "call_" + node.text();
    call.address = step_.address + ".repeat." + call.id;
    call.place = node.place();
    call.verb = Verb::call;
    call.target = node.text();
    reading_.refer("routine", {node.text(), node.place(), list_address_, "repeats"});
    step_.branches.push_back(std::move(call));
  }

  void check_target() {
    const Node& target = *node_.find(word_);
    if (!target.is_text()) return;
    const auto to = [&](std::string phrase) {
      return Reference{target.text(), target.place(), list_address_, std::move(phrase)};
    };
    const auto part = [&](std::string phrase, Role role) {
      reading_.refer_to_part(to(std::move(phrase)), static_cast<std::uint32_t>(role), "`" + word_ + "`");
    };
    if (step_.verb == Verb::query) part("queries", Role::query);
    if (step_.verb == Verb::read) part("reads", Role::read);
    if (step_.verb == Verb::write) part("writes", Role::read);
    if (step_.verb == Verb::forget) part("forgets in", Role::read);
    if (step_.verb == Verb::pass) part("passes", Role::pass);
    if (step_.verb == Verb::check) part("checks", Role::stock);
    if (step_.verb == Verb::take) part("takes from", Role::stock);
    if (step_.verb == Verb::put) part("puts into", Role::stock);
    if (step_.verb == Verb::call) reading_.refer("routine", to("calls"));
    if (step_.verb == Verb::send) reading_.refer("routine", to("sends to"));
    if (step_.verb == Verb::fail) check_reason(target);
  }

  void check_reason(const Node& reason) {
    if (!is_name(reason.text())) {
      diagnostics_.error(reason.place(), step_.address + ".fail",
                         fmt::format("'{}' is no name", reason.text()),
                         "a reason is one word, such as \"declined\"");
    }
    reading_.define("failure", reason.text(), reason.place());
  }

  void check_policy(const char* setting, const std::string& name) {
    const Node* const node = node_.find(setting);
    if (node == nullptr || name.empty()) return;
    const Reference reference{name, node->place(), step_.address + "." + setting, "names"};
    reading_.refer_to_policy(reference, setting, fmt::format("`{}`", setting));
  }

  void check_common() {
    check_policy("retry", step_.retry);
    check_policy("breaker", step_.breaker);
    check_with();
    const Node* const id = node_.find("id");
    if (id != nullptr && id->is_text() && !is_name(id->text())) {
      diagnostics_.error(id->place(), step_.address, fmt::format("'{}' is no name", id->text()),
                         "an id is of small letters, digits and _, and begins with a letter");
    }
    const Node* const on_limit = node_.find("on_limit");
    if (on_limit != nullptr && node_.find("limit") == nullptr) {
      diagnostics_.error(on_limit->key_place(), step_.address + ".on_limit", "stands without a limit",
                         "add a limit, such as limit = \"2 s\"");
    }
  }

  void check_with() {
    const Node* const with = node_.find("with");
    if (step_.verb != Verb::send || with == nullptr) return;
    const auto check = [&](const Node& name) {
      if (!name.is_text()) return;
      reading_.refer_to_part({name.text(), name.place(), step_.address + ".with", "sends along"},
                             static_cast<std::uint32_t>(Role::stock), "`with`");
    };
    check(*with);
    for (const Node& name : with->children()) check(name);
  }

  /// Several keys are values of an attribute; a tag is one value and goes with one key.
  void check_keys() {
    const Node* const tag = node_.find("tag");
    if (step_.verb == Verb::forget && tag != nullptr && node_.find("key") != nullptr) {
      diagnostics_.error(tag->key_place(), step_.address + ".tag", "forgets a key and a tag",
                         "write two steps");
    }
    const Node* const keys = node_.find("keys");
    if (keys == nullptr || step_.keys <= 1) return;
    if (node_.find("key") == nullptr) {
      diagnostics_.error(keys->key_place(), step_.address + ".keys", "stands without a key",
                         "name the attribute whose values they are: key = \"item\"");
    }
    if (node_.find("tag") != nullptr) {
      diagnostics_.error(
          keys->key_place(), step_.address + ".keys", "several keys cannot have one tag",
          "leave out the tag, or take one key at a time with times = " + std::to_string(step_.keys));
    }
  }

  void check_time() {
    if (step_.verb != Verb::query) return;
    const Node* const plan = node_.find("plan");
    if (plan == nullptr && node_.find("time") == nullptr) {
      diagnostics_.error(node_.place(), step_.address, "a query step needs 'time'",
                         "write time = \"8 ms\", or plan = \"...\" with a name in [plan]");
    } else if (plan != nullptr && node_.find("time") != nullptr) {
      diagnostics_.error(plan->key_place(), step_.address + ".plan", "has a time already",
                         "leave out one of time and plan");
    }
  }

  void check_counts() {
    const auto count = static_cast<std::int64_t>(step_.branches.size());
    const Node* const need = node_.find("need");
    if (need != nullptr && (step_.need < 1 || step_.need > count)) {
      diagnostics_.error(
          need->place(), step_.address + ".need",
          fmt::format("must be from 1 to the number of branches, {}, got {}", count, step_.need));
    }
    if (need == nullptr && step_.verb == Verb::all_of) step_.need = count;
    if (need == nullptr && step_.verb == Verb::first_of) step_.need = 1;
    if (step_.verb != Verb::repeat) return;
    const bool has_times = node_.find("times") != nullptr;
    const Node* const again = node_.find("again");
    if (has_times == (again != nullptr)) {
      diagnostics_.error(node_.place(), step_.address, "a repeat needs exactly one of times and again",
                         "write times = 3 for three rounds, again = 0.4 for another with probability 0.4");
    }
    if (again != nullptr && step_.again >= 1) {
      diagnostics_.error(again->place(), step_.address + ".again", "must be below 1, or it never ends");
    }
  }

  Reading& reading_;
  Diagnostics& diagnostics_;
  const Node& node_;
  const std::string& list_address_;
  bool is_branch_;
  std::string word_;
  Step step_;
  Ratio chance_{1.0};
  Ratio again_{0.0};
};

}  // namespace

std::optional<Step> read_step(Reading& reading, const Node& node, const std::string& list_address,
                              const std::string& id, bool is_branch) {
  return StepReader(reading, node, list_address, id, is_branch).read();
}

}  // namespace plimsoll::spec
