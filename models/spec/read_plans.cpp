#include <fmt/format.h>

#include "models/spec/read_time.hpp"
#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

constexpr double kMostRows = 1e12;
// The time of each page is reckoned before the run and kept.
constexpr std::int64_t kMostPages = 100'000;

class PlanReader {
 public:
  PlanReader(Reading& reading, const Node& node, std::string address)
      : reading_(reading), diagnostics_(reading.diagnostics), node_(node), address_(std::move(address)) {
    plan_.name = node.key();
    plan_.place = node.key_place();
  }

  Plan read() {
    Fields fields;
    describe_what(fields);
    describe_how(fields);
    reading_.read_fields(node_, address_, "a plan", fields);
    const Table* const table = reading_.spec.find_table(plan_.table);
    if (table != nullptr) {
      check_columns(reading_, *table, node_, "where", address_, plan_.where);
      check_columns(reading_, *table, node_, "sets", address_, plan_.sets);
      check_order(*table);
    }
    check_what_belongs();
    check_pages();
    return std::move(plan_);
  }

 private:
  void describe_what(Fields& fields) {
    fields.required("table", plan_.table, "The table it works on.").names("table");
    fields.required_choice<Deed>("does", plan_.does,
                                 {{"select", Deed::select},
                                  {"count", Deed::count},
                                  {"aggregate", Deed::aggregate},
                                  {"insert", Deed::insert},
                                  {"update", Deed::update},
                                  {"delete", Deed::remove}},
                                 "What it does.");
    fields.optional("where", plan_.where, "Columns that are compared with a value, and conditions.");
    fields.optional("share", plan_.share,
                    "The last of them is compared with a range instead: so many rows are in it.");
    fields.optional("order", plan_.order, "The column that the answer is sorted by.");
    fields.optional("limit", plan_.limit, "Rows of the answer.").at_least(1).at_most(kMostRows);
    fields.optional("skip", plan_.skip, "Rows passed over before the first (OFFSET).").at_most(kMostRows);
    fields.custom(
        "page", "count or attribute", "The page asked for, each of `limit` rows: a number, or an attribute.",
        false, [this](const Node& node, const std::string& at, Diagnostics&) { return read_page(node, at); },
        [this] { return plan_.page_of.empty() ? write_value(plan_.page) : write_value(plan_.page_of); });
    fields.choice<Plan::Paging>("paging", plan_.paging,
                                {{"offset", Plan::Paging::offset}, {"keyset", Plan::Paging::keyset}},
                                "How it gets to the page: by counting rows, or by the key it ended at.");
    fields.optional("join", plan_.join, "Tables that each row is looked up in.").names("table");
    fields.optional("groups", plan_.groups, "aggregate: rows of the answer.").at_least(1).at_most(kMostRows);
    fields.optional("sets", plan_.sets, "update: the columns that are written.");
  }

  void describe_how(Fields& fields) {
    fields.optional("batch", plan_.batch, "Rows inserted, or values looked for, by one statement.")
        .at_least(1)
        .at_most(kMostRows);
    fields.choice<Plan::Prepared>("prepared", plan_.prepared,
                                  {{"no", Plan::Prepared::no},
                                   {"kept", Plan::Prepared::kept},
                                   {"each_time", Plan::Prepared::each_time}},
                                  "Whether it is parsed and planned each time.");
    fields.optional("columns", plan_.columns, "Of the bytes of a row, the share that is sent.");
    fields.optional("buffer", plan_.buffer, "The answer is sent in pieces of this size.").at_least(1);
    fields.custom(
        "varies", "distribution of mean 1", "By what the time varies from query to query.", false,
        [this](const Node& node, const std::string& at, Diagnostics& diagnostics) {
          plan_.varies = read_shape(node, at, diagnostics);
          return plan_.varies.has_value();
        },
        [this] { return plan_.varies ? write_value(*plan_.varies) : ""; });
  }

  bool read_page(const Node& node, const std::string& at) {
    if (node.is_text()) {
      plan_.page_of = node.text();
      return reading_.refer("attribute", {node.text(), node.place(), at, "names"});
    }
    if (!read_value(node, at, diagnostics_, plan_.page)) return false;
    if (plan_.page >= 1 && static_cast<double>(plan_.page) <= kMostRows) return true;
    diagnostics_.error(node.place(), at, fmt::format("must be at least 1, got {}", plan_.page),
                       "the first page is 1");
    return false;
  }

  void check_order(const Table& table) {
    if (plan_.order.empty()) return;
    std::vector<std::string> order{plan_.order};
    check_columns(reading_, table, node_, "order", address_, order);
    if (order.empty()) plan_.order.clear();
  }

  void complain(const char* setting, const std::string& message, const std::string& remedy) {
    const Node* const node = node_.find(setting);
    diagnostics_.error(node != nullptr ? node->key_place() : node_.key_place(),
                       node != nullptr ? address_ + "." + setting : address_, message, remedy);
  }

  bool has(const char* setting) const { return node_.find(setting) != nullptr; }

  /// What is said and would change nothing, or is missing.
  void check_what_belongs() {
    const auto belongs_to = [this](const char* setting, bool does_belong, const char* whose) {
      if (has(setting) && !does_belong) {
        complain(setting, fmt::format("'{}' belongs to {}", setting, whose), "leave it out");
      }
    };
    const bool is_select = plan_.does == Deed::select;
    const bool is_insert = plan_.does == Deed::insert;
    belongs_to("where", !is_insert, "plans that look for rows; an insert adds some");
    for (const char* setting : {"order", "skip", "page", "paging"})
      belongs_to(setting, is_select, "a select");
    belongs_to("limit", is_select, "a select");
    belongs_to("join", !plan_.is_write(), "plans that read");
    belongs_to("groups", plan_.does == Deed::aggregate, "an aggregate");
    belongs_to("sets", plan_.does == Deed::update, "an update");
    if (plan_.does == Deed::update && !has("sets")) {
      complain("sets", "an update needs 'sets'",
               "name the columns that are written: their indexes are kept up");
    }
    if (plan_.share && plan_.where.empty()) {
      complain("share", "there is no column that the range is of", "write where = \"created_at\"");
    }
  }

  void check_pages() {
    const bool has_page = has("page");
    if (has_page && !plan_.limit) {
      complain("page", "there are no pages without a limit", "write limit = 20 for pages of 20 rows");
    }
    if (plan_.paging == Plan::Paging::keyset && plan_.order.empty()) {
      complain("paging", "a key to go on from needs an order", "write order = \"id\"");
    }
    if (plan_.page_of.empty()) return;
    if (plan_.varies) {
      complain("varies", "the time varies by the page already", "leave out one of page and varies");
    }
    const Attribute* const attribute = reading_.spec.find_attribute(plan_.page_of);
    if (attribute != nullptr && attribute->values > kMostPages) {
      complain("page",
               fmt::format("'{}' has {} values: that is too many pages", plan_.page_of, attribute->values),
               fmt::format("at most {}", kMostPages));
    }
    if (attribute != nullptr && !attribute->of.empty()) {
      complain("page", fmt::format("'{}' follows from '{}'", plan_.page_of, attribute->of),
               "name an attribute that is drawn");
    }
  }

  Reading& reading_;
  Diagnostics& diagnostics_;
  const Node& node_;
  std::string address_;
  Plan plan_;
};

}  // namespace

void read_plans(Reading& reading, const Node& root) {
  for_each_table(reading, root, "plan", [&](const Node& table, const std::string& address) {
    reading.spec.plans.push_back(PlanReader(reading, table, address).read());
  });
}

}  // namespace plimsoll::spec
