# One place for what every target of ours is compiled with.
#
# -ffp-contract=off everywhere: a fused multiply-add rounds once where two operations round twice,
# so leaving it to the compiler would let two builds print different bytes.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(PLIMSOLL_CCACHE ccache)
if(PLIMSOLL_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${PLIMSOLL_CCACHE}")
endif()

add_library(plimsoll_warnings INTERFACE)
target_compile_options(plimsoll_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wold-style-cast -Wcast-qual -Wdouble-promotion -Werror
  -ffp-contract=off
  # g++ 12 sees overlapping copies in plain std::string sums where there are none (GCC bug 105651), and
  # strings that are not initialised in aggregates that are, at -O3 (GCC bug 105562).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)

# What runs for every event. Code that may end up in a shared library could have each of its functions replaced by
# another's, so g++ does not inline them unless told that nobody will.
add_library(plimsoll_hot INTERFACE)
target_compile_options(plimsoll_hot INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fno-semantic-interposition>)

if(PLIMSOLL_SANITIZE)
  target_compile_options(plimsoll_warnings INTERFACE
    "-fsanitize=${PLIMSOLL_SANITIZE}" -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(plimsoll_warnings INTERFACE "-fsanitize=${PLIMSOLL_SANITIZE}")
endif()
