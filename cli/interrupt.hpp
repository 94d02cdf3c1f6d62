#pragma once

#include <atomic>

namespace plimsoll::cli {

/// From now on Ctrl-C asks the run to stop and keep what is finished; a second one ends the process at once.
/// The flag is what RunOptions::stop points to.
const std::atomic<bool>& catch_interrupts();

}  // namespace plimsoll::cli
