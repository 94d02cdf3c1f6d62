#include <gtest/gtest.h>

#include "models/spec/units.hpp"
#include "tests/spec/problems.hpp"

namespace plimsoll::spec {
namespace {

const std::string kCatalogue =
    "[catalogue.cloud]\nsource = \"a list\"\ndate = 2026-11-28\n[catalogue.cloud.price]\n"
    "big = \"0.50 USD/h\"\nsmall = \"0.10 USD/h\"\n";

/// kSmall, whose app has this price, with more tables behind.
std::string priced(const std::string& price, const std::string& tables) {
  std::string text = kSmall;
  return text.insert(text.find("[request"), "price = " + price + "\n") + tables;
}

// What each kind of price is for, and what it is for a month of one, a GB, a million.
TEST(Price, IsForTimeStorageTrafficOrRequests) {
  using Per = Price::Per;
  const auto parsed = [](const char* text) { return *parse_price(text).value; };
  EXPECT_EQ(parsed("30 USD/month").each, 30);
  EXPECT_EQ(parsed("0.5 USD/h").each, 365);
  EXPECT_EQ(parsed("24 USD/day").each, 730);
  EXPECT_EQ(parsed("0.02 USD/GB/month").per, Per::storage);
  EXPECT_EQ(parsed("0.02 USD/GB/month").each, 0.02);
  EXPECT_EQ(parsed("1 USD/GB/h").each, 730);
  EXPECT_EQ(parsed("20 USD/TB/month").each, 0.02);
  EXPECT_EQ(parsed("0.09 USD/GB").per, Per::traffic);
  EXPECT_EQ(parsed("0.09 USD/GB").each, 0.09);
  EXPECT_NEAR(parsed("1 USD/GiB").each, 1 / 1.073741824, 1e-12);
  EXPECT_EQ(parsed("0.20 USD/million").per, Per::requests);
  EXPECT_EQ(parsed("0.20 USD/million").each, 0.2);
  EXPECT_EQ(parsed("0.20 USD/million").text, "0.2 USD/million");
  for (const char* wrong : {"1 USD/MB", "1 USD/GB/year", "1 USD/GB/", "1 USD/", "1 USD/request"}) {
    EXPECT_EQ(parse_price(wrong).problem,
              "'" + std::string(wrong) + "' does not say per hour, day, month, GB or million");
  }
}

// A catalogue need not be used whole, and what is not used is no part of the model: its digest does not move.
TEST(Catalogue, IsUsedWhereAPartNamesItsPrices) {
  const LoadResult result = load_text(priced("\"big\"", kCatalogue));
  ASSERT_EQ(problems(result), "");
  ASSERT_EQ(result.spec->prices.size(), 1U);
  const Price& price = *result.spec->find_price("big");
  EXPECT_EQ(price.per_hour, 0.5);
  EXPECT_EQ(price.source, "a list");
  EXPECT_EQ(price.date, "2026-11-28");
  EXPECT_EQ(price.catalogue, "cloud");
  const LoadResult longer = load_text(priced("\"big\"", kCatalogue + "medium = \"0.30 USD/h\"\n"));
  EXPECT_EQ(longer.spec->digest, result.spec->digest);
}

// The model's own price wins, then the later catalogue; a table merges setting by setting like any other.
TEST(Catalogue, LaterWinsAndTheModelsOwnWins) {
  const std::string later =
      "[catalogue.other]\nsource = \"another list\"\ndate = \"2026-12-01\"\n[catalogue.other.price]\n"
      "big = \"0.70 USD/h\"\n";
  EXPECT_EQ(load_text(priced("\"big\"", kCatalogue + later)).spec->find_price("big")->per_hour, 0.7);
  EXPECT_EQ(load_text(priced("\"big\"", later + kCatalogue)).spec->find_price("big")->per_hour, 0.5);
  EXPECT_EQ(load_text(priced("\"big\"", kCatalogue + "[price]\nbig = \"0.60 USD/h\"\n"))
                .spec->find_price("big")
                ->per_hour,
            0.6);
  const LoadResult set = load_text(priced("\"big\"", kCatalogue), {"catalogue.cloud.price.big=0.55 USD/h"});
  ASSERT_EQ(problems(set), "");
  EXPECT_EQ(set.spec->find_price("big")->per_hour, 0.55);
}

// A price may say where it is from itself, inside a catalogue too.
TEST(Price, MayBeATable) {
  const LoadResult result = load_text(
      priced("\"spot\"",
             kCatalogue + "spot = { price = \"0.05 USD/h\", minimum = \"1 min\", source = \"an offer\" }\n"));
  ASSERT_EQ(problems(result), "");
  const Price& price = *result.spec->find_price("spot");
  EXPECT_EQ(price.minimum, Duration::seconds(60));
  EXPECT_EQ(price.source, "an offer");
  EXPECT_EQ(price.date, "2026-11-28");
}

// A part may be charged for several things; a line of the bill for what no part knows.
TEST(Bill, NamesPricesLikeAPart) {
  const LoadResult result =
      load_text(priced("[\"big\", \"calls\"]",
                       kCatalogue + "[price]\ncalls = \"0.20 USD/million\"\negress = \"0.09 USD/GB\"\n"
                                    "[bill.egress]\nprice = \"egress\"\ntraffic_per_request = \"120 KB\"\n"));
  ASSERT_EQ(problems(result), "");
  EXPECT_EQ(result.spec->find_part("app")->prices, (std::vector<std::string>{"big", "calls"}));
  ASSERT_EQ(result.spec->bill.size(), 1U);
  EXPECT_EQ(result.spec->bill[0].traffic_per_request->count, 120'000);
}

// What is wrong with a catalogue that nobody uses is said all the same.
TEST(Catalogue, IsCheckedWhole) {
  EXPECT_EQ(problems_with(kCatalogue + "free = \"nothing\"\n"),
            "catalogue.cloud.price.free: 'nothing' is not a price = write a price as \"0.17 USD/h\" or \"120 "
            "USD/month\"; `plimsoll explain price` shows the others\n");
}

}  // namespace
}  // namespace plimsoll::spec
