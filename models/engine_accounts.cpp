// Moving booked time from one account to another, and from a branch to who waits for it.
#include <algorithm>
#include <utility>

#include "models/engine.hpp"
#include "models/program.hpp"

namespace plimsoll {

void Engine::move_accounts(RequestIndex r, std::uint16_t first, std::uint16_t end, std::uint16_t to) {
  if (account_count_ == 0) return;
  std::int64_t* const accounts = row(r);
  for (std::size_t k = first; k < end; ++k) accounts[to] += std::exchange(accounts[k], 0);
}

void Engine::move_accounts(RequestIndex r, std::uint16_t first, const std::vector<std::uint16_t>& to) {
  if (account_count_ == 0) return;
  std::int64_t* const accounts = row(r);
  for (std::size_t k = 0; k < to.size(); ++k) accounts[to[k]] += std::exchange(accounts[first + k], 0);
}

bool Engine::take_over(RequestIndex parent, RequestIndex branch) {
  if (account_count_ == 0) return true;
  const std::int64_t* const from = row(branch);
  std::int64_t* const to = row(parent);
  for (std::size_t k = 0; k < account_count_; ++k) to[k] += from[k];
  requests_[parent].since = requests_[branch].since;
  return requests_[branch].since == now_;
}

void Engine::take_over_pending(RequestIndex parent, RequestIndex branch) {
  if (account_count_ == 0) return;
  const Request& request = requests_[branch];
  const std::uint16_t account = request.step->account;
  const Duration pending = now_ - request.since;
  std::int64_t* const to = row(parent);
  Duration served = pending;
  if (program_->accounts_of_kind()[request.kind].is_pair(account)) {
    served = request.is_waiting ? Duration{} : std::min(pending, request.demand);
    to[account + 1] += (pending - served).count();
  }
  to[account] += served.count();
  requests_[parent].since = now_;
}

}  // namespace plimsoll
