#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/comparison.hpp"
#include "report/comparison_rows.hpp"
#include "report/number.hpp"

namespace plimsoll::report {
namespace {

constexpr std::size_t kMostNamed = 3;
constexpr double kWorthWords = 0.01;  // a smaller relative difference stands in the tables only

/// "a, b and c"; no more than a few, then how many there are besides.
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  const std::size_t shown = std::min(names.size(), kMostNamed);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool is_last = i + 1 == names.size();
    text += (i == 0 ? "" : is_last ? " and " : ", ") + names[i];
  }
  return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

std::vector<std::string> names_where(const Comparison& comparison, bool (ObjectiveChange::*is)() const) {
  std::vector<std::string> names;
  for (const ObjectiveChange& one : comparison.objectives) {
    if ((one.*is)()) names.push_back(one.a.name);
  }
  return names;
}

bool is_beyond_noise(const Difference& one) {
  return one.change == Change::better || one.change == Change::worse || one.change == Change::different;
}

/// "rises from 628 ms to 3,431 ms (+446 %)".
std::string move_of(const Difference& one, const Unit& unit) {
  const auto text = [&](const Estimate& estimate) {
    const double value = estimate.value * unit.scale;
    return fmt::format("{}{}{}", value == 0 ? "0" : significant(value, 3), unit.name.empty() ? "" : " ",
                       unit.name);
  };
  std::string relative = relative_text(one.relative);
  if (!relative.empty()) relative = " (" + relative + ")";
  return fmt::format("{} from {} to {}{}", one.difference.value > 0 ? "rises" : "falls", text(one.a.estimate),
                     text(one.b.estimate), relative);
}

std::string objectives_words(const Comparison& comparison) {
  if (comparison.objectives.empty()) return "No objective stands in both models. ";
  const auto broken = names_where(comparison, &ObjectiveChange::is_broken);
  const auto mended = names_where(comparison, &ObjectiveChange::is_mended);
  std::string text;
  if (!broken.empty()) text += fmt::format("B fails {}, which A does not. ", listed(broken));
  if (!mended.empty()) text += fmt::format("B keeps {}, which A fails. ", listed(mended));
  if (!text.empty()) return text;
  const auto moved = [](const ObjectiveChange& one) { return one.a.verdict != one.b.verdict; };
  if (std::any_of(comparison.objectives.begin(), comparison.objectives.end(), moved)) {
    return "No objective is broken or mended beyond doubt. ";
  }
  return "Every objective has the same verdict in both. ";
}

/// "A" or "B", "both" or nothing: the sides whose results are not to be relied on.
std::string doubtful_sides(const Comparison& comparison) {
  const bool in_a = !comparison.a.refusals.empty(), in_b = !comparison.b.refusals.empty();
  return in_a && in_b ? "both" : in_a ? "A" : in_b ? "B" : "";
}

/// One sentence for each request whose slowest answers moved, the most moved first; one for the rest.
std::string latency_words(const Comparison& comparison) {
  std::vector<const Difference*> moved, slow;
  std::vector<std::string> untold;
  for (const Difference& one : comparison.differences) {
    if (one.a.of != Measure::Of::request || one.a.subject == "all" || one.a.name != "p99") continue;
    if (!one.a.estimate.refused.empty() || !one.b.estimate.refused.empty()) {
      untold.push_back(one.a.subject);
      continue;
    }
    slow.push_back(&one);
    if (is_beyond_noise(one) && !(std::abs(one.relative) < kWorthWords)) moved.push_back(&one);
  }
  std::stable_sort(moved.begin(), moved.end(), [](const Difference* a, const Difference* b) {
    return std::abs(a->relative) > std::abs(b->relative);
  });
  std::vector<std::string> sentences;
  for (const Difference* one : moved) {
    const Unit unit = time_unit({one->a.estimate, one->b.estimate});
    sentences.push_back(fmt::format("p99 of {} {}", one->a.subject, move_of(*one, unit)));
  }
  std::string text = untold.empty() ? "" : fmt::format("p99 of {} is refused. ", listed(untold));
  if (slow.empty()) return text;
  if (sentences.empty() && untold.empty()) return "No request's p99 moves by 1 % or more beyond noise. ";
  if (!sentences.empty()) text += listed(sentences) + ". ";
  if (moved.size() < slow.size()) text += "Of the other requests no p99 moves by 1 % or more. ";
  return text;
}

/// Failures and throughput of all requests together.
std::string outcome_words(const Comparison& comparison) {
  std::string text;
  std::vector<std::string> still;
  for (const char* name : {"errors", "throughput"}) {
    const Difference* found = nullptr;
    for (const Difference& one : comparison.differences) {
      // Behind the single requests stands their sum, so the last one is of all.
      if (one.a.of == Measure::Of::request && one.a.name == name) found = &one;
    }
    if (found == nullptr) continue;
    const Unit unit = found->a.unit == "share" ? Unit{100, "%"} : Unit{1, "/s"};
    const std::string word = found->a.name == "errors" ? "the share of requests that fail" : "throughput";
    if (is_beyond_noise(*found)) {
      std::string sentence = fmt::format("{} {}. ", word, move_of(*found, unit));
      if (sentence.front() == 't') sentence.front() = 'T';
      text += sentence;
    } else if (found->change == Change::same || found->change == Change::noise) {
      still.push_back(word);
    }
  }
  if (still.size() == 2)
    text += "Neither the share of requests that fail nor throughput moves beyond noise. ";
  if (still.size() == 1) text += fmt::format("There is no difference in {} beyond noise. ", still.front());
  return text;
}

std::string cost_words(const Comparison& comparison) {
  for (const Difference& one : comparison.differences) {
    if (one.a.of != Measure::Of::cost) continue;
    if (one.change == Change::noise) return "There is no difference in cost beyond noise. ";
    const double more = one.b.estimate.value - one.a.estimate.value;
    if (more == 0) {
      return fmt::format("Both cost {} {} per month. ", fixed(one.a.estimate.value, 2), one.a.unit);
    }
    return fmt::format("B costs {} {} per month {} than A ({} and {}). ", fixed(std::abs(more), 2),
                       one.a.unit, more > 0 ? "more" : "less", fixed(one.b.estimate.value, 2),
                       fixed(one.a.estimate.value, 2));
  }
  return "";
}

std::string bottleneck_words(const Comparison& comparison) {
  const Bottleneck& a = comparison.a.bottleneck;
  const Bottleneck& b = comparison.b.bottleneck;
  if (a.part.empty() && b.part.empty()) return "";
  if (a.part.empty()) return fmt::format("In B {} gives way first, in A no part does. ", b.part);
  if (b.part.empty()) return fmt::format("In A {} gives way first, in B no part does. ", a.part);
  if (a.part == b.part) return fmt::format("In both {} gives way first. ", a.part);
  return fmt::format("In A {} gives way first, in B {}. ", a.part, b.part);
}

bool is_all_equal(const Comparison& comparison) {
  return comparison.only_in_a.empty() && comparison.only_in_b.empty() &&
         std::all_of(comparison.differences.begin(), comparison.differences.end(), [](const Difference& one) {
           return one.change == Change::same || (!one.a.estimate.exists && !one.b.estimate.exists);
         });
}

/// How many measures of requests are better and how many worse, beyond noise.
std::pair<std::size_t, std::size_t> tally(const Comparison& comparison) {
  std::pair<std::size_t, std::size_t> found{0, 0};
  for (const Difference& one : comparison.differences) {
    if (one.a.of != Measure::Of::request) continue;
    found.first += one.change == Change::better ? 1u : 0u;
    found.second += one.change == Change::worse ? 1u : 0u;
  }
  return found;
}

}  // namespace

