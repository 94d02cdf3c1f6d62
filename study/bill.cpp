#include "study/bill.hpp"

#include <algorithm>

#include "models/spec/stored_bytes.hpp"
#include "study/settings.hpp"

namespace plimsoll {
namespace {

using spec::Price;
using Number = Charge::Number;

constexpr double kSecondsPerMonth = spec::kHoursPerMonth * 3600;
constexpr double kGigabyte = 1e9;
constexpr double kMillion = 1e6;

Number constant(double value) {
  return [value](const Replication&) { return value; };
}

/// So many a month at the pace of the replication.
double a_month(double count, const Replication& r) {
  return r.measured_seconds > 0 ? count / r.measured_seconds * kSecondsPerMonth : RawLatency::kAbsent;
}

std::size_t number_of_part(const spec::Spec& spec, const std::string& name) {
  const auto found = std::find_if(spec.parts.begin(), spec.parts.end(),
                                  [&](const spec::Part& part) { return part.name == name; });
  return static_cast<std::size_t>(found - spec.parts.begin());
}

Charge charge_for_part(const spec::Spec& spec, std::size_t i, const std::string& price_name) {
  const spec::Part& part = spec.parts[i];
  Charge charge{part.name, true, price_name, *spec.find_price(price_name), true, constant(0), constant(0)};
  switch (charge.price.per) {
    case Price::Per::time:
      charge.instances = [i](const Replication& r) { return r.parts[i].mean_instances; };
      charge.quantity = [i, minimum = charge.price.minimum](const Replication& r) {
        return billed_instances(r.parts[i], r.measured_seconds, minimum);
      };
      break;
    case Price::Per::storage: {
      const double gigabytes = stored_bytes(spec, part) / kGigabyte;
      const bool is_spread = spec::is_spread(spec, part);
      charge.quantity = [=](const Replication& r) {
        return is_spread ? gigabytes : gigabytes * r.parts[i].mean_instances;
      };
      break;
    }
    case Price::Per::requests:
      charge.is_fixed = false;
      charge.quantity = [i](const Replication& r) { return a_month(r.parts[i].served, r) / kMillion; };
      break;
    case Price::Per::traffic:
      break;  // refused when the model is read: no part says what it sends
  }
  return charge;
}

/// The requests that a line means.
std::function<const RawRequest&(const Replication&)> requests_of(const spec::Spec& spec,
                                                                 const std::string& name) {
  const auto found = std::find_if(spec.requests.begin(), spec.requests.end(),
                                  [&](const spec::Routine& one) { return one.name == name; });
  if (found == spec.requests.end()) return [](const Replication& r) -> const RawRequest& { return r.all; };
  const auto k = static_cast<std::size_t>(found - spec.requests.begin());
  return [k](const Replication& r) -> const RawRequest& { return r.requests[k]; };
}

Charge charge_for_line(const spec::Spec& spec, const spec::BillLine& line) {
  Charge charge{line.name, false, line.price, *spec.find_price(line.price), true, constant(0), constant(0)};
  Number count = constant(line.count);
  if (!line.per.empty()) {
    count = [count = line.count, i = number_of_part(spec, line.per)](const Replication& r) {
      return count * r.parts[i].mean_instances;
    };
  }
  const auto of = requests_of(spec, line.request);
  if (charge.price.per == Price::Per::time) {
    charge.instances = charge.quantity = count;
  } else if (line.storage) {
    charge.quantity = [count, gigabytes = static_cast<double>(line.storage->count) /
                                          kGigabyte](const Replication& r) { return count(r) * gigabytes; };
  } else if (line.traffic_per_month) {
    charge.quantity = constant(static_cast<double>(line.traffic_per_month->count) / kGigabyte);
  } else if (line.requests_per_month) {
    charge.quantity = constant(static_cast<double>(*line.requests_per_month) / kMillion);
  } else if (line.traffic_per_request) {
    charge.is_fixed = false;
    charge.quantity = [of, bytes = static_cast<double>(line.traffic_per_request->count)](
                          const Replication& r) { return a_month(of(r).completed, r) * bytes / kGigabyte; };
  } else {
    charge.is_fixed = false;
    charge.quantity = [of, times = line.per_request.value_or(1)](const Replication& r) {
      return a_month(of(r).arrived, r) * times / kMillion;
    };
  }
  return charge;
}

/// A machine, and not one that is paid for with another: a cache inside every instance of a server.
bool costs_something(const spec::Part& part) {
  const bool is_machine = part.kind->has(spec::Role::host) || part.kind->has(spec::Role::route) ||
                          part.kind->has(spec::Role::query) || part.kind->has(spec::Role::read);
  const std::string inside = text_of(part, "per");
  const bool is_inside = part.kind->has(spec::Role::read) && inside != "\"all\"" && !inside.empty();
  return is_machine && !is_inside;
}

}  // namespace

bool Bill::is_fixed() const {
  return std::all_of(charges.begin(), charges.end(), [](const Charge& charge) { return charge.is_fixed; });
}

double Bill::per_month(const Replication& replication) const {
  double sum = 0;
  for (const Charge& charge : charges) sum += charge.per_month(replication);
  return sum;
}

double Bill::of_run(const Replication& replication) const {
  return per_month(replication) * replication.measured_seconds / kSecondsPerMonth;
}

double Bill::per_user(const Replication& replication) const {
  return replication.users > 0 ? per_month(replication) / replication.users : RawLatency::kAbsent;
}

double Bill::per_million_requests(const Replication& replication) const {
  const double successes = successes_per_month(replication);
  return successes > 0 ? per_month(replication) / (successes / kMillion) : RawLatency::kAbsent;
}

Bill bill_of(const spec::Spec& spec) {
  Bill bill;
  if (spec.prices.empty()) return bill;
  bill.currency = spec.prices.front().second.currency;
  for (std::size_t i = 0; i < spec.parts.size(); ++i) {
    for (const std::string& price : spec.parts[i].prices) {
      bill.charges.push_back(charge_for_part(spec, i, price));
    }
    if (spec.parts[i].prices.empty() && costs_something(spec.parts[i])) {
      bill.unpriced.push_back(spec.parts[i].name);
    }
  }
  for (const spec::BillLine& line : spec.bill) bill.charges.push_back(charge_for_line(spec, line));
  return bill;
}

bool all_are_users(const spec::Spec& spec) {
  return std::all_of(spec.traffic.begin(), spec.traffic.end(), [](const spec::Traffic& traffic) {
    return traffic.kind == spec::Traffic::Kind::closed;
  });
}

double successes_per_month(const Replication& replication) {
  return a_month(replication.all.completed, replication);
}

double billed_instances(const RawPart& part, double measured_seconds, Duration minimum) {
  Duration lacking;
  for (const Lifetimes::Ended& life : part.lives) {
    if (life.lasted < minimum) lacking += (minimum - life.lasted) * life.count;
  }
  return measured_seconds > 0 ? part.mean_instances + lacking.to_seconds() / measured_seconds
                              : part.mean_instances;
}

}  // namespace plimsoll
