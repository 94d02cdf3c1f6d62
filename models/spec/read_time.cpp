#include "models/spec/read_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "models/spec/read_value.hpp"
#include "models/spec/text.hpp"
#include "models/spec/units.hpp"

namespace plimsoll::spec {
namespace {

constexpr std::string_view kPercentile = "p99";  // stands for any percentile

/// A distribution as it is written: what it needs, and of what it needs exactly one.
struct Law {
  std::string name;
  std::vector<std::string> needs;
  std::vector<std::string> one_of;
  std::vector<std::string> may_have;
};

/// Of two laws of one name the second is meant where what it needs first is written.
const std::vector<Law>& laws() {
  static const std::vector<Law> all{
      {"constant", {"value"}, {}, {}},
      {"uniform", {"low", "high"}, {}, {}},
      {"exponential", {"mean"}, {}, {}},
      {"erlang", {"mean", "stages"}, {}, {}},
      {"gamma", {"mean"}, {"scv", "shape"}, {}},
      {"hyperexponential", {"mean", "scv"}, {}, {}},
      {"hyperexponential", {"probabilities", "means"}, {}, {}},
      {"lognormal", {"mean"}, {std::string(kPercentile), "scv"}, {}},
      {"weibull", {"mean", "shape"}, {}, {}},
      {"pareto", {"shape"}, {"mean", "minimum"}, {}},
      {"empirical", {"values"}, {}, {"weights"}},
  };
  return all;
}

/// The same laws without their scale, for what is scaled to mean 1.
Law without_scale(Law law) {
  const auto drop = [](std::vector<std::string>& names, std::string_view name) { std::erase(names, name); };
  drop(law.needs, "mean");
  if (law.name == "pareto") law.one_of.clear();
  if (law.name == "lognormal") {
    law.one_of.clear();
    law.needs.emplace_back("scv");
  }
  return law;
}

/// What was written between the braces.
struct Parameters {
  std::map<std::string, double> numbers;
  std::map<std::string, std::vector<double>> lists;
  std::string percentile;  // "p99"
  std::string text;        // `mean = "6 ms", p99 = "20 ms"`

  double operator[](const std::string& name) const {
    const auto found = numbers.find(name);
    return found == numbers.end() ? 0 : found->second;
  }
  bool has(const std::string& name) const { return numbers.contains(name); }
  std::vector<double> list(const std::string& name) const {
    const auto found = lists.find(name);
    return found == lists.end() ? std::vector<double>{} : found->second;
  }
};

class LawReader {
 public:
  LawReader(const Node& node, const std::string& address, Diagnostics& diagnostics, bool is_relative)
      : node_(node), address_(address), diagnostics_(diagnostics), is_relative_(is_relative) {}

  std::optional<TimeSpec> read() {
    const std::optional<Law> law = find_law();
    if (!law || !knows_all_names(*law)) return std::nullopt;
    bool is_good = true;
    for (const Node& entry : node_.children()) {
      if (entry.key() != "dist") is_good &= read_parameter(entry);
    }
    if (!is_good || !has_what_it_needs(*law)) return std::nullopt;
    return make(*law);
  }

 private:
  std::optional<Law> find_law() {
    std::vector<std::string> names;
    for (const Law& law : laws()) {
      if (names.empty() || names.back() != law.name) names.push_back(law.name);
    }
    const Node* const dist = node_.find("dist");
    if (dist == nullptr) {
      diagnostics_.error(node_.place(), address_, "a distribution needs 'dist'", "one of " + listing(names));
      return std::nullopt;
    }
    std::string name;
    if (!read_value(*dist, address_ + ".dist", diagnostics_, name)) return std::nullopt;
    const Law* meant = nullptr;
    for (const Law& law : laws()) {
      const bool is_other_form = meant != nullptr && law.name == name && has(law.needs.front());
      if (law.name == name && (meant == nullptr || is_other_form)) meant = &law;
    }
    if (meant != nullptr) return is_relative_ ? without_scale(*meant) : *meant;
    std::string remedy = did_you_mean(name, names);
    diagnostics_.error(dist->place(), address_ + ".dist", fmt::format("'{}' is not a distribution", name),
                       remedy.empty() ? "one of " + listing(names) : remedy);
    return std::nullopt;
  }

