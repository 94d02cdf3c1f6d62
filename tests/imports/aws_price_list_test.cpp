#include "imports/aws_price_list.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace plimsoll::imports {
namespace {

/// A product and its prices on demand, in the layout of the bulk API.
std::string product(const std::string& sku, const std::string& attributes) {
  return "\"" + sku + "\": {\"sku\": \"" + sku +
         "\", \"productFamily\": \"Compute Instance\", \"attributes\": {" + attributes + "}}";
}

std::string dimension(const std::string& code, const std::string& unit, const std::string& begins,
                      const std::string& usd) {
  return "\"" + code + "\": {\"rateCode\": \"" + code + "\", \"unit\": \"" + unit + "\", \"beginRange\": \"" +
         begins + "\", \"endRange\": \"Inf\", \"appliesTo\": [], \"pricePerUnit\": {\"USD\": \"" + usd +
         "\"}}";
}

std::string term(const std::string& sku, const std::string& dimensions) {
  return "\"" + sku + "\": {\"" + sku + ".JRTC\": {\"offerTermCode\": \"JRTC\", \"sku\": \"" + sku +
         "\", \"effectiveDate\": \"2026-11-01T00:00:00Z\", \"priceDimensions\": {" + dimensions +
         "}, \"termAttributes\": {}}}";
}

std::string list(const std::string& products, const std::string& on_demand,
                 const std::string& reserved = "") {
  return "{\"formatVersion\": \"v1.0\", \"disclaimer\": \"...\", \"offerCode\": \"AmazonEC2\", \"version\": "
         "\"20261120\", \"publicationDate\": \"2026-11-20T10:00:00Z\", \"products\": {" +
         products + "}, \"terms\": {\"OnDemand\": {" + on_demand + "}, \"Reserved\": {" + reserved + "}}}";
}

const std::string kLinux =
    R"("instanceType": "t3.medium", "vcpu": "2", "memory": "4 GiB", "regionCode": "eu-central-1", )"
    R"("operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA", "capacitystatus": "Used")";

struct Read {
  bool is_good = false;
  std::string toml, problem;
  std::vector<std::string> left_out;
  std::size_t size = 0;
};

Read read(const std::string& text, Selection selection = {}) {
  std::istringstream file(text);
  Catalogue catalogue(std::move(selection));
  ListHead head;
  Read result;
  result.is_good = read_aws_price_list(file, catalogue, head, result.problem);
  result.toml = catalogue.to_toml(head, "ec2.json");
  result.left_out = catalogue.left_out();
  result.size = catalogue.size();
  return result;
}

// One machine of one list: its name, its price with all digits, what it is, and where that is from.
TEST(AwsPriceList, GivesACatalogue) {
  const Read result =
      read(list(product("AAA", kLinux), term("AAA", dimension("AAA.1", "Hrs", "0", "0.0480000000"))));
  ASSERT_TRUE(result.is_good) << result.problem;
  EXPECT_EQ(result.toml,
            "# Prices for parts and bills: give this file behind the model that names them.\n"
            "\n[catalogue.amazonec2_eu_central_1]\n"
            "source = \"price list AmazonEC2 20261120, ec2.json\"\n"
            "date   = 2026-11-20\n"
            "\n[catalogue.amazonec2_eu_central_1.price]\n"
            "t3_medium = \"0.048 USD/h\"  # 2 vCPU, 4 GiB, Linux, AAA\n");
  EXPECT_TRUE(result.left_out.empty());
}

// Of one machine in many forms the plainest is taken, unless another is asked for; what is reserved is not.
TEST(AwsPriceList, TakesThePlainestForm) {
  std::string windows = kLinux, dedicated = kLinux;
  windows.replace(windows.find("Linux"), 5, "Windows");
  dedicated.replace(dedicated.find("Shared"), 6, "Dedicated");
  const std::string text =
      list(product("AAA", kLinux) + "," + product("BBB", windows) + "," + product("CCC", dedicated),
           term("AAA", dimension("A", "Hrs", "0", "0.0480")) + "," +
               term("BBB", dimension("B", "Hrs", "0", "0.0660")) + "," +
               term("CCC", dimension("C", "Hrs", "0", "0.0510")),
           term("AAA", dimension("R", "Hrs", "0", "0.0300")));
  EXPECT_NE(read(text).toml.find("t3_medium = \"0.048 USD/h\""), std::string::npos);
  const Read windows_only = read(text, {.name = "mine", .where = {{"operatingSystem", "Windows"}}});
  EXPECT_NE(windows_only.toml.find("[catalogue.mine.price]\nt3_medium = \"0.066 USD/h\""), std::string::npos);
  EXPECT_EQ(windows_only.toml.find("0.048"), std::string::npos);
}

// Storage, traffic and requests keep what they are for; of steps by quantity the first is taken; what has no
// counterpart or costs nothing is told.
TEST(AwsPriceList, KnowsWhatIsPaidFor) {
  const auto usage = [](const std::string& type) { return "\"usagetype\": \"" + type + "\""; };
  const Read result = read(list(
      product("S", usage("EUC1-TimedStorage-ByteHrs")) + "," +
          product("T", usage("EUC1-DataTransfer-Out-Bytes")) + "," +
          product("R", usage("EUC1-Requests-Tier1")) + "," + product("V", usage("Votes")) + "," +
          product("F", usage("Free")),
      term("S", dimension("1", "GB-Mo", "51200", "0.0235") + "," + dimension("2", "GB-Mo", "0", "0.0245")) +
          "," + term("T", dimension("3", "GB", "0", "0.09")) + "," +
          term("R", dimension("4", "Requests", "0", "0.0000054")) + "," +
          term("V", dimension("5", "Votes", "0", "1")) + "," +
          term("F", dimension("6", "Hrs", "0", "0.00"))));
  EXPECT_NE(result.toml.find("euc1_timedstorage_bytehrs = \"0.0245 USD/GB/month\""), std::string::npos);
  EXPECT_NE(result.toml.find("euc1_datatransfer_out_bytes = \"0.09 USD/GB\""), std::string::npos);
  EXPECT_NE(result.toml.find("euc1_requests_tier1 = \"5.4 USD/million\""), std::string::npos);
  EXPECT_EQ(result.left_out, (std::vector<std::string>{"1 is charged by 'Votes', which no price here is for",
                                                       "1 costs nothing"}));
}

// Two prices of one name are no price: neither is taken, and what tells them apart is said.
TEST(AwsPriceList, LeavesOutWhatCannotBeToldApart) {
  const auto engine = [](const std::string& name) {
    return "\"instanceType\": \"db.r5.large\", \"databaseEngine\": \"" + name + "\"";
  };
  const std::string text = list(
      product("A", engine("MySQL")) + "," + product("B", engine("PostgreSQL")),
      term("A", dimension("1", "Hrs", "0", "0.29")) + "," + term("B", dimension("2", "Hrs", "0", "0.30")));
  const Read both = read(text);
  EXPECT_EQ(both.toml.find("db_r5_large"), std::string::npos);
  EXPECT_EQ(both.size, 0U);
  EXPECT_EQ(both.left_out, (std::vector<std::string>{
                               "db_r5_large has 2 prices, told apart by --where databaseengine=PostgreSQL"}));
  const Read one = read(text, {.name = "", .where = {{"databaseEngine", "PostgreSQL"}}});
  EXPECT_NE(one.toml.find("db_r5_large = \"0.3 USD/h\""), std::string::npos);
}

// The same list as CSV: five rows about it, headings, a row for each price, quotes and commas in fields.
TEST(AwsPriceList, ReadsCsv) {
  const Read result = read(
      "\"FormatVersion\",\"v1.0\"\r\n\"Disclaimer\",\"a, \"\"b\"\"\"\r\n\"Publication "
      "Date\",\"2026-11-20T10:00:00Z\"\r\n"
      "\"Version\",\"20261120\"\r\n\"OfferCode\",\"AmazonRDS\"\r\n"
      "\"SKU\",\"OfferTermCode\",\"TermType\",\"StartingRange\",\"Unit\",\"PricePerUnit\",\"Currency\","
      "\"Instance "
      "Type\",\"Region Code\"\r\n"
      "\"A\",\"J\",\"OnDemand\",\"0\",\"Hrs\",\"0.0360000000\",\"USD\",\"db.t3.small\",\"us-east-1\"\r\n"
      "\"A\",\"R\",\"Reserved\",\"\",\"Hrs\",\"0.0200000000\",\"USD\",\"db.t3.small\",\"us-east-1\"\r\n");
  ASSERT_TRUE(result.is_good) << result.problem;
  EXPECT_NE(result.toml.find("[catalogue.amazonrds_us_east_1.price]\ndb_t3_small = \"0.036 USD/h\"  # A\n"),
            std::string::npos)
      << result.toml;
}

// What is no price list is refused with the reason.
TEST(AwsPriceList, RefusesOtherFiles) {
  EXPECT_EQ(read("{\"a\": 1}").problem,
            "is no price list of the AWS bulk API: it has no 'products' and 'terms'");
  EXPECT_EQ(read("{\"a\": ").problem, "is no JSON: it goes wrong at byte 7");
  EXPECT_EQ(read("a,b\nc\n").problem,
            "is no price list of the AWS bulk API: its sixth row has no SKU, Unit and PricePerUnit");
  EXPECT_EQ(read("").is_good, false);
  std::string undated = list(product("AAA", kLinux), term("AAA", dimension("1", "Hrs", "0", "1")));
  undated.replace(undated.find("2026-11-20T"), 10, "yesterday ");
  EXPECT_EQ(read(undated).problem, "does not say of what day it is (publicationDate)");
}

}  // namespace
}  // namespace plimsoll::imports
