#include "study/selftest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "models/catalogue.hpp"
#include "models/spec/load.hpp"
#include "sim/check.hpp"
#include "study/figure.hpp"
#include "study/run.hpp"

namespace plimsoll {
namespace {

using Clock = std::chrono::steady_clock;

spec::Spec load_case(const ReferenceCase& one, const std::vector<std::string>& sets,
                     const ModelText& model_text) {
  spec::LoadRequest request;
  request.files = {{one.model + ".toml", std::string(model_text(one.model))}};
  request.sets = one.sets;
  request.sets.insert(request.sets.end(), sets.begin(), sets.end());
  request.kinds = part_kinds();
  spec::LoadResult loaded = spec::load(request);
  if (!loaded.spec) throw InternalError(one.id + ":\n" + loaded.diagnostics.render());
  return std::move(*loaded.spec);
}

Estimate find(const Results& results, const ReferenceCase& one, const std::string& address) {
  const std::optional<Estimate> found = figure_at(results, address);
  if (!found) throw InternalError(fmt::format("{}: the results have no figure '{}'", one.id, address));
  return *found;
}

/// The relative half-widths of a quotient are added: wider than need be where the two move together.
Estimate divided(const Estimate& above, const Estimate& below) {
  Estimate quotient;
  quotient.exists = above.exists && below.exists && below.value != 0;
  if (!quotient.exists) return quotient;
  quotient.value = above.value / below.value;
  quotient.has_interval = above.has_interval && below.has_interval;
  const auto share = [](const Estimate& estimate) {
    return estimate.value == 0 ? 0 : (estimate.high - estimate.low) / 2 / std::abs(estimate.value);
  };
  const double half_width = std::abs(quotient.value) * (share(above) + share(below));
  quotient.low = quotient.value - half_width;
  quotient.high = quotient.value + half_width;
  return quotient;
}

Estimate measured(const Results& results, const ReferenceCase& one, const Expectation& expected) {
  Estimate got = find(results, one, expected.at);
  if (!expected.per.empty()) got = divided(got, find(results, one, expected.per));
  for (double* number : {&got.value, &got.low, &got.high})
    *number = expected.offset + expected.scale * *number;
  if (got.low > got.high) std::swap(got.low, got.high);
  return got;
}

std::optional<double> theory_of(const ReferenceCase& one, const Expectation& expected) {
  if (expected.theory.empty()) return std::nullopt;
  if (!one.theory) throw InternalError(one.id + ": names a figure of theory, but no formula");
  const std::map<std::string, double> figures = evaluate(*one.theory);
  const auto found = figures.find(expected.theory);
  if (found == figures.end())
    throw InternalError(one.id + ": theory has no figure '" + expected.theory + "'");
  return found->second;
}

class Bench {
 public:
  Bench(const ModelText& model_text, const SelftestOptions& options)
      : model_text_(model_text), options_(options) {}

  void run_case(const ReferenceCase& one) {
    results_.clear();
    bool is_measured = false;
    for (const Expectation& expected : one.expectations) {
      ReferenceFigure figure;
      figure.case_id = one.id;
      figure.expected = expected;
      figure.theory = theory_of(one, expected);
      figure.because = one.not_said.empty() ? expected.not_said : one.not_said;
      if (figure.because.empty()) {
        const Results* const results = results_of(one, expected.sets);
        if (results == nullptr) return;
        figure.got = measured(*results, one, expected);
        figure.answer = judge(expected, figure.got);
        if (figure.theory && std::abs(*figure.theory - expected.value) > expected.tolerance)
          figure.answer = Answer::fail;
        figure.is_as_it_must_be =
            figure.answer == (expected.must_not_converge ? Answer::not_converged : Answer::pass);
        is_measured = true;
      }
      found.figures.push_back(std::move(figure));
    }
    ++(is_measured ? found.cases : found.cases_not_said);
  }

  SelftestFigures found;

 private:
  /// The results of a case with these settings; measures with equal settings share a run. Nothing if the run
  /// was interrupted.
  const Results* results_of(const ReferenceCase& one, const std::vector<std::string>& sets) {
    const auto known = results_.find(sets);
    if (known != results_.end()) return &known->second;
    RunOptions options;
    options.threads = options_.threads;
    options.stop = options_.stop;
    Results results = plimsoll::run(load_case(one, sets, model_text_), options);
    found.events += results.run.events;
    if (!results.run.complete) {
      found.complete = false;
      return nullptr;
    }
    return &results_.emplace(sets, std::move(results)).first->second;
  }

  const ModelText& model_text_;
  const SelftestOptions& options_;
  std::map<std::vector<std::string>, Results> results_;  // of the present case
};

}  // namespace

std::size_t SelftestFigures::count(Answer answer) const {
  return static_cast<std::size_t>(std::count_if(figures.begin(), figures.end(),
                                                [&](const auto& figure) { return figure.answer == answer; }));
}

bool is_wanted(const ReferenceCase& one, const SelftestOptions& options) {
  if (options.quick && !one.is_quick) return false;
  return options.only.empty() ||
         std::any_of(options.only.begin(), options.only.end(), [&](const std::string& part) {
           return one.id.find(part) != std::string::npos || one.group.find(part) != std::string::npos;
         });
}

Answer judge(const Expectation& expected, const Estimate& got) {
  if (!got.exists || !got.has_interval) return Answer::not_converged;
  const double half_width = (got.high - got.low) / 2;
  const double error = std::abs(got.value - expected.value);
  const double narrow_enough = expected.converged_within > 0
                                   ? expected.converged_within * std::abs(expected.value)
                                   : expected.tolerance;
  if (error > expected.tolerance + half_width) return Answer::fail;
  if (half_width > narrow_enough) return Answer::not_converged;
  return error <= expected.tolerance ? Answer::pass : Answer::fail;
}

SelftestFigures selftest(const std::vector<ReferenceCase>& suite, const ModelText& model_text,
                         const SelftestOptions& options) {
  const auto started = Clock::now();
  std::vector<const ReferenceCase*> wanted;
  for (const ReferenceCase& one : suite) {
    if (is_wanted(one, options)) wanted.push_back(&one);
  }
  Bench bench(model_text, options);
  std::size_t number = 0;
  for (const ReferenceCase* one : wanted) {
    if (options.progress) options.progress(one->id, ++number, wanted.size());
    bench.run_case(*one);
    if (!bench.found.complete) break;
  }
  bench.found.wall_seconds = std::chrono::duration<double>(Clock::now() - started).count();
  return std::move(bench.found);
}

int exit_code(const SelftestFigures& figures) {
  if (!figures.complete) return 130;
  bool is_undecided = false;
  for (const ReferenceFigure& figure : figures.figures) {
    if (figure.is_as_it_must_be) continue;
    if (figure.answer != Answer::not_converged) return 99;
    is_undecided = true;
  }
  return is_undecided ? 98 : 0;
}

}  // namespace plimsoll
