#include <fmt/format.h>

#include <algorithm>

#include "models/spec/read_states.hpp"
#include "models/spec/read_time.hpp"
#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

/// { at = "0 s", rate = "10 /s" }
bool read_point(const Node& node, const std::string& address, Diagnostics& diagnostics, ProfilePoint& point) {
  if (!node.is_table()) {
    report_not(node, address, diagnostics, "a point", "write it as { at = \"0 s\", rate = \"10 /s\" }");
    return false;
  }
  Fields fields;
  fields.required("at", point.at, "");
  fields.required("rate", point.rate, "").at_most(kHighestRate);
  bool is_good = true;
  for (const Node& entry : node.children()) {
    Field* const field = fields.find(entry.key());
    if (field == nullptr) {
      diagnostics.error(entry.key_place(), address, fmt::format("a point has no setting '{}'", entry.key()),
                        did_you_mean(entry.key(), fields.names()));
    }
    is_good &= field != nullptr && field->accept(entry, address, diagnostics);
  }
  for (const Field& field : fields.all()) {
    if (node.find(field.name) != nullptr) continue;
    diagnostics.error(node.place(), address, fmt::format("a point needs '{}'", field.name));
    is_good = false;
  }
  return is_good;
}

bool read_profile(const Node& node, const std::string& address, Diagnostics& diagnostics, Traffic& traffic) {
  if (!node.is_list() || node.children().empty()) {
    report_not(node, address, diagnostics, "a list of points",
               "write it as [{ at = \"0 s\", rate = \"10 /s\" }]");
    return false;
  }
  bool is_good = true;
  for (const Node& entry : node.children()) {
    ProfilePoint point;
    if (!read_point(entry, address, diagnostics, point)) {
      is_good = false;
      continue;
    }
    const bool is_first = traffic.profile.empty();
    if (is_first && point.at != Duration{}) {
      diagnostics.error(entry.place(), address, "does not say the rate at 0 s",
                        "let the first point be at = \"0 s\"");
    }
    if (!is_first && point.at <= traffic.profile.back().at) {
      diagnostics.error(entry.place(), address, "the points are not in order of time");
    }
    traffic.profile.push_back(point);
  }
  return is_good;
}

std::string write_profile(const Traffic& traffic) {
  std::string text;
  for (const ProfilePoint& point : traffic.profile) {
    text += text.empty() ? "" : ", ";
    text += fmt::format("{{ at = {}, rate = {} }}", write_value(point.at), write_value(point.rate));
  }
  return text.empty() ? "" : "[" + text + "]";
}

/// "poisson", "regular", or the shape of another law.
bool read_arrivals(const Node& node, const std::string& address, Diagnostics& diagnostics, Traffic& traffic) {
  if (node.is_table()) {
    const std::optional<TimeSpec> shape = read_shape(node, address, diagnostics);
    if (!shape) return false;
    traffic.gaps = shape->law;
    traffic.gaps_name = shape->text;
    return true;
  }
  const std::vector<std::string> words{"poisson", "regular"};
  std::string word;
  if (!read_value(node, address, diagnostics, word)) return false;
  if (std::find(words.begin(), words.end(), word) == words.end()) {
    std::string remedy = did_you_mean(word, words);
    if (remedy.empty()) remedy = "or write { dist = \"hyperexponential\", scv = 4 }";
    diagnostics.error(node.place(), address,
                      fmt::format("'{}' is not one of {}", word, listing(words, "and")), remedy);
    return false;
  }
  traffic.gaps = word == "poisson" ? Distribution::exponential(1.0) : Distribution::constant(1.0);
  traffic.gaps_name = word;
  return true;
}

/// What belongs to one way of asking and says nothing for the others.
void check_companion(Reading& reading, const Node& table, const std::string& address, const char* setting,
                     const std::vector<std::string>& of) {
  const Node* const node = table.find(setting);
  if (node == nullptr) return;
  for (const std::string& name : of) {
    if (table.find(name) != nullptr) return;
  }
  reading.diagnostics.error(node->key_place(), address + "." + setting,
                            fmt::format("belongs to {}", listing(of)));
}

