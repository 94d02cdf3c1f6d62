// What may be said of a cache, and what it measures.
#include "models/components/cache.hpp"
#include "models/spec/read_value.hpp"
#include "models/spec/units.hpp"

namespace plimsoll {
namespace {

/// A time, or "unlimited" said in so many words. As a number it is in seconds; unlimited is a time that 64
/// bits of nanoseconds cannot hold.
void describe_ttl(spec::Fields& f, std::optional<Duration>& ttl) {
  f.custom(
       "ttl", "time or \"unlimited\"",
       "How long an entry is good for, from the moment it is stored; \"unlimited\": until it is evicted.",
       true,
       [&ttl](const spec::Node& node, const std::string& address, spec::Diagnostics& diagnostics) {
         if (node.is_text() && node.text() == "unlimited") {
           ttl.reset();
           return true;
         }
         return spec::read_value(node, address, diagnostics, ttl);
       },
       [&ttl] { return ttl ? spec::write_value(*ttl) : spec::quoted("unlimited"); })
      .above(0)
      .live();
  constexpr double kUnlimited = 9.2e9;  // seconds
  spec::Field& field = *f.find("ttl");
  field.number = [&ttl] { return ttl ? ttl->to_seconds() : kUnlimited; };
  field.set_number = [&ttl](double seconds) {
    ttl = seconds < kUnlimited ? std::optional(Duration::from_seconds(seconds)) : std::nullopt;
  };
  field.show = [](double seconds) {
    return seconds < kUnlimited ? spec::write_seconds(seconds) : "unlimited";
  };
}

void describe_nodes(spec::Fields& f, CacheSpec& spec) {
  f.optional("instances", spec.instances, "Nodes; each key has its place on one of them, by hash.")
      .at_least(1)
      .at_most(static_cast<double>(CacheNodes::kSlots))
      .capacity();
  f.optional("per", spec.per,
             "Whose it is: \"all\" (shared), or the name of a server: one in each of its instances, which "
             "starts empty whenever the instance does.")
      .names("server")
      .or_words({"all"});
  f.optional("replicas", spec.replicas, "Of each node: what it stored is not lost when it goes down.");
  f.optional("promotion", spec.promotion,
             "With replicas: from when a node goes down until its replica answers instead.");
  f.optional("down", spec.down, "The first so many nodes are down: what is asked of them is refused.").live();
  f.optional("errors", spec.errors, "Commands that fail (refused), at random.").live();
}

void describe_times(spec::Fields& f, CacheSpec& spec) {
  f.required("time", spec.time, "One command at its node: a look-up or a store.");
  f.optional("round_trip", spec.round_trip, "To the node and back; several keys may share one.");
  f.optional("cores", spec.cores, "Commands at once at each node, the others in line; 1 is one thread.")
      .at_least(1)
      .at_most(1024)
      .capacity();
}

void describe_life(spec::Fields& f, CacheSpec& spec) {
  describe_ttl(f, spec.ttl);
  f.optional("jitter", spec.jitter, "Entries live for ttl x (1 - jitter) to ttl x (1 + jitter), at random.")
      .live();
  f.required("capacity", spec.capacity,
             "Entries of each node; one makes room for another as `evicts` says. 0 stores nothing.")
      .at_least(0)
      .live()
      .capacity();
  f.choice("evicts", spec.evicts,
           {{"least_recent", Evicts::least_recent, "what was read or stored longest ago (LRU)"},
            {"oldest", Evicts::oldest, "what was stored longest ago, read or not (FIFO)"},
            {"least_frequent", Evicts::least_frequent, "what was read least often since it came (LFU)"},
            {"random", Evicts::random, "any entry, all equally likely"}},
           "Which entry makes room.");
  f.optional("hit_ratio", spec.hit_ratio,
             "Look-ups that hit, at random; what keys, ttl and capacity would give is measured beside it.");
  f.optional("store_ratio", spec.store_ratio, "Of what was fetched, this share is stored.").live();
}

void describe_fetching(spec::Fields& f, CacheSpec& spec) {
  f.choice("singleflight", spec.singleflight,
           {{"none", Singleflight::none, "every miss fetches"},
            {"per_instance", Singleflight::per_instance, "one in each instance of the server fetches"},
            {"shared", Singleflight::shared, "one fetches"}},
           "Who waits for another's fetch of the same key.");
  f.optional("arms_after", spec.arms_after,
             "singleflight: for so long after a fetch began others do not wait for it, but fetch too.");
  f.optional("refresh_at", spec.refresh_at,
             "A hit on an entry past this share of its ttl has it fetched anew in the background.");
  f.optional("early_expiry", spec.early_expiry,
             "A hit takes the entry for expired with a probability that rises towards its end (XFetch): "
             "1 is as early as a fetch is long, more is earlier.")
      .at_most(1000);
  f.optional(
      "stale_while_revalidate", spec.stale_while_revalidate,
      "For so long after its ttl an entry is still served, while it is fetched anew in the background.");
  f.optional("stale_if_error", spec.stale_if_error,
             "For so long after its ttl an entry is served (degraded) where fetching it fails.");
}

}  // namespace

void CacheSpec::describe(spec::Fields& f) {
  describe_nodes(f, *this);
  describe_times(f, *this);
  describe_life(f, *this);
  describe_fetching(f, *this);
  f.optional("flush_batch", flush_batch, "Writes that `behind` saves at once, at most.")
      .at_least(1)
      .at_most(1'000'000'000);
  f.optional("flush_every", flush_every, "The longest that a write waits for others to be saved with.");
}

ComponentKind kind_cache() {
  return component_kind<CacheSpec, Cache>(
      {.name = "cache",
       .summary = "Answers what it has stored; what is missing is fetched by the routine `miss` and stored.",
       .roles = static_cast<std::uint32_t>(spec::Role::read),
       .measures = {
           {"hit_ratio", "share of look-ups that hit"},
           {"emergent_hit_ratio", "what it would be by keys, ttl and capacity, where hit_ratio is set"},
           {"hits", "look-ups that hit"},
           {"misses", "look-ups that did not, expired entries included"},
           {"expired", "misses that met an entry past its ttl"},
           {"fetches", "times that the routine `miss` (or `revalidate`) was run for a request"},
           {"shared_fetches", "misses that waited for another request's fetch (singleflight)"},
           {"passed_by", "misses that met a fetch before it was armed (arms_after), and fetched too"},
           {"refreshes", "fetches in the background"},
           {"early_fetches", "hits taken for expired (early_expiry)"},
           {"stale_served", "look-ups answered with an entry past its ttl"},
           {"outdated_ratio", "share of hits whose data had changed since, as `change` steps say"},
           {"data_age_seconds_mean", "mean age of what hits were given: since it was fetched at its source"},
           {"data_age_seconds_p99", "its 99th percentile"},
           {"evictions", "entries that made room for others"},
           {"entries_mean", "entries stored, expired ones included, averaged over time"},
           {"wait_seconds", "wait for another request's fetch, with singleflight"},
           {"busiest_utilisation", "share of its time that the busiest node works, where cores are limited"},
           {"command_wait_seconds_mean", "mean wait for a core, where cores are limited"},
           {"command_wait_seconds_p99", "its 99th percentile"},
           {"writes", "keys stored by `write`"},
           {"forgotten", "entries taken out by `forget`"},
           {"flushes", "times that the routine `behind` was run"},
           {"saved_writes", "writes that it saved"},
           {"lost_writes", "writes answered and never saved: their node went down before"}}});
}

}  // namespace plimsoll
