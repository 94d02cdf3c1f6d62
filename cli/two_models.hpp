#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "models/spec/load.hpp"
#include "study/compare.hpp"

/// Two models of one command line: A as it is, B as it would be.
namespace plimsoll::cli {

/// --b-set and its like: what is said of one side, and of both but how often they are run.
std::vector<Option> side_options();

/// Whether any option speaks of one side only: "a" or "b".
bool has_own_options(const Arguments& arguments, const std::string& side);

/// The files that make A and B.
std::vector<std::string> inputs_of_both(const Arguments& arguments);

struct TwoModels {
  spec::LoadResult a, b;
};

/// Both models, or every problem of both, each told once (ModelError). From one operand both are made; the
/// report of a comparison carries both.
TwoModels load_both(const Arguments& arguments);

/// Runs both alike and compares them.
Comparison compare_loaded(const TwoModels& models, int threads);

}  // namespace plimsoll::cli
