#include "report/html/page.hpp"

#include <fmt/format.h>

#include "report/embedded.hpp"
#include "report/html/carried.hpp"
#include "report/html/markup.hpp"

namespace plimsoll::report::html {
namespace {

/// The load line of a ship: a ring with a line through it.
constexpr std::string_view kMark =
    "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"7.5\"/><path d=\"M1 "
    "12h22\"/></svg>";

/// Lines aslant, for what waits.
constexpr std::string_view kPatterns =
    "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><pattern id=\"hatch\" "
    "width=\"6\" height=\"6\" "
    "patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\"/><path "
    "d=\"M-1,7L7,-1M-4,4L4,-4M2,10L10,2\"/></pattern>"
    "</defs></svg>\n";

std::string head(const Page& page, const BuildInfo& build) {
  const EmbeddedFile& style = embedded_report_page()[0];
  const EmbeddedFile& script = embedded_report_page()[1];
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; "
      "script-src "
      "'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"generator\" content=\"plimsoll {}\">\n<title>{}: "
      "{}</title>\n<style>{}</style>\n</head>\n",
      style.sha256, script.sha256, escaped(build.version), escaped(page.title), escaped(page.kind),
      style.text);
}

}  // namespace

std::string page_html(const Page& page, const BuildInfo& build) {
  std::string html = head(page, build);
  html += fmt::format(
      "<body>\n{}<main>\n<header>\n<div class=\"masthead\"><span>{}<strong>Plimsoll</strong> capacity "
      "report</span><span>{}"
      "</span></div>\n<h1>{}</h1>\n<p class=\"about-model\">{}</p>\n</header>\n",
      kPatterns, kMark, escaped(page.kind), escaped(page.title), escaped(page.about));
  html += page.body;
  html += fmt::format(
      "<footer>Made by plimsoll {}, a deterministic capacity simulator. Every number is from simulation; ± "
      "is half of a "
      "95 % interval.</footer>\n</main>\n",
      escaped(build.version));
  html += carrier(page.carried);
  html += fmt::format("<script>{}</script>\n</body>\n</html>\n", embedded_report_page()[1].text);
  return html;
}

}  // namespace plimsoll::report::html
