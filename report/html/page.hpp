#pragma once

#include <string>
#include <string_view>

#include "report/build_info.hpp"

namespace plimsoll::report::html {

/// What a page is made of. `title` and `about` are escaped here; `body` is HTML.
struct Page {
  std::string kind;   // "Run", "Comparison"
  std::string title;  // of the model
  std::string about;  // "shop.toml, case lean"
  std::string body;
  std::string carried;  // JSON
};

/// The whole file. A policy in it forbids every request and every script and style but its own.
std::string page_html(const Page& page, const BuildInfo& build);

}  // namespace plimsoll::report::html
