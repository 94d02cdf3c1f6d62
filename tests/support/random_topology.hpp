#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/stream.hpp"

namespace plimsoll::test {

/// Writes a small topology with parts of every kind and steps of every verb, held together by chance alone:
/// equal numbers, equal topologies. All of it ends: loops are short, waits have limits, traffic stops.
class RandomTopology {
 public:
  explicit RandomTopology(std::uint64_t number) : luck_(Stream::named(number, 0, "topology").sequence(0)) {}

  std::string text() {
    std::string text = parts() + policies() + attributes();
    // A routine may call those after it, so nothing calls itself. What holds something is a leaf: no request
    // waits for what it holds itself.
    for (int k = kRoutines; k-- > 0;) text += routine(k);
    text += leaf_routines();
    text += "[request.browse]\non = \"" + pick({"app", "edge"}) + "\"\n" + steps(0, 3);
    text += "[request.order]\non = \"app\"\nholds = [\"crowd\"]\n" + steps(0, 3);
    text += traffic();
    return text + "[run]\nkind = \"episode\"\nduration = \"until drained\"\nreplications = 2\n";
  }

 private:
  static constexpr int kRoutines = 4;

  int below(int end) { return static_cast<int>(luck_.next_uniform() * end); }
  bool flip(double probability) { return luck_.next_uniform() < probability; }
  std::string pick(std::vector<std::string> from) {
    return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
  }
  std::string number(int from, int to) { return std::to_string(from + below(to - from + 1)); }
  /// Whole milliseconds, so that many things happen at one instant, or an exponential time.
  std::string time(int most_ms) {
    if (flip(0.7)) return "\"" + number(0, most_ms) + " ms\"";
    return "{ dist = \"exponential\", mean = \"" + number(1, most_ms) + " ms\" }";
  }

  std::string parts() {
    std::string text = "[system.edge]\nkind = \"load_balancer\"\nspreads_over = \"app\"\npolicy = \"" +
                       pick({"round_robin", "random", "fewest_in_flight", "two_choices"}) +
                       "\"\noverhead = " + time(2) + "\n";
    for (const char* name : {"app", "side"}) text += server(name);
    text += database() + pool();
    text += "[system.row]\nkind = \"row_lock\"\nkey = \"sku\"\nwait_limit = \"" + number(5, 50) +
            " ms\"\nstock = " + number(0, 9) + "\n";
    text += "[system.cache]\nkind = \"cache\"\ntime = " + time(1) + "\nttl = \"" + number(1, 60) +
            " ms\"\ncapacity = " + number(0, 4) + "\nsingleflight = " + pick({"\"none\"", "\"shared\""}) +
            "\nevicts = \"" + pick({"least_recent", "oldest", "least_frequent", "random"}) +
            "\"\ninstances = " + number(1, 3) + "\nround_trip = " + time(1) +
            "\ncores = " + pick({"1", "2", "\"unlimited\""}) + "\nstore_ratio = " + pick({"1", "0.7"}) +
            "\nerrors = " + pick({"0", "0.05"}) + "\nrefresh_at = " + pick({"1", "0.5"}) +
            "\nearly_expiry = " + pick({"0", "1"}) + "\nstale_while_revalidate = \"" + number(0, 9) +
            " ms\"\nstale_if_error = \"" + number(0, 9) + " ms\"\n";
    text += "[system.limiter]\nkind = \"rate_limiter\"\nrate = \"" + number(20, 500) +
            " /s\"\nburst = " + number(1, 5) + "\nmode = \"" + pick({"wait", "refuse"}) + "\"\nqueue = 20\n";
    text += "[system.bucket]\nkind = \"leaky_bucket\"\ndrain_rate = \"" + number(50, 500) + " /s\"\n";
    return text + "[system.crowd]\nkind = \"connection_limit\"\nsize = " + number(3, 40) + "\n";
  }

  std::string server(const std::string& name) {
    const std::string order = pick({"shared", "fcfs"});
    std::string text = "[system." + name + "]\nkind = \"server\"\ninstances = " + number(1, 3) +
                       "\ncores = " + number(1, 2) + "\norder = \"" + order +
                       "\"\nworkers = " + number(1, 6) + "\nqueue = " + number(0, 10) + "\nstyle = \"" +
                       pick({"blocking", "async"}) + "\"\n";
    if (flip(0.3)) text += "descriptors = " + number(3, 20) + "\n";
    if (flip(0.3)) text += "ports = " + number(1, 6) + "\nport_hold = \"" + number(0, 100) + " ms\"\n";
    if (flip(0.4)) text += "memory_per_request = \"" + number(1, 3) + " MB\"\n";
    if (flip(0.3)) text += "memory = \"" + number(4, 16) + " MB\"\nrestart = \"" + number(1, 90) + " ms\"\n";
    if (order == "shared" && flip(0.3)) {
      text += "collect_after = \"" + number(1, 9) + " MB\"\ncollect_pause = " + time(3) + "\n";
    }
    return text;
  }

