#pragma once

#include <string>

namespace plimsoll::report {

/// What this program was built from.
struct BuildInfo {
  std::string version;   // "0.1.0"
  std::string commit;    // "1a2b3c4d5e6f", "-changed" behind it for an edited tree; "unknown" outside git
  std::string compiler;  // "GNU 12.2.0, Release"
};

const BuildInfo& build_info();

}  // namespace plimsoll::report
