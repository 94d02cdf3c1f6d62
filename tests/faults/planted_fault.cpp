#include <cstdio>
#include <cstring>
#include <string>

#include "models/catalogue.hpp"
#include "models/spec/load.hpp"
#include "sim/check.hpp"
#include "study/run.hpp"
#include "tests/support/busy_model.hpp"

/// Runs the busy model and says whether it was stopped as expected:
///
///     planted_fault [TEXT]     TEXT must be in what the run is stopped with; without, it must not be stopped
int main(int argc, char** argv) {
  const char* expected = argc > 1 ? argv[1] : "";
  plimsoll::spec::LoadRequest request;
  request.files = {{"busy.toml", plimsoll::test::kBusyModel}};
  request.kinds = plimsoll::part_kinds();
  const plimsoll::spec::LoadResult loaded = plimsoll::spec::load(request);
  if (!loaded.spec) {
    std::fputs(loaded.diagnostics.render().c_str(), stderr);
    return 2;
  }
  std::string stopped_with;
  try {
    plimsoll::run(*loaded.spec);
  } catch (const plimsoll::InternalError& error) {
    stopped_with = error.what();
  }
  std::printf("expected: %s\nstopped with: %s\n", expected, stopped_with.c_str());
  const bool was_stopped = !stopped_with.empty(), should_be = *expected != '\0';
  return was_stopped == should_be && std::strstr(stopped_with.c_str(), expected) != nullptr ? 0 : 1;
}
