#include "report/build_info.hpp"

#include "plimsoll_commit.inc"  // generated: PLIMSOLL_COMMIT

namespace plimsoll::report {

const BuildInfo& build_info() {
  static const BuildInfo info{PLIMSOLL_VERSION, PLIMSOLL_COMMIT, PLIMSOLL_COMPILER};
  return info;
}

}  // namespace plimsoll::report
