#pragma once

#include <string>
#include <vector>

#include "study/results.hpp"

namespace plimsoll::report {

/// Says below a table why some of its figures are refused, each reason once. What is said at the top of the
/// report (Results::refusals) is not said again.
class Footnotes {
 public:
  explicit Footnotes(const std::vector<Refusal>& said_above) : said_above_(said_above) {}

  /// Notes the reason, if the figure is refused; hands the figure on.
  const Estimate& note(const Estimate& figure);

  /// A sentence for each reason; further ones are counted only.
  std::vector<std::string> lines() const;

  /// One line for each reason; further ones are counted only.
  std::string text() const;

 private:
  const std::vector<Refusal>& said_above_;
  std::vector<std::string> reasons_;
};

}  // namespace plimsoll::report
