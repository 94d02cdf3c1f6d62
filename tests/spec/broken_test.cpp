#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "models/catalogue.hpp"
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

class Broken : public testing::TestWithParam<std::filesystem::path> {};

// Every file holds one mistake and sits beside the whole text that it is answered with.
TEST_P(Broken, IsAnsweredWithTheExpectedText) {
  const std::filesystem::path path = GetParam();
  const std::string name = path.filename().string();
  const spec::LoadResult result = spec::load({{{name, text_of(path)}}, {}, {}, part_kinds()});
  EXPECT_FALSE(result.spec.has_value());
  EXPECT_EQ(result.diagnostics.sorted().size(), 1U);
  EXPECT_EQ(result.diagnostics.render(), text_of(std::filesystem::path(path).replace_extension(".expected")));
}

INSTANTIATE_TEST_SUITE_P(Configs, Broken, testing::ValuesIn(broken_files()),
                         [](const auto& one) { return one.param.stem().string(); });

}  // namespace
}  // namespace plimsoll