  bool knows_all_names(const Law& law) {
    std::vector<std::string> known{"dist"};
    for (const auto* names : {&law.needs, &law.one_of, &law.may_have}) {
      known.insert(known.end(), names->begin(), names->end());
    }
    const bool takes_percentile = std::find(known.begin(), known.end(), kPercentile) != known.end();
    bool is_good = true;
    for (const Node& entry : node_.children()) {
      if (std::find(known.begin(), known.end(), entry.key()) != known.end()) continue;
      if (takes_percentile && parse_percentile(entry.key())) continue;
      std::string remedy = did_you_mean(entry.key(), known);
      if (is_relative_ && entry.key() == "mean") remedy = "leave it out: the mean follows from the rate";
      if (remedy.empty()) remedy = "its settings are " + listing({known.begin() + 1, known.end()}, "and");
      diagnostics_.error(
          entry.key_place(), address_ + "." + entry.key(),
          fmt::format("{} distribution has no setting '{}'", with_article(law.name), entry.key()), remedy);
      is_good = false;
    }
    return is_good;
  }

  bool read_parameter(const Node& entry) {
    const std::string address = address_ + "." + entry.key();
    const std::string& name = entry.key();
    if (name == "values" || name == "means") return read_times(entry, address, found_.lists[name]);
    if (name == "weights" || name == "probabilities")
      return read_list(entry, address, diagnostics_, "a list of numbers", found_.lists[name]);
    if (parse_percentile(name)) {
      if (!found_.percentile.empty()) {
        diagnostics_.error(entry.key_place(), address,
                           fmt::format("stands beside {}; one percentile is enough", found_.percentile));
        return false;
      }
      found_.percentile = name;
    }
    const bool is_scale = name != "stages" && name != "scv" && name != "shape";
    if (is_scale && !is_relative_) return read_time_into(entry, address, found_.numbers[name]);
    if (name == "stages") {
      std::int64_t stages = 0;
      if (!read_value(entry, address, diagnostics_, stages)) return false;
      found_.numbers[name] = static_cast<double>(stages);
      return true;
    }
    return read_value(entry, address, diagnostics_, found_.numbers[name]);
  }

  bool read_time_into(const Node& entry, const std::string& address, double& seconds) {
    Duration checked;  // reports what is wrong
    if (!read_value(entry, address, diagnostics_, checked)) return false;
    seconds = *parse_seconds(entry.text()).value;
    return true;
  }

  bool read_times(const Node& entry, const std::string& address, std::vector<double>& times) {
    if (is_relative_) return read_list(entry, address, diagnostics_, "a list of numbers", times);
    if (!entry.is_list()) {
      report_not(entry, address, diagnostics_, "a list of times");
      return false;
    }
    bool is_good = true;
    for (const Node& element : entry.children()) {
      is_good &= read_time_into(element, address, times.emplace_back());
    }
    return is_good;
  }

  bool has(const std::string& name) const {
    return name == kPercentile ? !found_.percentile.empty() : node_.find(name) != nullptr;
  }

  bool has_what_it_needs(const Law& law) {
    const std::string noun = with_article(law.name) + " distribution";
    bool is_good = true;
    for (const std::string& name : law.needs) {
      if (has(name)) continue;
      diagnostics_.error(node_.place(), address_, fmt::format("{} needs '{}'", noun, name));
      is_good = false;
    }
    const auto given =
        std::count_if(law.one_of.begin(), law.one_of.end(), [&](const auto& name) { return has(name); });
    if (!law.one_of.empty() && given != 1) {
      diagnostics_.error(node_.place(), address_,
                         fmt::format("{} needs exactly one of {}", noun, listing(law.one_of, "and")));
      is_good = false;
    }
    return is_good;
  }

  std::optional<TimeSpec> make(const Law& law) {
    if (is_relative_) found_.numbers["mean"] = 1;
    try {
      TimeSpec made{distribution(law.name), written(law)};
      if (is_relative_ && made.law.mean() != 1) {
        rescale(made.law.mean());
        made.law = distribution(law.name);
      }
      return made;
    } catch (const std::invalid_argument& problem) {
      diagnostics_.error(node_.place(), address_, problem.what());
      return std::nullopt;
    }
  }

