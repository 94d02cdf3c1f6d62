#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/build.hpp"
#include "tests/support/model_text.hpp"

/// Runs an episode event by event and tells when each request ended, and how.
namespace plimsoll::test {

/// A duration in milliseconds as it is written in a story: "10", "2.5".
inline std::string in_ms(Duration d) {
  std::string text = std::to_string(d.count() / 1'000'000);
  std::string rest = std::to_string(1'000'000 + d.count() % 1'000'000).substr(1);
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return rest.empty() ? text : text + "." + rest;
}

/// An episode under way, one replication of it.
class Episode {
 public:
  explicit Episode(std::string_view toml, std::vector<std::string> sets = {}, std::uint32_t replication = 0)
      : spec_(load_text(toml, std::move(sets))), model_(build(spec_, spec_.run.seed, replication)) {
    seen_.resize(spec_.requests.size());
    engine().start();
  }

  Engine& engine() { return *model_.engine; }
  const spec::Spec& spec() const { return spec_; }

  /// Goes on to `until`, or until nobody is left; returns lines such as "10 browse ok", times in ms, of what
  /// has ended since it was last asked. Ends at one instant are in order of the file.
  std::vector<std::string> tell(SimTime until = SimTime::max()) {
    std::vector<std::string> story;
    for (;;) {
      const Engine::Pause pause = engine().run(until, 1);
      if (pause == Engine::Pause::budget) engine().run(engine().now(), 1'000'000);
      note_ends(story);
      if (pause != Engine::Pause::budget) return story;
    }
  }

  /// What a part holds at this moment, and how many wait for it; moves its counters on, so ask at the end.
  PartReading now_at(std::string_view part) {
    for (auto& component : engine().parts()) {
      if (component->name() != part) continue;
      component->end_warm_up(engine().now());
      return component->read(engine().now() + Duration::seconds(1));
    }
    throw std::runtime_error("no part " + std::string(part));
  }

  /// Nobody is left, and nothing is held: no worker, core, connection or lock, and no place in a line.
  void expect_nothing_held() {
    EXPECT_EQ(engine().live_requests(), 0U);
    for (std::uint32_t host = 0; host < engine().host_count(); ++host) {
      EXPECT_EQ(engine().host(host).in_flight, 0U) << engine().host(host).server->name();
    }
    for (const spec::Part& part : spec_.parts) {
      const PartReading reading = now_at(part.name);
      EXPECT_TRUE(std::isnan(reading.in_use) || reading.in_use == 0) << part.name << " " << reading.in_use;
      EXPECT_TRUE(std::isnan(reading.waiting) || reading.waiting == 0) << part.name << " " << reading.waiting;
    }
  }

 private:
  struct Seen {
    std::uint64_t completed = 0, degraded = 0;
    std::vector<std::uint64_t> failed = std::vector<std::uint64_t>(KindRecord::kReasons, 0);
  };

  void note_ends(std::vector<std::string>& story) {
    const std::string now = in_ms(engine().now() - SimTime{});
    for (std::size_t k = 0; k < seen_.size(); ++k) {
      const KindRecord& kind = engine().recorder().kinds()[k];
      const std::string line = now + " " + spec_.requests[k].name + " ";
      for (; seen_[k].degraded < kind.degraded; ++seen_[k].degraded, ++seen_[k].completed)
        story.push_back(line + "degraded");
      for (; seen_[k].completed < kind.completed; ++seen_[k].completed) story.push_back(line + "ok");
      for (std::size_t why = 0; why < model_.reasons.size(); ++why) {
        const std::uint64_t failed = kind.failures[why] ? kind.failures[why]->count() : 0;
        for (; seen_[k].failed[why] < failed; ++seen_[k].failed[why])
          story.push_back(line + model_.reasons[why]);
      }
    }
  }

  spec::Spec spec_;
  Model model_;
  std::vector<Seen> seen_;
};

using Story = std::vector<std::string>;

/// One measure of a part's own.
inline double own(const PartReading& reading, std::string_view name) {
  for (const auto& [own_name, value] : reading.own) {
    if (own_name == name) return value;
  }
  throw std::runtime_error("the part has no measure " + std::string(name));
}

/// The whole story of an episode that runs until drained, after which nothing may be held.
inline Story tell(std::string_view toml, std::vector<std::string> sets = {}) {
  Episode episode(toml, std::move(sets));
  Story story = episode.tell();
  episode.expect_nothing_held();
  return story;
}

/// The end of a topology: an episode of one replication until drained.
inline constexpr const char* kEpisode = R"(
[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)";

/// So many requests at one instant.
inline std::string burst(const std::string& request, int count = 1, const std::string& at = "0 s",
                         const std::string& more = "") {
  static int number = 0;
  return "\n[traffic.burst_" + std::to_string(++number) + "]\nburst = " + std::to_string(count) +
         "\nat = \"" + at + "\"\nrequest = \"" + request + "\"\n" + more + "\n";
}

}  // namespace plimsoll::test
