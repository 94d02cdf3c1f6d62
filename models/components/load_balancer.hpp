#pragma once

#include <vector>

#include "models/component.hpp"
#include "models/draw.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/spread.hpp"

namespace plimsoll {

struct LoadBalancerSpec {
  spec::Shares spreads_over;
  Balance policy = Balance::round_robin;
  spec::TimeSpec overhead;

  void describe(spec::Fields& f);
};

/// Chooses the server instance that a request goes to.
///
///     in ── overhead ──▶ server, by share ──▶ instance, by policy ──▶ out
///                                  └─ none is up ──▶ refused
///
/// With one server, or several without shares, the policy chooses among all instances alike.
///
/// Measures    requests routed and refused.
/// Randomness  the server where there are shares; the instance where the policy is random.
/// Checked by  turns taken; shares; join the shortest queue and two choices against their tables.
class LoadBalancer final : public Component {
 public:
  explicit LoadBalancer(const spec::Part& part)
      : Component(part), spec_(settings_of<LoadBalancerSpec>(*this)) {}

  void wire(Compiler& compiler) override;
  void end_warm_up(SimTime) override { routed_ = refused_ = 0; }
  PartReading read(SimTime now) const override;

  const Step* compile_route(Compiler&, const Context&, const Step* next) override;
  std::vector<Component*> routes_to() override { return servers_; }

 private:
  /// Instances among which one policy chooses.
  struct Group {
    std::vector<Component*> servers;
    double cumulative_share = 1;
    Spread spread;
  };
  /// The luck of one place in the program: a request that comes by twice chooses twice.
  struct Site {
    Draw overhead;
    Stream choice, shares;
  };

  static const Step* route(Engine&, RequestIndex, const Step&);
  static const Step* choose(Engine&, RequestIndex, const Step&);
  static void cancel(Engine&, RequestIndex, const Step&);
  void refuse_mixed_styles() const;
  HostInstance* pick(const Request& r, const Site& site);

  LoadBalancerSpec& spec_;
  std::vector<Component*> servers_;
  std::vector<Group> groups_;
  std::vector<HostInstance*> candidates_;  // scratch for a choice
  std::uint64_t routed_ = 0, refused_ = 0;
};

}  // namespace plimsoll
