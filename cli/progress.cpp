#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/terminal.hpp"
#include "report/number.hpp"

namespace plimsoll::cli {
namespace {

constexpr double kPatienceSeconds = 1;  // shorter runs show no progress
constexpr const char* kStartOfEmptyLine = "\r\033[K";

/// ", 12.3 million events, 3.42 million per second, about 12 s left".
std::string rest_text(std::uint64_t events, double elapsed_seconds, double share) {
  const double millions = static_cast<double>(events) / 1e6;
  std::string text = fmt::format(", {} million events", report::significant(millions, 3));
  if (elapsed_seconds > 0) {
    text += fmt::format(", {} million per second", report::significant(millions / elapsed_seconds, 3));
  }
  // Early on the share says little about the rest.
  if (share >= 0.02) {
    const double left = elapsed_seconds * (1 - share) / share;
    text += fmt::format(", about {:.0f} s left", std::max(left, 0.0));
  }
  return text;
}

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
  return text + rest_text(progress.events, progress.elapsed_seconds, progress.share);
}

std::string progress_text(const SweepProgress& progress) {
  return fmt::format("  {:.0f} %, {} of {}", 100 * std::min(progress.share, 1.0), progress.points_done,
                     report::plural(static_cast<std::uint64_t>(progress.points), "point")) +
         rest_text(progress.events, progress.elapsed_seconds, progress.share);
}

ProgressLine::~ProgressLine() {
  if (is_shown_) say(kStartOfEmptyLine);
}

void ProgressLine::show(double elapsed_seconds, const std::string& text) {
  // A search is many runs, each of which may be short.
  if (elapsed_seconds < elapsed_seconds_) elapsed_before_ += elapsed_seconds_;
  elapsed_seconds_ = elapsed_seconds;
  if (elapsed_before_ + elapsed_seconds_ < kPatienceSeconds) return;
  is_shown_ = true;
  say(kStartOfEmptyLine + (label_.empty() ? "" : "  " + label_ + ";") + text);
}

std::function<void(const Progress&)> ProgressLine::callback() {
  if (!can_show_progress()) return {};
  return [this](const Progress& progress) { show(progress.elapsed_seconds, progress_text(progress)); };
}

std::function<void(const SweepProgress&)> ProgressLine::sweep_callback() {
  if (!can_show_progress()) return {};
  return [this](const SweepProgress& progress) { show(progress.elapsed_seconds, progress_text(progress)); };
}

}  // namespace plimsoll::cli
