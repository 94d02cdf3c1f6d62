#pragma once

#include <span>
#include <string_view>

namespace plimsoll::report {

/// A text file that was compiled in, so that an installed program has it (cmake/Embed.cmake).
struct EmbeddedFile {
  std::string_view name;  // without folder and ending: "shop"
  std::string_view text;
  std::string_view sha256;  // of the text, in base 64: as a Content-Security-Policy names what it allows
};

std::span<const EmbeddedFile> embedded_result_schema();
std::span<const EmbeddedFile> embedded_comparison_schema();
std::span<const EmbeddedFile> embedded_limit_schema();
std::span<const EmbeddedFile> embedded_optimize_schema();
std::span<const EmbeddedFile> embedded_sensitivity_schema();
std::span<const EmbeddedFile> embedded_report_page();  // style, script

}  // namespace plimsoll::report
