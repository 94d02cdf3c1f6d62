#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/model_input.hpp"
#include "study/number_setting.hpp"

namespace plimsoll::cli {

/// A share given as "1 %" or 0.01, above 0 and below 1; `otherwise` if the option is not given.
double share_option(const Arguments& arguments, const std::string& option, double otherwise);

/// The model of a command line, and the same with settings moved: what limit, sensitivity and optimize ask
/// about. Reads its files once.
class FamilyOfModels {
 public:
  /// Throws ModelError where the model does not load, after its warnings went to standard error.
  explicit FamilyOfModels(const Arguments& arguments);
  FamilyOfModels(const FamilyOfModels&) = delete;  // load_with() refers to this
  FamilyOfModels& operator=(const FamilyOfModels&) = delete;

  const spec::LoadResult& loaded() const { return loaded_; }
  const LoadWith& load_with() const { return load_with_; }

  /// The number at that address, which `option` named. Throws UsageError where there is none.
  NumberSetting number(const std::string& option, const std::string& address) const;

  /// What an option gives as an amount of `setting`: 250, "250 /s". In the unit of the setting.
  std::optional<double> amount_option(const Arguments& arguments, const std::string& option,
                                      const NumberSetting& setting) const;

  /// Calls `question`, and turns what shows only when a model is put together into a ModelError, and what
  /// cannot be asked of a model into a UsageError.
  template <typename Question>
  auto ask(const Question& question) const {
    std::optional<decltype(question())> answer;
    guarded([&] { answer = question(); });
    return *std::move(answer);
  }

 private:
  void guarded(const std::function<void()>& question) const;

  spec::LoadRequest request_;
  spec::LoadResult loaded_;
  std::vector<NumberSetting> numbers_;
  LoadWith load_with_;
};

}  // namespace plimsoll::cli