/// Exactly one of users, rate, profile, states and burst says how the requests come.
void check_kind(Reading& reading, const Node& table, const std::string& address, Traffic& traffic) {
  std::vector<const Node*> given;
  for (const char* name : {"users", "rate", "profile", "states", "burst"}) {
    if (const Node* const node = table.find(name)) given.push_back(node);
  }
  const std::string choice = "users (who wait for the answer), rate, profile, states or burst";
  if (given.empty()) {
    reading.diagnostics.error(table.key_place(), address, "does not say how requests come",
                              "give one of " + choice);
    return;
  }
  if (given.size() > 1) {
    reading.diagnostics.error(given[1]->key_place(), address,
                              fmt::format("has both {} and {}", given[0]->key(), given[1]->key()),
                              "give exactly one of " + choice);
    return;
  }
  const std::string& kind = given[0]->key();
  traffic.kind = kind == "users"   ? Traffic::Kind::closed
                 : kind == "burst" ? Traffic::Kind::burst
                                   : Traffic::Kind::open;
  if (kind == "users" && table.find("think") == nullptr) {
    reading.diagnostics.error(given[0]->key_place(), address,
                              "users need 'think', the time from an answer to the next request",
                              "write think = \"5 s\", or \"0 s\" if they never pause");
  }
  check_companion(reading, table, address, "think", {"users"});
  check_companion(reading, table, address, "arrivals", {"rate", "profile", "states"});
  check_companion(reading, table, address, "batch", {"rate", "profile", "states"});
  check_companion(reading, table, address, "between", {"profile"});
  check_companion(reading, table, address, "repeats", {"profile"});
  check_companion(reading, table, address, "at", {"burst"});
}

/// Settings of the ways of asking that were not chosen are no settings of this traffic: they are not
/// recorded.
void hide_other_kinds(const Node& table, Fields& fields) {
  const auto hide = [&](const char* name) {
    if (table.find(name) == nullptr) fields.find(name)->write = [] { return std::string(); };
  };
  const bool is_open =
      table.find("rate") != nullptr || table.find("profile") != nullptr || table.find("states") != nullptr;
  for (const char* name : {"users", "think", "rate", "burst"}) hide(name);
  if (!is_open) hide("arrivals");
  hide("batch");
  if (table.find("profile") == nullptr) hide("between");
  if (table.find("burst") == nullptr) hide("at");
}

void check_repeats(Reading& reading, const Node& table, const std::string& address, const Traffic& traffic) {
  if (!traffic.profile_repeats || traffic.profile.empty() ||
      *traffic.profile_repeats > traffic.profile.back().at)
    return;
  reading.diagnostics.error(table.find("repeats")->place(), address + ".repeats",
                            fmt::format("must be longer than the profile, whose last point is at {}",
                                        write_value(traffic.profile.back().at)));
}

/// Shares become fractions of 1. Without `mix` and `request` the only request there is is asked for.
void settle_mix(Reading& reading, const Node& table, const std::string& address, const std::string& request,
                Traffic& traffic) {
  const Node* const mix = table.find("mix");
  if (mix != nullptr && table.find("request") != nullptr) {
    reading.diagnostics.error(table.find("request")->key_place(), address, "has both mix and request",
                              "keep one of the two");
  }
  const std::vector<std::string> known = reading.names_of("request");
  if (mix == nullptr && !request.empty()) traffic.mix = {{request, 1.0}};
  if (mix == nullptr && request.empty() && known.size() == 1) {
    traffic.mix = {{known.front(), 1.0}};
    reading.refer("request", {known.front(), {}, {}, {}});
  }
  const bool asks_nothing =
      mix == nullptr ? table.find("request") == nullptr : mix->is_table() && mix->children().empty();
  if (asks_nothing && traffic.mix.empty() && !known.empty()) {
    reading.mark_gap();
    reading.diagnostics.error(
        mix == nullptr ? table.key_place() : mix->place(), address, "does not say which requests come",
        fmt::format("write mix = {{ {} = 1 }} or request = \"{}\"", known.front(), known.front()));
  }
  double sum = 0;
  for (const auto& [name, share] : traffic.mix) sum += share;
  for (auto& [name, share] : traffic.mix) share /= sum;
}

