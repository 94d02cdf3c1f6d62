#include "models/live_settings.hpp"

#include <algorithm>
#include <map>

#include "models/engine.hpp"

namespace plimsoll {
namespace {
constexpr std::int64_t kRampSteps = 100;
}

void LiveSettings::set_up(Engine& engine, const std::vector<spec::Event>& events, const Find& find) {
  std::vector<const spec::Event*> in_order;
  for (const spec::Event& event : events) in_order.push_back(&event);
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const spec::Event* a, const spec::Event* b) { return a->starts < b->starts; });
  std::map<std::string, std::size_t> by_address;
  for (const spec::Event* event : in_order) {
    const SimTime starts = SimTime{} + event->starts;
    const SimTime ends = event->lasts ? starts + *event->lasts : SimTime::max();
    for (const spec::Change& change : event->changes) {
      const auto [place, is_new] = by_address.try_emplace(change.address, moved_.size());
      if (is_new) {
        LiveSetting setting = find(change);
        const double base = setting.base;
        moved_.push_back(std::make_unique<Moved>(Moved{std::move(setting), {}, base}));
      }
      Moved& moved = *moved_[place->second];
      if (moved.setting.laws != nullptr) {
        moved.setting.laws->push_back(change.time->law);
        moved.influences.push_back({starts, ends, {}, static_cast<double>(moved.setting.laws->size())});
      } else {
        moved.influences.push_back({starts, ends, event->ramp, change.value});
      }
    }
  }
  for (std::size_t i = 0; i < moved_.size(); ++i) {
    moves_.push_back(std::make_unique<Move>(Move{this, i}));
    const std::uint32_t alarm = engine.add_alarm(&LiveSettings::move, moves_.back().get());
    for (const Influence& influence : moved_[i]->influences) {
      for (const SimTime when : instants(influence)) engine.schedule_alarm(alarm, when);
    }
  }
}

std::vector<SimTime> LiveSettings::instants(const Influence& influence) {
  std::vector<SimTime> all;
  const std::int64_t steps = influence.ramp > Duration{} ? kRampSteps : 0;
  for (std::int64_t i = 0; i < steps; ++i) {
    all.push_back(influence.starts + Duration::ns(influence.ramp.count() / steps * (i + 1)));
  }
  if (steps == 0) all.push_back(influence.starts);
  if (influence.ends == SimTime::max()) return all;
  for (std::int64_t i = 1; i < steps; ++i) {
    all.push_back(influence.ends + Duration::ns(-influence.ramp.count() / steps * (steps - i)));
  }
  all.push_back(influence.ends);
  return all;
}

// How far the setting has moved from its base: 0 before, 1 while the event is in full force.
double LiveSettings::share_of(const Influence& influence, SimTime now) {
  if (now < influence.starts || now >= influence.ends) return 0;
  if (influence.ramp <= Duration{}) return 1;
  const double ramp = influence.ramp.to_seconds();
  const double up = (now - influence.starts).to_seconds() / ramp;
  const double down = influence.ends == SimTime::max() ? 1 : (influence.ends - now).to_seconds() / ramp;
  return std::clamp(std::min(up, down), 0.0, 1.0);
}

void LiveSettings::move(Engine& engine, void* context) {
  const Move& move = *static_cast<const Move*>(context);
  Moved& moved = *move.owner->moved_[move.moved];
  double value = moved.setting.base;
  for (const Influence& influence : moved.influences) {
    const double share = share_of(influence, engine.now());
    if (share > 0) value = moved.setting.base + share * (influence.value - moved.setting.base);
  }
  if (value == moved.present) return;
  moved.present = value;
  moved.setting.apply(engine, value);
}

}  // namespace plimsoll
