#include "study/check_limits.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "study/settings.hpp"

namespace plimsoll {
namespace {

constexpr double kUnlimited = 1e15;

bool is_held_on(const DemandWalk& walk, const spec::Part& server, const spec::Part& pool) {
  return walk.nestings().contains({server.name, pool.name});
}

/// Connections to each of its ends are sockets of their own; out of the model there is one.
double ends_of(const spec::Part& pool) {
  return std::max(1.0, static_cast<double>(shares_of(pool, "towards").size()));
}

/// Requests that an instance may have at once, in line or not.
double most_requests(const spec::Part& server) {
  return number_of(server, "workers", 1e300) + number_of(server, "queue", 1e300);
}

std::string in_words(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.4g} MB", bytes / 1e6) : fmt::format("{:.4g} GB", bytes / 1e9);
}

}  // namespace

bool is_pool_per_request(const spec::Part& part) {
  return part.kind->name == "pool" && names(part, "per", "request");
}

double copies_of(const spec::Spec& spec, const spec::Part& pool) {
  for (const spec::Part& part : spec.parts) {
    if (part.kind->has(spec::Role::host) && names(pool, "per", part.name)) {
      return number_of(part, "instances", 1);
    }
  }
  return 1;
}

void check_connections(const spec::Spec& spec, spec::Diagnostics& findings) {
  struct Wanted {
    double connections = 0;
    std::string sum;
  };
  std::map<std::string, Wanted> wanted;  // by database
  for (const spec::Part& pool : spec.parts) {
    if (pool.kind->name != "pool" || is_pool_per_request(pool)) continue;
    const double copies = copies_of(spec, pool), size = number_of(pool, "size", 1);
    for (const auto& [database, share] : shares_of(pool, "towards")) {
      Wanted& of = wanted[database];
      of.connections += copies * size;
      of.sum += fmt::format("{}{} {:.0f} x {:.0f}", of.sum.empty() ? "" : " + ", pool.name, copies, size);
    }
  }
  for (const spec::Part& database : spec.parts) {
    const auto found = wanted.find(database.name);
    if (found == wanted.end() || !database.kind->has(spec::Role::query)) continue;
    const double reserved = number_of(database, "reserved", 0);
    const double cap =
        (number_of(database, "connections", 1e300) - reserved) * number_of(database, "instances", 1);
    if (found->second.connections <= cap) continue;
    findings.warning(database.place, "system." + database.name + ".connections",
                     fmt::format("pools may open {:.0f} connections ({}), but it accepts {:.0f}{}",
                                 found->second.connections, found->second.sum, cap,
                                 reserved > 0 ? fmt::format(" besides those reserved") : ""),
                     "make the pools smaller or the limit larger");
  }
}

void check_descriptors(const spec::Spec& spec, const DemandWalk& walk, spec::Diagnostics& findings) {
  for (const spec::Part& server : spec.parts) {
    if (!server.kind->has(spec::Role::host)) continue;
    const double descriptors = number_of(server, "descriptors", 1e300);
    const double requests = most_requests(server);
    if (descriptors >= kUnlimited || requests >= kUnlimited) continue;
    double sockets = requests;
    std::string sum = fmt::format("{:.0f} requests", requests);
    for (const spec::Part& pool : spec.parts) {
      if (pool.kind->name != "pool") continue;
      double more = 0;
      if (names(pool, "per", server.name)) {
        more = number_of(pool, "size", 1) * ends_of(pool);
      } else if (is_pool_per_request(pool) && is_held_on(walk, server, pool)) {
        const double each = std::clamp(number_of(pool, "idle_min", 0), 1.0, number_of(pool, "size", 1));
        more = number_of(server, "workers", 1e300) * each * ends_of(pool);
      }
      if (more <= 0) continue;
      sockets += more;
      sum += fmt::format(" + {:.0f} of {}", more, pool.name);
    }
    if (sockets <= descriptors) continue;
    findings.warning(server.place, "system." + server.name + ".descriptors",
                     fmt::format("an instance may have {:.0f} sockets open ({}), but has {:.0f} descriptors",
                                 sockets, sum, descriptors),
                     "allow more descriptors or fewer requests: workers, queue");
  }
}

void check_ports(const spec::Spec& spec, const DemandWalk& walk, const std::map<std::string, double>& visits,
                 spec::Diagnostics& findings) {
  for (const spec::Part& server : spec.parts) {
    const double ports = number_of(server, "ports", 1e300), hold = number_of(server, "port_hold", 0);
    if (!server.kind->has(spec::Role::host) || ports >= kUnlimited || hold <= 0) continue;
    const double most = ports / hold * number_of(server, "instances", 1);
    for (const spec::Part& pool : spec.parts) {
      const auto asked = visits.find(pool.name);
      if (!is_pool_per_request(pool) || !is_held_on(walk, server, pool) || asked == visits.end()) continue;
      if (asked->second <= most) continue;
      findings.warning(
          server.place, "system." + server.name + ".ports",
          fmt::format("{} opens a connection for each of {:.4g} requests per second, but {:.0f} ports "
                      "held for {:.4g} s allow {:.4g}",
                      pool.name, asked->second, ports, hold, most),
          "keep connections open: a pool per server");
    }
  }
}

void check_memory(const spec::Spec& spec, spec::Diagnostics& findings) {
  for (const spec::Part& part : spec.parts) {
    if (text_of(part, "memory").empty()) continue;
    const bool is_database = part.kind->has(spec::Role::query);
    const double most = is_database ? number_of(part, "connections", 1e300) : most_requests(part);
    const double each = number_of(part, is_database ? "memory_per_connection" : "memory_per_request", 0);
    if (each <= 0 || most >= kUnlimited) continue;
    const double needed = number_of(part, "memory_base", 0) + most * each;
    if (needed <= number_of(part, "memory", 0)) continue;
    findings.warning(
        part.place, "system." + part.name + ".memory",
        fmt::format("needs {} with all its {:.0f} {}, but has {}: it will crash before it refuses",
                    in_words(needed), most, is_database ? "connections" : "requests",
                    in_words(number_of(part, "memory", 0))),
        is_database ? "accept fewer connections" : "allow fewer requests: workers, queue");
  }
}

}  // namespace plimsoll
