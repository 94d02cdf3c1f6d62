#pragma once

#include <string>

namespace plimsoll::report {

/// Colour as an addition: every text says the same without it.
class Palette {
 public:
  explicit Palette(bool enabled = false) : enabled_(enabled) {}

  std::string good(const std::string& text) const { return in("32", text); }
  std::string bad(const std::string& text) const { return in("31;1", text); }
  std::string doubt(const std::string& text) const { return in("33", text); }
  std::string bold(const std::string& text) const { return in("1", text); }
  std::string faint(const std::string& text) const { return in("2", text); }

 private:
  std::string in(const char* code, const std::string& text) const {
    return enabled_ ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  }

  bool enabled_;
};

}  // namespace plimsoll::report
