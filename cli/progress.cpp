#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/terminal.hpp"
#include "report/number.hpp"

namespace plimsoll::cli {
namespace {

constexpr double kPatienceSeconds = 1;  // shorter runs show no progress
constexpr const char* kStartOfEmptyLine = "\r\033[K";

}  // namespace

std::string progress_text(const Progress& progress) {
  const double millions = static_cast<double>(progress.events) / 1e6;
  if (progress.is_pilot) {
    return fmt::format("  finding the end of the warm-up, {} million events",
                       report::significant(millions, 3));
  }
  std::string text = "  ";
  if (progress.share >= 0) text += fmt::format("{:.0f} %, ", 100 * std::min(progress.share, 1.0));
  text += fmt::format("replication {} of {}", std::min(progress.replications_done + 1, progress.replications),
                      progress.replications);
  text += fmt::format(", {} million events", report::significant(millions, 3));
  if (progress.elapsed_seconds > 0) {
    text +=
        fmt::format(", {} million per second", report::significant(millions / progress.elapsed_seconds, 3));
  }
  // Early on the share says little about the rest.
  if (progress.share >= 0.02) {
    const double left = progress.elapsed_seconds * (1 - progress.share) / progress.share;
    text += fmt::format(", about {:.0f} s left", std::max(left, 0.0));
  }
  return text;
}

ProgressLine::~ProgressLine() {
  if (is_shown_) say(kStartOfEmptyLine);
}

std::function<void(const Progress&)> ProgressLine::callback() {
  if (!can_show_progress()) return {};
  return [this](const Progress& progress) {
    // A search is many runs, each of which may be short.
    if (progress.elapsed_seconds < elapsed_seconds_) elapsed_before_ += elapsed_seconds_;
    elapsed_seconds_ = progress.elapsed_seconds;
    if (elapsed_before_ + elapsed_seconds_ < kPatienceSeconds) return;
    is_shown_ = true;
    say(kStartOfEmptyLine + (label_.empty() ? "" : "  " + label_ + ";") + progress_text(progress));
  };
}

}  // namespace plimsoll::cli
