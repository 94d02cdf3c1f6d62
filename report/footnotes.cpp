#include "report/footnotes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll::report {

const Estimate& Footnotes::note(const Estimate& figure) {
  const std::string& why = figure.refused;
  const bool is_said_above = std::any_of(said_above_.begin(), said_above_.end(),
                                         [&](const Refusal& refusal) { return refusal.sentence == why; });
  const bool is_noted = std::find(reasons_.begin(), reasons_.end(), why) != reasons_.end();
  if (!why.empty() && !is_said_above && !is_noted) reasons_.push_back(why);
  return figure;
}

std::vector<std::string> Footnotes::lines() const {
  constexpr std::size_t kMost = 4;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < reasons_.size() && i < kMost; ++i) lines.push_back("refused: " + reasons_[i]);
  if (reasons_.size() > kMost) {
    lines.push_back(fmt::format("refused: {} more, like these", reasons_.size() - kMost));
  }
  return lines;
}

std::string Footnotes::text() const {
  std::string text;
  for (const std::string& line : lines()) text += "  " + line + "\n";
  return text;
}

}  // namespace plimsoll::report