std::string verdict_line(const Comparison& comparison, const Palette& palette) {
  if (!comparison.a.run.complete || !comparison.b.run.complete) {
    return palette.doubt("… INTERRUPTED") +
           fmt::format("  {} of {} finished; what follows is incomplete", comparison.pairs,
                       plural(static_cast<std::uint64_t>(comparison.a.run.replications_wanted), "pair"));
  }
  const auto broken = names_where(comparison, &ObjectiveChange::is_broken);
  const auto mended = names_where(comparison, &ObjectiveChange::is_mended);
  if (!broken.empty() && !mended.empty()) {
    return palette.doubt("± B BREAKS AND MENDS") +
           fmt::format("  it fails {} and keeps {}", listed(broken), listed(mended));
  }
  if (!broken.empty())
    return palette.bad("✗ B BREAKS") + fmt::format("  what A does not fail: {}", listed(broken));
  if (!mended.empty()) return palette.good("✓ B MENDS") + fmt::format("  what A fails: {}", listed(mended));
  if (is_all_equal(comparison))
    return palette.bold("= EQUAL") + "  every measure is the same in every replication";
  if (const std::string sides = doubtful_sides(comparison); !sides.empty()) {
    return palette.doubt("? NOT TO BE RELIED ON") +
           fmt::format("  {}: why is said below; no objective is broken or mended", sides);
  }
  const auto [better, worse] = tally(comparison);
  if (better + worse == 0) {
    return palette.bold("~ NO DIFFERENCE") + "  beyond noise in any measure of a request";
  }
  const std::string text = fmt::format(
      "  of the measures of requests {} better and {} worse beyond noise; no objective "
      "is broken or mended",
      better, worse);
  if (worse == 0) return palette.good("✓ B IS BETTER") + text;
  if (better == 0) return palette.bad("✗ B IS WORSE") + text;
  return palette.doubt("± MIXED") + text;
}

std::string words(const Comparison& comparison) {
  if (comparison.pairs == 0) return "No replication finished on both sides, so there is nothing to compare.";
  if (is_all_equal(comparison)) {
    return "A and B do the same: every measure is equal, to the bit, in every replication.";
  }
  std::string text = objectives_words(comparison) + latency_words(comparison) + outcome_words(comparison) +
                     cost_words(comparison) + bottleneck_words(comparison);
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace plimsoll::report
