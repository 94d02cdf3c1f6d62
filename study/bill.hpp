#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/replication.hpp"

/// What a model costs: each line with its price and, from what a replication took, how much of it. A month is
/// 730 hours at the pace of the replication.
namespace plimsoll {

/// One line of the bill.
struct Charge {
  using Number = std::function<double(const Replication&)>;
  std::string what;  // the part, or the line of [bill]
  bool is_part = true;
  std::string price_name;
  spec::Price price;
  bool is_fixed = true;  // the same in every replication: time and what was said, but not requests
  Number instances;      // that ran, on average; 0 where something else is paid for
  Number quantity;       // paid for: instances, GB kept, GB sent in a month, million requests in a month

  double per_month(const Replication& replication) const { return quantity(replication) * price.each; }
};

struct Bill {
  std::string currency;
  std::vector<Charge> charges;        // parts in file order, then lines of [bill]
  std::vector<std::string> unpriced;  // machines without a price

  bool is_fixed() const;
  double per_month(const Replication& replication) const;
  /// Of the measured time alone.
  double of_run(const Replication& replication) const;
  /// Of a month; NaN where there are no users, no successes.
  double per_user(const Replication& replication) const;
  double per_million_requests(const Replication& replication) const;
};

/// Without charges where nothing has a price.
Bill bill_of(const spec::Spec& spec);

/// Whether all traffic is of users who come back, so that a cost for each of them means something.
bool all_are_users(const spec::Spec& spec);

/// NaN where no time was measured.
double successes_per_month(const Replication& replication);

/// Instances that are paid for, on average: those that ran, and what is lacking to `minimum` of those that
/// were stopped before.
double billed_instances(const RawPart& part, double measured_seconds, Duration minimum);

}  // namespace plimsoll
