#include "models/spec/load.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "models/spec/checks.hpp"
#include "models/spec/merged_toml.hpp"
#include "models/spec/overlay.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/toml_reader.hpp"
#include "sim/digest.hpp"

namespace plimsoll::spec {
namespace {

/// Reads all tables, each after those it refers to.
void read_sections(Reading& reading, const Node& root) {
  define_names(reading, root);
  read_prices(reading, root);
  read_regions(reading, root);
  read_parts(reading, root);
  read_attributes(reading, root);
  read_costs(reading, root);
  read_tables(reading, root);
  read_plans(reading, root);
  read_requests_and_routines(reading, root);
  read_policies(reading, root);
  read_traffic(reading, root);
  read_events(reading, root);
  read_objectives(reading, root);
  read_bill(reading, root);
  read_run(reading, root);
}

/// Every setting in the order of the file; [run] comes last where it is not written.
std::vector<ResolvedSetting> in_file_order(const Reading& reading, const Node& root) {
  std::vector<ResolvedSetting> all;
  const auto append = [&](const std::string& table) {
    const auto found = reading.settings().find(table);
    if (found != reading.settings().end()) all.insert(all.end(), found->second.begin(), found->second.end());
  };
  for (const Node& section : root.children()) {
    if (!section.is_table()) {
      all.push_back({section.key(), section.to_toml(), section.origin()});
    } else if (section.key() == "run" || section.key() == "price") {
      append(section.key());
    } else {
      for (const Node& table : section.children()) append(section.key() + "." + table.key());
    }
  }
  if (root.find("run") == nullptr) append("run");
  return all;
}

/// What a model is, apart from its title and where its settings were written.
std::uint64_t digest_of_settings(const std::vector<ResolvedSetting>& settings) {
  std::string text;
  for (const ResolvedSetting& setting : settings) {
    if (setting.address == "title" || setting.address == "plimsoll") continue;
    text += setting.address + " = " + setting.value + "\n";
  }
  return digest_of(text);
}

}  // namespace

LoadResult load(const LoadRequest& request) {
  LoadResult result;
  Diagnostics& diagnostics = result.diagnostics;
  std::optional<Merged> merged = read_and_merge(request, diagnostics);
  if (!merged) return result;
  const Node& root = merged->root;
  const std::string source = request.files.empty() ? "" : request.files.front().name;

  Reading reading(diagnostics, request);
  read_sections(reading, root);
  check_presence(reading, root, source);
  check_cycles(reading);
  check_versions(reading);
  check_use(reading, merged->mentioned);
  result.sweep = std::move(merged->sweep);
  check_sweep(reading, result.sweep, root);

  result.resolved = in_file_order(reading, root);
  result.merged_toml = write_merged(root);
  if (diagnostics.has_errors()) return result;
  reckon_plans(reading.spec);
  reading.spec.cases = merged->cases;
  reading.spec.case_name = merged->case_name;
  reading.spec.source = source;
  reading.spec.files = request.files;
  reading.spec.sets = request.sets;
  reading.spec.sets.insert(reading.spec.sets.end(), merged->point_sets.begin(), merged->point_sets.end());
  reading.spec.digest = digest_of_settings(result.resolved);
  result.spec = std::move(reading.spec);
  return result;
}

std::optional<std::string> read_file(const std::string& path, std::string& problem) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::vector<char> chunk(1 << 16);
  while (file && text.size() <= kLargestSource) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    text.append(chunk.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file.is_open() || file.bad()) {
    problem = fmt::format("{}: cannot be read: {}", path, errno == 0 ? "no file" : std::strerror(errno));
    return std::nullopt;
  }
  if (text.size() > kLargestSource) {
    problem = fmt::format("{}: is larger than 64 MiB", path);
    return std::nullopt;
  }
  return text;
}

}  // namespace plimsoll::spec
