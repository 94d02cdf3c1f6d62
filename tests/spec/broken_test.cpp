#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "models/build.hpp"
#include "models/catalogue.hpp"
#include "models/model_problem.hpp"
#include "models/spec/load.hpp"

namespace plimsoll {
namespace {

std::vector<std::filesystem::path> broken_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(PLIMSOLL_CONFIGS "/broken")) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const std::filesystem::path& path) {
  std::string problem;
  const std::optional<std::string> text = spec::read_file(path.string(), problem);
  EXPECT_TRUE(text.has_value()) << problem;
  return text.value_or("");
}

/// Some mistakes show only when the parts are put together.
void show_when_built(const spec::Spec& spec, spec::Diagnostics& diagnostics) {
  try {
    build(spec, 1, 0);
    ADD_FAILURE() << "nothing is wrong with it";
  } catch (const ModelProblem& problem) {
    const spec::Diagnostic& found = problem.diagnostic();
    diagnostics.error(found.place, found.address, found.message, found.remedy);
  }
}

class Broken : public testing::TestWithParam<std::filesystem::path> {};

// Every file holds one mistake and sits beside the whole text that it is answered with.
TEST_P(Broken, IsAnsweredWithTheExpectedText) {
  const std::filesystem::path path = GetParam();
  const std::string name = path.filename().string();
  spec::LoadResult result = spec::load({{{name, text_of(path)}}, {}, {}, part_kinds()});
  if (result.spec) show_when_built(*result.spec, result.diagnostics);
  EXPECT_EQ(result.diagnostics.sorted().size(), 1U);
  EXPECT_EQ(result.diagnostics.render(), text_of(std::filesystem::path(path).replace_extension(".expected")));
}

INSTANTIATE_TEST_SUITE_P(Configs, Broken, testing::ValuesIn(broken_files()),
                         [](const auto& one) { return one.param.stem().string(); });

}  // namespace
}  // namespace plimsoll
