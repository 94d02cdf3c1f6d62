#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "models/spec/sweep.hpp"

namespace plimsoll::spec {

struct LoadRequest {
  std::vector<Source> files;           // the topology, then overlays; later wins
  std::string case_name;               // `--case`; empty: the baseline
  std::vector<std::string> sets;       // `--set system.app.instances=2`, in order
  std::vector<const PartKind*> kinds;  // the catalogue
  // How the user spelled the options, for messages; --set for those that have no spelling here.
  std::vector<std::string> set_options = {};
  std::string case_option = "--case";
  std::string sweep_option = "--sweep";
  std::vector<std::string> sweeps = {};               // `--sweep 'ADDRESS=[...]'`, in order, over [sweep]
  std::optional<std::uint64_t> point = std::nullopt;  // the model at this point of the sweep, from 0
};

/// One value of the merged model and where it came from.
struct ResolvedSetting {
  std::string address;  // "system.app.workers"
  std::string value;    // as the user would write it
  std::string origin;   // "shop.toml:12", "case lean", "--set #1", "default"
};

struct LoadResult {
  std::optional<Spec> spec;               // absent when there are errors
  Diagnostics diagnostics;                // warnings may stand beside a spec
  std::vector<ResolvedSetting> resolved;  // every setting, defaults included, in file order
  std::vector<SweepAxis> sweep;  // [sweep] in file order, then --sweep; without what --set and --case fix
  std::string merged_toml;       // the merged file, each value with its origin as a comment
};

/// Reads, merges and checks a topology. Never throws for what a user wrote.
LoadResult load(const LoadRequest& request);

/// Reads a file's bytes. On failure returns nothing and says why in `problem`.
std::optional<std::string> read_file(const std::string& path, std::string& problem);

}  // namespace plimsoll::spec
