#include "cli/measure_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/failure.hpp"
#include "models/spec/diagnostic.hpp"

namespace plimsoll::cli {
namespace {

void add(const std::string& subject, std::vector<std::string>& subjects) {
  if (std::find(subjects.begin(), subjects.end(), subject) == subjects.end()) subjects.push_back(subject);
}

}  // namespace

void add_subjects(const spec::Spec& model, std::vector<std::string>& subjects) {
  if (!model.prices.empty()) add("cost", subjects);
  if (model.requests.size() > 1) add("all", subjects);
  for (const spec::Routine& one : model.requests) add(one.name, subjects);
  for (const spec::Part& one : model.parts) add(one.name, subjects);
  for (const spec::Objective& one : model.objectives) add(one.name, subjects);
}

void check_subjects(const std::vector<std::string>& wanted, const std::vector<std::string>& subjects,
                    const std::string& example) {
  for (const std::string& address : wanted) {
    const std::string subject = address.substr(0, address.find('.'));
    if (std::find(subjects.begin(), subjects.end(), subject) != subjects.end()) continue;
    const std::string remedy = spec::did_you_mean(subject, subjects);
    throw UsageError(fmt::format("no request, part or objective is named '{}'", subject),
                     remedy.empty() ? "a measure is written SUBJECT.NAME, for example " + example : remedy);
  }
}

void check_measures(const std::vector<std::string>& wanted, const std::vector<std::string>& known,
                    const std::string& where) {
  for (const std::string& address : wanted) {
    if (std::find(known.begin(), known.end(), address) != known.end()) continue;
    std::string of_subject;
    const std::string subject = address.substr(0, address.find('.') + 1);
    for (const std::string& one : known) {
      if (one.starts_with(subject)) of_subject += (of_subject.empty() ? "" : ", ") + one;
    }
    throw UsageError(fmt::format("no {} has a measure '{}'", where, address), "there are " + of_subject);
  }
}

}  // namespace plimsoll::cli
