// What a query says beyond its part and its time.
#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"

namespace plimsoll::spec {

void describe_query(Step& step, Fields& fields) {
  using Terms = QueryTerms;
  fields.optional("key", step.key, "The attribute that says which row.").names("attribute");
  fields.optional("writes", step.terms.writes,
                  "true: it changes data, which replicas of the database then apply.");
  fields.choice<Terms::Sees>(
      "sees", step.terms.sees,
      {{"anything", Terms::Sees::anything, "whatever the replica has"},
       {"own_writes", Terms::Sees::own_writes, "at least what its session has written"},
       {"latest", Terms::Sees::latest, "at least what is written when it comes"}},
      "How new the data of a replica must be.");
  fields.optional("within", step.terms.within, "The data of a replica may be no older than this.").above(0);
  fields.choice<Terms::Otherwise>("else", step.terms.otherwise,
                                  {{"wait", Terms::Otherwise::wait, "it waits for a replica to catch up"},
                                   {"primary", Terms::Otherwise::primary, "the primary answers it"},
                                   {"fail", Terms::Otherwise::fail, "it fails (stale)"}},
                                  "What a query does that no replica is new enough for.");
}

void check_query(Reading& reading, const Node& node, const Step& step) {
  const auto complain = [&](const Node& at, const char* setting, const char* message, const char* remedy) {
    reading.diagnostics.error(at.key_place(), step.address + "." + setting, message, remedy);
  };
  const Node* const otherwise = node.find("else");
  if (otherwise != nullptr && !step.terms.is_particular()) {
    complain(*otherwise, "else", "stands in a query that takes data of any age",
             "say how new it must be: sees = \"own_writes\", sees = \"latest\" or within = \"5 s\"");
  }
  const Node* const demand = node.find("within") != nullptr ? node.find("within") : node.find("sees");
  if (step.terms.writes && step.terms.is_particular() && demand != nullptr) {
    complain(*demand, step.terms.within ? "within" : "sees",
             "says how new the data must be that a write sees",
             "writes go to the primary, which is up to date: leave it out");
  }
}

}  // namespace plimsoll::spec
