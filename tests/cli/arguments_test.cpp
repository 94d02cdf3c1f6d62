#include "cli/arguments.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/failure.hpp"

namespace plimsoll::cli {
namespace {

const std::vector<Option> kOptions = {{"set", "ADDRESS=VALUE", "", true},
                                      {"case", "NAME", "", false},
                                      {"seed", "N", "", false},
                                      {"fast", "", "", false}};

std::string refused(const std::vector<std::string>& words) {
  try {
    const Arguments arguments(kOptions, words);
  } catch (const UsageError& error) {
    return error.what() + (error.remedy().empty() ? "" : " | " + error.remedy());
  }
  return "accepted";
}

// Options and operands may mix; a value stays whole whatever is in it, and keeps its order.
TEST(Arguments, KeepValuesWhole) {
  const Arguments arguments(kOptions, {"a.toml", "--set", "system.app.instances=2", "b.toml",
                                       "--set=x.y=[1, 2]", "--set", "t=a,b c", "--fast"});
  EXPECT_EQ(arguments.operands(), (std::vector<std::string>{"a.toml", "b.toml"}));
  EXPECT_EQ(arguments.values("set"),
            (std::vector<std::string>{"system.app.instances=2", "x.y=[1, 2]", "t=a,b c"}));
  EXPECT_TRUE(arguments.has("fast"));
  EXPECT_EQ(arguments.value("case"), std::nullopt);
}

// A single dash is a file; after "--" everything is.
TEST(Arguments, TakeADashForAFile) {
  EXPECT_EQ(Arguments(kOptions, {"-"}).operands(), (std::vector<std::string>{"-"}));
  EXPECT_EQ(Arguments(kOptions, {"--", "--set"}).operands(), (std::vector<std::string>{"--set"}));
}

// Help is asked for by either spelling.
TEST(Arguments, KnowHelpByEitherSpelling) {
  EXPECT_TRUE(Arguments(kOptions, {"-h"}).has("help"));
  EXPECT_TRUE(Arguments(kOptions, {"x", "--help"}).has("help"));
}

// Nothing is guessed: a shortened option is refused with the name it would have to be.
TEST(Arguments, RefuseWhatTheyDoNotKnow) {
  EXPECT_EQ(refused({"--cas", "x"}), "there is no option '--cas' | options are written out: '--case'");
  EXPECT_EQ(refused({"--caes", "x"}), "there is no option '--caes' | did you mean '--case'?");
  EXPECT_EQ(refused({"--zzzzzz"}), "there is no option '--zzzzzz'");
  EXPECT_EQ(refused({"-x"}), "there is no option '-x'");
  EXPECT_EQ(refused({"--seed"}), "option '--seed' needs a value");
  EXPECT_EQ(refused({"--seed="}), "option '--seed' needs a value");
  EXPECT_EQ(refused({"--fast=1"}), "option '--fast' takes no value");
  EXPECT_EQ(refused({"--case", "a", "--case", "b"}), "option '--case' is given twice");
}

// A number is whole, in range, and nothing stands behind it.
TEST(Arguments, ReadWholeNumbersInRange) {
  EXPECT_EQ(Arguments(kOptions, {"--seed", "7"}).number("seed", 0, 10), 7);
  EXPECT_EQ(Arguments(kOptions, {}).number("seed", 0, 10), std::nullopt);
  for (const char* bad : {"11", "-1", "7x", "7.0", "99999999999999999999", " 7"}) {
    EXPECT_THROW(Arguments(kOptions, {"--seed", bad}).number("seed", 0, 10), UsageError) << bad;
  }
}

// A choice is one of its words, the first of them where none is given.
TEST(Arguments, ReadAChoice) {
  EXPECT_EQ(Arguments(kOptions, {}).choice("case", {"text", "json"}), "text");
  EXPECT_EQ(Arguments(kOptions, {"--case", "json"}).choice("case", {"text", "json"}), "json");
  EXPECT_THROW(Arguments(kOptions, {"--case", "JSON"}).choice("case", {"text", "json"}), UsageError);
}

}  // namespace
}  // namespace plimsoll::cli
