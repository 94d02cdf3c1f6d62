#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace plimsoll::spec {

/// Where a value was written: a file, or a command-line argument under the name "--set #2".
struct Place {
  std::string source;        // "shop.toml"; empty for a default
  std::uint32_t line = 0;    // 1-based
  std::uint32_t column = 0;  // 1-based, in characters

  bool is_known() const { return line != 0; }
};

enum class Severity { error, warning };

/// A user's mistake: where, what, and what to write instead. One sentence each, without blame.
struct Diagnostic {
  Severity severity = Severity::error;
  Place place;
  std::string address;  // "system.app.instances"; empty where there is none
  std::string message;  // "must be at least 1, got 0"
  std::string remedy;   // "did you mean 'size'?"; may be empty
};

/// Collects every problem of one run, so that all are shown at once, in file order.
class Diagnostics {
 public:
  void error(Place place, std::string address, std::string message, std::string remedy = {});
  void warning(Place place, std::string address, std::string message, std::string remedy = {});

  /// Remembers the text of a source, so that render() can repeat the line with a caret.
  void add_source(std::string name, std::string text);

  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  bool empty() const { return all_.empty(); }

  /// All problems: by source in the order sources were added, then line, column, order of report.
  std::vector<Diagnostic> sorted() const;

  /// The full form of all problems:
  ///
  ///     shop.toml:4:1: system.edge.deepth: a leaky_bucket has no setting 'deepth'
  ///       4 | depth     = 50
  ///         | ^
  ///         = did you mean 'depth'?
  std::string render() const;

 private:
  std::vector<Diagnostic> all_;
  std::vector<std::pair<std::string, std::string>> sources_;  // name, text
  std::size_t errors_ = 0;
};

/// The name in `known` nearest to `name`, or "" if none is near enough to be a slip of the finger.
std::string nearest_name(const std::string& name, const std::vector<std::string>& known);

/// "did you mean 'x'?" for the nearest name, or "" if there is none.
std::string did_you_mean(const std::string& name, const std::vector<std::string>& known);

}  // namespace plimsoll::spec
