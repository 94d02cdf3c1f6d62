#pragma once

#include <string>

#include "tests/spec/test_kinds.hpp"

namespace plimsoll::spec {

/// The problems of a load, one line each: "address: message = remedy", in file order. "" if there are none.
inline std::string problems(const LoadResult& result) {
  std::string text;
  for (const Diagnostic& one : result.diagnostics.sorted()) {
    text += one.severity == Severity::warning ? "warning: " : "";
    text += (one.address.empty() ? "" : one.address + ": ") + one.message;
    text += (one.remedy.empty() ? "" : " = " + one.remedy) + "\n";
  }
  return text;
}

/// The problems of kSmall with one more table.
inline std::string problems_with(const std::string& table) { return problems(load_text(kSmall + table)); }

/// The problems of kSmall whose request has these steps, with more tables behind.
inline std::string problems_with_steps(const std::string& steps, const std::string& tables = "") {
  std::string text = kSmall;
  text.replace(text.find("[{ work = \"8 ms\" }]"), 19, steps);
  return problems(load_text(text + tables));
}

}  // namespace plimsoll::spec
