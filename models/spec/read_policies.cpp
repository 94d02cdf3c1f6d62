#include <fmt/format.h>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"

namespace plimsoll::spec {
namespace {

void describe(RetryPolicy& retry, Fields& fields) {
  using Jitter = RetryPolicy::Jitter;
  fields.optional("attempts", retry.attempts, "Tries in all, the first included.").at_least(1);
  fields.optional("backoff", retry.backoff, "The wait before the second try.");
  fields.optional("factor", retry.factor, "How much longer each further wait is.").at_least(1);
  fields.optional("cap", retry.cap, "No wait is longer.");
  fields.choice<Jitter>("jitter", retry.jitter,
                        {{"none", Jitter::none}, {"full", Jitter::full}, {"equal", Jitter::equal}},
                        "How waits are spread: not; from 0 up; from half up.");
  fields.optional("on", retry.on, "The failures retried; all that may pass where none is named.")
      .names("failure");
}

void describe(BreakerPolicy& breaker, Fields& fields) {
  fields.optional("failures", breaker.failures, "How many in a row open it.").at_least(1);
  fields.optional("open_for", breaker.open_for, "How long it stays open before it lets trials through.")
      .above(0);
  fields.optional("trials", breaker.trials, "Calls let through while half open, and successes that close it.")
      .at_least(1);
}

}  // namespace

void read_policies(Reading& reading, const Node& root) {
  for (const char* name : {"refused", "limited", "timed_out", "out_of_stock", "crashed", "circuit_open",
                           "deadlock", "conflict"}) {
    reading.define("failure", name, {});
  }
  for_each_table(reading, root, "policy", [&](const Node& table, const std::string& address) {
    Policy policy;
    policy.name = table.key();
    policy.place = table.key_place();
    enum class Kind { none, retry, breaker };
    Kind kind = Kind::none;
    Fields fields;
    fields.required_choice<Kind>("kind", kind, {{"retry", Kind::retry}, {"breaker", Kind::breaker}},
                                 "\"retry\" or \"breaker\"");
    const Node* const written = table.find("kind");
    if (written != nullptr && written->text() == "retry") describe(policy.retry.emplace(), fields);
    if (written != nullptr && written->text() == "breaker") describe(policy.breaker.emplace(), fields);
    std::vector<std::string> unread;  // without a kind no other setting can be judged
    for (const Node& entry : table.children()) {
      if (!policy.retry && !policy.breaker && entry.key() != "kind") unread.push_back(entry.key());
    }
    const std::string noun = policy.retry ? "a retry" : policy.breaker ? "a breaker" : "a policy";
    if (!unread.empty()) reading.mark_gap();
    reading.read_fields(table, address, noun, fields, unread);
    reading.spec.policies.push_back(std::move(policy));
  });
}

}  // namespace plimsoll::spec
