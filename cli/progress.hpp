#pragma once

#include <functional>
#include <string>

#include "study/run.hpp"
#include "study/sweep.hpp"

namespace plimsoll::cli {

/// "  43 %, replication 9 of 20, 12.3 million events, 3.42 million per second, about 12 s left".
std::string progress_text(const Progress& progress);

/// "  43 %, 5 of 12 points, 12.3 million events, 3.42 million per second, about 12 s left".
std::string progress_text(const SweepProgress& progress);

/// One line on standard error, written over as the run goes on: only on a terminal, only once a run takes
/// longer than a second, and gone when this is.
class ProgressLine {
 public:
  ProgressLine() = default;
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// For RunOptions::progress; empty where nobody would see it. Refers to this.
  std::function<void(const Progress&)> callback();
  /// For SweepOptions::progress.
  std::function<void(const SweepProgress&)> sweep_callback();

  /// What was last found, to stand before what is going on: "812 users: holds".
  void set_label(std::string label) { label_ = std::move(label); }

 private:
  void show(double elapsed_seconds, const std::string& text);

  bool is_shown_ = false;
  std::string label_;
  double elapsed_seconds_ = 0, elapsed_before_ = 0;
};

}  // namespace plimsoll::cli
