#include "models/stations/replication_spec.hpp"

namespace plimsoll {

void ReplicationSpec::describe(spec::Fields& f) {
  f.optional("follows", follows, "The database whose writes it applies: this one is its replica.")
      .names("database");
  f.optional("delay", delay,
             "Of a replica: one way over the network from the primary; half the round trip between their "
             "regions where nothing is said.");
  f.optional("apply", apply, "Of a replica: how long applying one write takes, beside the cores.");
  f.optional("apply_workers", apply_workers, "Of a replica: writes applied at once, per instance.")
      .at_least(1)
      .at_most(10'000)
      .live();
  f.choice<bool>("acknowledges", acknowledges_receipt,
                 {{"applied", false, "a write once it is applied, so that a read sees it"},
                  {"received", true, "a write as soon as it has come"}},
                 "Of a replica: what it tells a primary that waits for it.");
  f.optional("linked", linked,
             "Of a replica: false cuts it off from the primary; what was on its way arrives.")
      .live();
  f.optional("synchronous", synchronous,
             "Of a primary: instances of replicas that must have acknowledged a write before it is answered; "
             "0 waits for none.")
      .live();
  f.optional(
       "session", session,
       "Of a primary: the attribute that says whose writes `sees = \"own_writes\"` means; else the user, "
       "or the request where there are no users.")
      .names("attribute");
  f.optional("detects_after", detects_after,
             "Of a primary: without an instance for this long, a replica is chosen in its place; without it, "
             "never.")
      .above(0);
  f.optional("promotes_in", promotes_in, "Of a primary: how long the replica chosen takes to become one.");
}

}  // namespace plimsoll
