#pragma once

namespace plimsoll {

/// 128-bit whole numbers for exact sums. A compiler extension of g++ and clang++, named only here.
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

}  // namespace plimsoll