void check_enters(Reading& reading, const Node& table, const std::string& address) {
  const Node* const enters = table.find("enters");
  if (enters == nullptr) return;
  std::uint32_t roles = 0;
  for (const Role role : {Role::host, Role::route, Role::pass, Role::hold})
    roles |= static_cast<std::uint32_t>(role);
  const auto check = [&](const Node& name) {
    if (name.is_text())
      reading.refer_to_part({name.text(), name.place(), address + ".enters", "enters"}, roles, "`enters`");
  };
  check(*enters);
  for (const Node& name : enters->children()) check(name);
}

}  // namespace

void describe(Traffic& traffic, Fields& fields) {
  using Between = Traffic::Between;
  fields.optional("enters", traffic.enters, "Parts passed on the way in, in order.");
  fields.optional("region", traffic.region, "Where those who ask are: a name in [region].").names("region");
  fields.optional("users", traffic.users, "How many ask, wait for the answer, think, and ask again.").live();
  fields.optional("think", traffic.think, "The time from an answer to the same user's next request.");
  fields.optional("rate", traffic.rate, "Requests come at this rate, whatever becomes of them.")
      .at_most(kHighestRate)
      .live();
  fields.custom(
      "arrivals", "\"poisson\", \"regular\" or a distribution without mean",
      "How the times between requests vary.", false,
      [&traffic](const Node& node, const std::string& at, Diagnostics& diagnostics) {
        return read_arrivals(node, at, diagnostics, traffic);
      },
      [&traffic] {
        return traffic.gaps_name.starts_with("{") ? traffic.gaps_name : quoted(traffic.gaps_name);
      });
  fields.custom(
      "profile", "list of points", "The rate over time: [{ at = \"0 s\", rate = \"10 /s\" }].", false,
      [&traffic](const Node& node, const std::string& at, Diagnostics& diagnostics) {
        return read_profile(node, at, diagnostics, traffic);
      },
      [&traffic] { return write_profile(traffic); });
  fields.choice<Between>("between", traffic.between, {{"ramps", Between::ramps}, {"steps", Between::steps}},
                         "Whether the rate moves linearly from point to point, or jumps.");
  fields.optional("repeats", traffic.profile_repeats, "The profile begins again after this long.").above(0);
  fields.custom(
      "states", "table of states",
      "A rate that moves by chance: { busy = { rate = \"90 /s\", lasts = \"2 s\" }, calm = { ... } }.", false,
      [&traffic](const Node& node, const std::string& at, Diagnostics& diagnostics) {
        return read_states(node, at, diagnostics, traffic);
      },
      [&traffic] { return write_states(traffic); });
  fields.optional("batch", traffic.batch, "So many requests at each arrival.").at_least(1).at_most(1'000'000);
  fields.optional("burst", traffic.count, "So many requests at one instant.").at_least(1);
  fields.optional("at", traffic.at, "The instant of the burst.");
  fields.optional("mix", traffic.mix, "Requests and their shares: { browse = 0.9, buy = 0.1 }.")
      .names("request");
  fields.optional("limit", traffic.limit, "How long the client waits before it gives up.").above(0);
  fields.optional("retry", traffic.retry, "How the client tries again: a retry in [policy].");
}

void read_traffic(Reading& reading, const Node& root) {
  for_each_table(reading, root, "traffic", [&](const Node& table, const std::string& address) {
    Traffic traffic;
    traffic.name = table.key();
    traffic.place = table.key_place();
    std::string request;
    Fields fields;
    describe(traffic, fields);
    fields.optional("request", request, "The only request that comes.").names("request");
    fields.custom(
        "attributes", "table of values",
        "What its requests have in common: { plan = \"gold\" }, or { item = { first = 20 } }, in turn.",
        false,
        [&](const Node& node, const std::string& at, Diagnostics&) {
          return read_fixed_attributes(reading, node, at, traffic);
        },
        [&traffic] { return write_fixed_attributes(traffic); });
    hide_other_kinds(table, fields);
    reading.read_fields(table, address, "traffic", fields);
    check_enters(reading, table, address);
    check_kind(reading, table, address, traffic);
    check_repeats(reading, table, address, traffic);
    settle_mix(reading, table, address, request, traffic);
    const Node* const retry = table.find("retry");
    if (retry != nullptr && retry->is_text()) {
      reading.refer_to_policy({traffic.retry, retry->place(), address + ".retry", "names"}, "retry",
                              "`retry`");
    }
    reading.spec.traffic.push_back(std::move(traffic));
  });
}

}  // namespace plimsoll::spec
