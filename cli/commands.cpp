#include "cli/command.hpp"

namespace plimsoll::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      demo_command(),
      init_command(),
      check_command(),
      run_command(),
      cases_command(),
      sweep_command(),
      merge_command(),
      limit_command(),
      optimize_command(),
      sensitivity_command(),
      compare_command(),
      report_command(),
      verify_command(),
      selftest_command(),
      prices_command(),
      config_command(),
      explain_command(),
      examples_command(),
      schema_command(),
  };
  return all;
}

}  // namespace plimsoll::cli