  std::string database() {
    std::string text = "[system.db]\nkind = \"database\"\ninstances = " + number(1, 2) +
                       "\ncores = " + number(1, 2) + "\norder = \"" + pick({"shared", "fcfs"}) +
                       "\"\nconnections = " + number(2, 12) + "\n";
    if (flip(0.3)) {
      text += "memory = \"" + number(2, 12) + " MB\"\nmemory_per_connection = \"1 MB\"\nrestart = \"" +
              number(1, 90) + " ms\"\n";
    }
    return text;
  }

  std::string pool() {
    const std::string per = pick({"all", "app", "request"});
    std::string text = "[system.pool]\nkind = \"pool\"\ntowards = \"db\"\nper = \"" + per +
                       "\"\nsize = " + number(2, 4) + "\nwait_limit = \"" + number(5, 50) +
                       " ms\"\nopens = \"" + pick({"at_start", "on_demand"}) +
                       "\"\nopening = [{ network = " + time(3) + " }, { cpu = " + time(2) + " }]\n";
    if (flip(0.4)) text += "idle_min = " + number(1, 2) + "\n";
    if (per == "request") return text;
    if (flip(0.3)) text += "queue = " + number(0, 3) + "\n";
    if (flip(0.3)) text += "streams = " + number(2, 3) + "\n";
    if (flip(0.3)) text += "idle_max = " + number(2, 3) + "\n";
    if (flip(0.3)) text += "idle_time = \"" + number(1, 30) + " ms\"\n";
    if (flip(0.3)) text += "lifetime = \"" + number(1, 60) + " ms\"\njitter = 0.3\n";
    if (flip(0.3))
      text += "health_check = \"" + number(5, 60) + " ms\"\nhealth_check_cpu = " + time(1) + "\n";
    return text;
  }

  std::string policies() {
    return "[policy.again]\nkind = \"retry\"\nattempts = " + number(2, 3) + "\nbackoff = \"" + number(0, 5) +
           " ms\"\njitter = \"" + pick({"none", "full", "equal"}) +
           "\"\non = [\"refused\", \"timed_out\", \"limited\", \"declined\", \"circuit_open\"]\n"
           "[policy.fuse]\nkind = \"breaker\"\nfailures = " +
           number(1, 4) + "\nopen_for = \"" + number(1, 20) + " ms\"\n";
  }

  std::string attributes() {
    return "[attribute.sku]\nvalues = 5\npopularity = { dist = \"zipf\", exponent = 1.2 }\n"
           "[attribute.tier]\nvalues = [\"gold\", \"silver\", \"bronze\"]\n";
  }

  std::string steps(int first_routine, int depth) {
    std::string text = "steps = [\n";
    for (int i = 1 + below(4); i > 0; --i) text += "  " + step(first_routine, depth) + ",\n";
    return text + "]\n";
  }

  std::string list(int first_routine, int depth, int count) {
    std::string text = "[";
    for (int i = 0; i < count; ++i) text += (i > 0 ? ", " : "") + step(first_routine, depth);
    return text + "]";
  }

  /// One step; `ending` says what stands before its closing brace.
  std::string step(int first_routine, int depth) {
    std::string text = "{ " + verb(first_routine, depth);
    if (flip(0.25)) {
      text += ", limit = \"" + number(1, 20) + " ms\"";
      if (flip(0.3)) text += ", on_limit = \"abandon\"";
    }
    if (flip(0.15)) text += ", retry = \"again\"";
    if (flip(0.1)) text += ", breaker = \"fuse\"";
    if (flip(0.15)) text += ", fallback = \"plan_b\"";
    if (flip(0.1) && text.find("repeat") == std::string::npos) text += ", times = " + number(1, 3);
    if (flip(0.1)) text += ", chance = 0.7";
    return text + " }";
  }