  /// Divides what carries the scale of a relative distribution by `mean`.
  void rescale(double mean) {
    for (const char* name : {"value", "low", "high"}) {
      if (found_.has(name)) found_.numbers[name] /= mean;
    }
    for (const char* name : {"values", "means"}) {
      const auto found = found_.lists.find(name);
      if (found == found_.lists.end()) continue;
      for (double& value : found->second) value /= mean;
    }
  }

  Distribution distribution(const std::string& name) const {
    const Parameters& p = found_;
    if (name == "constant") return Distribution::constant(p["value"]);
    if (name == "uniform") return Distribution::uniform(p["low"], p["high"]);
    if (name == "exponential") return Distribution::exponential(p["mean"]);
    if (name == "erlang") return Distribution::erlang(p["mean"], static_cast<std::int64_t>(p["stages"]));
    if (name == "gamma" && p.has("scv")) return Distribution::gamma_with_scv(p["mean"], p["scv"]);
    if (name == "gamma") return Distribution::gamma(p["mean"], p["shape"]);
    if (name == "hyperexponential" && p.lists.contains("means")) {
      return Distribution::hyperexponential(p.list("probabilities"), p.list("means"));
    }
    if (name == "hyperexponential") return Distribution::hyperexponential(p["mean"], p["scv"]);
    if (name == "lognormal" && p.has("scv")) return Distribution::lognormal(p["mean"], p["scv"]);
    if (name == "lognormal") {
      return Distribution::lognormal_with_percentile(p["mean"], *parse_percentile(p.percentile),
                                                     p[p.percentile]);
    }
    if (name == "weibull") return Distribution::weibull(p["mean"], p["shape"]);
    if (name == "pareto" && p.has("minimum")) return Distribution::pareto(p["minimum"], p["shape"]);
    if (name == "pareto") return Distribution::pareto_with_mean(p["mean"], p["shape"]);
    return Distribution::empirical(p.list("values"), p.list("weights"));
  }

  /// The distribution as it is shown, always in the same order and units.
  std::string written(const Law& law) const {
    std::string text = fmt::format("{{ dist = \"{}\"", law.name);
    for (const auto* names : {&law.needs, &law.one_of, &law.may_have}) {
      for (const std::string& name : *names) {
        if (has(name))
          text += fmt::format(", {} = {}", name == kPercentile ? found_.percentile : name, value_text(name));
      }
    }
    return text + " }";
  }

  std::string value_text(const std::string& name) const {
    const bool is_scale =
        name != "stages" && name != "scv" && name != "shape" && name != "weights" && name != "probabilities";
    const auto one = [&](double number) {
      return is_scale && !is_relative_ ? quoted(write_seconds(number)) : write_number(number);
    };
    if (name == kPercentile) return one(found_[found_.percentile]);
    const auto list = found_.lists.find(name);
    if (list == found_.lists.end()) return one(found_[name]);
    std::string text;
    for (const double number : list->second) {
      text += (text.empty() ? "" : ", ") + one(number);
    }
    return "[" + text + "]";
  }

  const Node& node_;
  const std::string& address_;
  Diagnostics& diagnostics_;
  bool is_relative_;
  Parameters found_;
};

}  // namespace

std::optional<TimeSpec> read_shape(const Node& node, const std::string& address, Diagnostics& diagnostics) {
  return LawReader(node, address, diagnostics, true).read();
}

TimeSpec fixed_time(Duration value) {
  return {Distribution::constant(value.to_seconds()), write_duration(value)};
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, TimeSpec& value) {
  if (node.is_table()) {
    std::optional<TimeSpec> read = LawReader(node, address, diagnostics, false).read();
    if (read) value = std::move(*read);
    return read.has_value();
  }
  Duration checked;
  if (!read_value(node, address, diagnostics, checked)) return false;
  const double seconds = *parse_seconds(node.text()).value;
  value = {Distribution::constant(seconds), write_seconds(seconds)};
  return true;
}

}  // namespace plimsoll::spec
