#include "models/spec/fields.hpp"

#include <gtest/gtest.h>

#include "models/spec/node.hpp"
#include "models/spec/read_value.hpp"

namespace plimsoll::spec {
namespace {

const Place kHere{"a", 1, 1};

/// What a field says about a value; "" if it takes it.
std::string said(Field& field, const Node& node) {
  Diagnostics diagnostics;
  if (field.accept(node, "x", diagnostics)) return "";
  const Diagnostic one = diagnostics.sorted().front();
  return one.message + (one.remedy.empty() ? "" : " = " + one.remedy);
}

// A count takes whole numbers within its bounds, and says what to write instead of 25.0 and "25".
TEST(Fields, CountsAreWholeNumbers) {
  std::int64_t size = 7;
  Fields fields;
  fields.optional("size", size, "").at_least(1).at_most(100);
  Field& field = *fields.find("size");
  EXPECT_EQ(field.write(), "7");
  EXPECT_FALSE(field.given);
  EXPECT_EQ(said(field, Node::integer(25, kHere)), "");
  EXPECT_EQ(size, 25);
  EXPECT_TRUE(field.given);
  EXPECT_EQ(said(field, Node::integer(0, kHere)), "must be at least 1, got 0");
  EXPECT_EQ(said(field, Node::integer(101, kHere)), "must be at most 100, got 101");
  EXPECT_EQ(said(field, Node::number(25.0, kHere)), "must be a whole number, got the number 25.0 = write 25");
  EXPECT_EQ(said(field, Node::text("25", kHere)),
            "must be a whole number, got the text '25' = write 25, without quotes");
  EXPECT_EQ(said(field, Node::boolean(true, kHere)), "must be a whole number, got true");
}

// A count without bounds is still no negative number.
TEST(Fields, CountsAreNotNegative) {
  std::int64_t count = 0;
  Limit limit;
  Fields fields;
  fields.optional("count", count, "");
  fields.optional("limit", limit, "");
  EXPECT_EQ(said(*fields.find("count"), Node::integer(-1, kHere)), "must be at least 0, got -1");
  EXPECT_EQ(said(*fields.find("limit"), Node::integer(-1, kHere)), "must be at least 0, got -1");
}

// A quantity without its unit is shown with it; with a bound, the bound is shown in the unit.
TEST(Fields, QuantitiesCarryTheirUnit) {
  Duration time;
  Rate rate;
  Bytes size;
  Fields fields;
  fields.required("time", time, "").above(0).at_most(60);
  fields.required("rate", rate, "");
  fields.required("size", size, "");
  EXPECT_EQ(said(*fields.find("time"), Node::integer(8, kHere)),
            "a time needs its unit, got 8 = write \"8 s\" or \"8 ms\"");
  EXPECT_EQ(said(*fields.find("time"), Node::text("0 s", kHere)), "must be above 0 s, got 0 s");
  EXPECT_EQ(said(*fields.find("time"), Node::text("61 s", kHere)), "must be at most 1 min, got 61 s");
  EXPECT_EQ(said(*fields.find("rate"), Node::number(0.5, kHere)),
            "a rate needs its unit, got 0.5 = write \"0.5 /s\"");
  EXPECT_EQ(said(*fields.find("size"), Node::list(kHere)),
            "must be a size, got a list = write it like \"8 KiB\"");
  EXPECT_EQ(said(*fields.find("size"), Node::text("2 KiB", kHere)), "");
  EXPECT_EQ(size.count, 2048);
}

// A share is from 0 to 1, as a number or in percent, unless its setting allows more.
TEST(Fields, SharesAreAtMostOne) {
  Ratio share, factor;
  Fields fields;
  fields.optional("share", share, "");
  fields.optional("factor", factor, "").at_most(5);
  EXPECT_EQ(said(*fields.find("share"), Node::text("12.5 %", kHere)), "");
  EXPECT_EQ(share.value, 0.125);
  EXPECT_EQ(said(*fields.find("share"), Node::number(1.5, kHere)), "must be at most 100 %, got 150 %");
  EXPECT_EQ(said(*fields.find("share"), Node::number(-0.5, kHere)), "must be at least 0 %, got -50 %");
  EXPECT_EQ(said(*fields.find("factor"), Node::number(1.5, kHere)), "");
}

// nan and inf are numbers of TOML, but of no setting.
TEST(Fields, NumbersAreFinite) {
  double number = 0;
  Fields fields;
  fields.optional("number", number, "");
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(said(*fields.find("number"), Node::number(infinity, kHere)), "must be a finite number, got inf");
  EXPECT_EQ(said(*fields.find("number"), Node::number(infinity - infinity, kHere)),
            "must be a finite number, got nan");
}

// "unlimited" is said in so many words; the largest integer is no way around it.
TEST(Fields, UnlimitedIsAWord) {
  Limit limit{5};
  Fields fields;
  fields.optional("limit", limit, "");
  Field& field = *fields.find("limit");
  EXPECT_EQ(said(field, Node::text("unlimited", kHere)), "");
  EXPECT_TRUE(limit.is_unlimited());
  EXPECT_EQ(field.write(), "\"unlimited\"");
  EXPECT_EQ(said(field, Node::integer(INT64_MAX, kHere)), "is too large a number = write \"unlimited\"");
  EXPECT_EQ(said(field, Node::text("infinite", kHere)),
            "must be a whole number or \"unlimited\", got the text 'infinite'");
}

// A choice offers its words, and the nearest of them.
TEST(Fields, ChoicesOfferTheirWords) {
  enum class Order { shared, fcfs };
  Order order = Order::shared;
  Fields fields;
  fields.choice<Order>("order", order, {{"shared", Order::shared}, {"fcfs", Order::fcfs}}, "");
  Field& field = *fields.find("order");
  EXPECT_EQ(said(field, Node::text("fcfs", kHere)), "");
  EXPECT_EQ(order, Order::fcfs);
  EXPECT_EQ(field.write(), "\"fcfs\"");
  EXPECT_EQ(said(field, Node::text("fscf", kHere)), "'fscf' is not one of shared and fcfs");
  EXPECT_EQ(said(field, Node::text("share", kHere)),
            "'share' is not one of shared and fcfs = did you mean 'shared'?");
}

// What events move goes in and out as one number in the unit of the setting.
TEST(Fields, MoveAsNumbers) {
  std::int64_t count = 3;
  Duration time = Duration::ms(1500);
  std::optional<Rate> rate;
  TimeSpec law;
  Fields fields;
  fields.optional("count", count, "").live();
  fields.optional("time", time, "");
  fields.optional("rate", rate, "");
  fields.optional("law", law, "");
  EXPECT_TRUE(fields.find("count")->live);
  fields.find("count")->set_number(41.6);
  EXPECT_EQ(count, 42);
  EXPECT_EQ(fields.find("time")->number(), 1.5);
  EXPECT_EQ(fields.find("rate")->write(), "");
  fields.find("rate")->set_number(2.5);
  EXPECT_EQ(rate, Rate{2.5});
  EXPECT_TRUE(fields.find("law")->number);
  EXPECT_FALSE(fields.find("law")->set_number);
}

// A name, a list of names and names with shares; shares are above 0.
TEST(Fields, SharesOfNames) {
  Shares shares;
  Fields fields;
  fields.required("over", shares, "").names("part");
  Field& field = *fields.find("over");
  EXPECT_EQ(field.references, "part");
  EXPECT_EQ(said(field, Node::text("app", kHere)), "");
  EXPECT_EQ(shares, (Shares{{"app", 1.0}}));
  Node table = Node::table(kHere, true);
  table.add("app", kHere, Node::number(0.9, kHere));
  table.add("canary", kHere, Node::text("10 %", kHere));
  EXPECT_EQ(said(field, table), "");
  EXPECT_EQ(shares, (Shares{{"app", 0.9}, {"canary", 0.1}}));
  EXPECT_EQ(field.write(), "{ app = 0.9, canary = 0.1 }");
  table.add("old", kHere, Node::integer(0, kHere));
  EXPECT_EQ(said(field, table), "a share must be above 0, got 0");
}

}  // namespace
}  // namespace plimsoll::spec