  std::string verb(int first_routine, int depth) {
    const int kind = below(depth > 0 ? 16 : 11);
    switch (kind) {
      case 0:
        return "work = " + time(6);
      case 1:
        return "query = \"db\", time = " + time(5);
      case 2:
        return "wait = " + time(20);
      case 3:
        return "read = \"cache\", key = \"sku\", miss = \"load\"";
      case 4:
        return "pass = \"" + pick({"limiter", "bucket"}) + "\"";
      case 5:
        return pick({"check", "take"}) + " = \"row\"";
      case 6:
        return flip(0.3) ? "fail = \"declined\"" : "wait = \"1 ms\"";
      case 7:
        return "call = \"with_pool\"";
      case 8:
        return "call = \"" + pick({"with_lock", "aside"}) + "\"";
      case 9:
        return "send = \"" + pick({"with_pool", "with_lock", "aside"}) + "\"";
      case 10:
        return first_routine < kRoutines ? "call = \"r" + number(first_routine, kRoutines - 1) + "\""
                                         : "work = " + time(3);
      case 11:
        return "choose = [{ chance = 0.3, wait = \"2 ms\" }, { chance = 0.5, call = \"with_lock\" }]";
      case 12:
        return "choose = [{ when = { tier = \"gold\" }, work = \"1 ms\" }, { otherwise = true, call = "
               "\"with_pool\" }]";
      case 13:
        return "all_of = " + list(first_routine, depth - 1, 1 + below(3));
      case 14:
        return "first_of = " + list(first_routine, depth - 1, 2 + below(2)) + ", need = " + number(1, 2) +
               ", rest = \"" + pick({"cancel", "abandon"}) + "\"";
      default:
        return "repeat = " + list(first_routine, depth - 1, 1 + below(2)) +
               (flip(0.5) ? ", times = " + number(1, 3) : ", again = 0.4");
    }
  }

  std::string routine(int k) { return "[routine.r" + std::to_string(k) + "]\n" + steps(k + 1, 1); }

  std::string leaf_routines() {
    return "[routine.with_pool]\nholds = [\"pool\"]\nsteps = [{ query = \"db\", time = " + time(5) +
           " }, { wait = " + time(3) +
           " }]\n[routine.with_lock]\nholds = [\"row\"]\nsteps = [{ query = \"db\", time = " + time(4) +
           " }, { check = \"row\" }, { take = \"row\" }]\n[routine.aside]\non = \"side\"\nmemory = \"1 "
           "MB\"\nsteps = [{ work "
           "= " +
           time(4) + " }, { wait = " + time(4) +
           " }]\n[routine.load]\nsteps = [{ query = \"db\", time = " + time(5) +
           " }, { fail = \"declined\", chance = 0.1 }]\n[routine.plan_b]\nsteps = [{ work = " + time(2) +
           " }, { fail = \"hopeless\", chance = 0.2 }]\n[routine.all]\nsteps = [{ call = \"with_pool\" }, { "
           "call = "
           "\"with_lock\" }, { call = \"aside\", fallback = \"plan_b\" }, { read = \"cache\", key = \"sku\", "
           "miss = "
           "\"load\" }, { pass = \"limiter\" }, { pass = \"bucket\" }, { wait = \"1 ms\", retry = \"again\", "
           "breaker = "
           "\"fuse\" }, { choose = [{ when = { tier = 0 }, wait = \"1 ms\" }] }, { call = \"r0\" }, { call = "
           "\"r1\" }, "
           "{ call = \"r2\" }, { call = \"r3\" }]\n[request.everything]\non = \"app\"\nsteps = [{ call = "
           "\"all\" }]\n";
  }

  std::string traffic() {
    return "[traffic.crowd]\nenters = [\"edge\"]\nburst = " + number(1, 20) +
           "\nmix = { browse = 0.6, everything = 0.4 }\nlimit = \"" + number(5, 100) +
           " ms\"\nretry = \"again\"\n"
           "[traffic.stream]\nprofile = [{ at = \"0 s\", rate = \"100 /s\" }, { at = \"200 ms\", rate = "
           "\"400 /s\" }, "
           "{ at = \"300 ms\", rate = \"0 /s\" }]\nbetween = \"" +
           pick({"steps", "ramps"}) + "\"\nenters = [\"limiter\"]\nmix = { browse = 0.5, order = 0.5 }\n" +
           "[event.change]\nstarts = \"" + number(10, 150) + " ms\"\nlasts = \"100 ms\"\n" +
           pick({"set.system.app.instances = 2", "set.system.app.cores = 3", "set.system.db.instances = 1",
                 "set.system.pool.size = 2", "set.system.crowd.size = 5",
                 "set.attribute.sku.popularity.exponent = 3",
                 "set.routine.load.steps.query_db.time = \"30 ms\""}) +
           "\n";
  }

  Stream::Sequence luck_;
};

}  // namespace plimsoll::test
