#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/spec/load.hpp"

/// Numbers of a topology by address, and the model with some of them moved: what limit, sensitivity and
/// optimize ask about.
namespace plimsoll {

/// One number of a model, as `config --resolved` shows it: `traffic.jobs.rate` is 225 "/s".
struct NumberSetting {
  std::string address;
  double value = 0;      // in `unit`
  std::string unit;      // "/s", "ms"; empty: a count or a pure number
  bool is_whole = false; // moves in whole steps only
};

/// The number as the argument of --set: `traffic.jobs.rate="230 /s"`.
std::string assignment(const NumberSetting& setting, double value);

/// Loads one model with settings laid over it, each as it stands behind --set. They come last and so win.
using LoadWith = std::function<spec::LoadResult(const std::vector<std::string>& sets)>;

/// Every number of a loaded model, in the order of the file, those of distributions
/// ("request.page.steps.work.work.mean") among them. Whether one is whole is not known yet.
std::vector<NumberSetting> numbers_of(const std::vector<spec::ResolvedSetting>& resolved);

/// The number at that address, or nothing. Finds out whether it may only be whole, by asking the language:
/// what takes 2 and refuses 2.5 is a count.
std::optional<NumberSetting> number_at(const LoadWith& load, const std::vector<NumberSetting>& numbers,
                                       const std::string& address);

/// Whether the language takes whole numbers only there.
bool is_whole_number(const LoadWith& load, const NumberSetting& setting);

}  // namespace plimsoll
