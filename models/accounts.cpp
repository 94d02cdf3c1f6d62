#include "models/accounts.hpp"

#include "sim/check.hpp"

namespace plimsoll {

std::string_view word(TimeUse use) {
  switch (use) {
    case TimeUse::nobody:
      return "nobody";
    case TimeUse::service:
      return "service";
    case TimeUse::cpu_waiting:
      return "cpu_waiting";
    case TimeUse::waiting:
      return "waiting";
    case TimeUse::opening:
      return "opening";
    case TimeUse::outside:
      return "outside";
    case TimeUse::retries:
      return "retries";
    case TimeUse::other:
      return "other";
  }
  PLIMSOLL_CHECK(false);
  return "";
}

std::uint16_t AccountList::single(std::uint32_t scope, const Account& account) {
  for (std::size_t i = 1; i < entries_.size(); ++i) {
    if (entries_[i].scope == scope && entries_[i].account == account) return static_cast<std::uint16_t>(i);
  }
  return add(scope, account, nullptr);
}

std::uint16_t AccountList::pair(std::uint32_t scope, const Account& first, const Account& second) {
  for (std::size_t i = 1; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (entry.is_pair && entry.scope == scope && entry.account == first &&
        entries_[i + 1].account == second) {
      return static_cast<std::uint16_t>(i);
    }
  }
  return add(scope, first, &second);
}

std::uint16_t AccountList::add(std::uint32_t scope, const Account& first, const Account* second) {
  if (rest_ != 0) return rest_;
  const std::uint16_t number = size();
  if (entries_.size() >= kMost) {
    const Account rest{"", TimeUse::other};
    rest_ = number;
    entries_.push_back({rest, 0, true});
    entries_.push_back({rest, 0, false});
    return number;
  }
  entries_.push_back({first, scope, second != nullptr});
  if (second != nullptr) entries_.push_back({*second, scope, false});
  return number;
}

}  // namespace plimsoll
