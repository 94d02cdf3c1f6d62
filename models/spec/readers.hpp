#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/spec/node.hpp"
#include "models/spec/reading.hpp"

/// One reader for each kind of table. Each fills its list in Reading::spec and reports what does not fit.
namespace plimsoll::spec {

/// Sections whose entries are named tables, in the order of the language's page: "system", "attribute", ...
const std::vector<std::string>& named_sections();
/// What an entry of a section is called: "part" for "system", else the section's own name.
std::string thing_in(std::string_view section);

/// Checks the top of the file and defines every name in it, so that readers may refer in any order.
void define_names(Reading& reading, const Node& root);

/// Calls `read` with each table of a section and its address; begins its record of settings.
void for_each_table(Reading& reading, const Node& root, const std::string& section,
                    const std::function<void(const Node& table, const std::string& address)>& read);

void read_regions(Reading& reading, const Node& root);
void read_parts(Reading& reading, const Node& root);
void read_attributes(Reading& reading, const Node& root);
void read_costs(Reading& reading, const Node& root);
void read_tables(Reading& reading, const Node& root);
void read_plans(Reading& reading, const Node& root);
void read_requests_and_routines(Reading& reading, const Node& root);
void read_policies(Reading& reading, const Node& root);
void read_traffic(Reading& reading, const Node& root);
void read_events(Reading& reading, const Node& root);
void read_objectives(Reading& reading, const Node& root);
void read_prices(Reading& reading, const Node& root);
/// [bill], and the prices of catalogues that parts and bill name; looks at what does not go with its price.
void read_bill(Reading& reading, const Node& root);
/// Takes the names of prices that catalogues have.
void define_catalogue_prices(Reading& reading, const Node& root);
void read_run(Reading& reading, const Node& root);
/// Binds run.precision and what goes with it, and after they are read looks at what they name.
void describe_precision(RunSettings& run, std::vector<std::string>& measures, Fields& fields);
void settle_precision(Reading& reading, const Node& run, const std::vector<std::string>& measures);
/// The same for run.variance_reduction.
void describe_variance_reduction(RunSettings& run, Fields& fields);
void check_pairs(Reading& reading, const Node& run);

/// Reports names of columns in `setting` that the table does not have, and takes them out of `names`.
void check_columns(Reading& reading, const Table& table, const Node& node, const std::string& setting,
                   const std::string& address, std::vector<std::string>& names);
/// Gives every query that names a plan its time.
void reckon_plans(Spec& spec);

/// Reads a list of steps; `branches_of_choose` when each says when it is taken.
std::vector<Step> read_steps(Reading& reading, const Node& list, const std::string& address,
                             bool branches_of_choose = false);
/// Reads one step of the list at `list_address`; nothing if it has no verb.
std::optional<Step> read_step(Reading& reading, const Node& node, const std::string& list_address,
                              const std::string& id, bool is_branch);
/// `holds` of a request or routine. False, and says why, if it does not fit.
bool read_holds(Reading& reading, const Node& node, const std::string& address, Routine& routine);
/// Binds what a query says beyond its time, and after it is read looks at what does not go together.
void describe_query(Step& step, Fields& fields);
void check_query(Reading& reading, const Node& node, const Step& step);
/// `when = { sku = 3 }`. False, and says why, if it does not fit.
bool read_condition(Reading& reading, const Node& node, const std::string& address, Condition& condition);

/// Traffic's `attributes`. False, and says why, if it does not fit.
bool read_fixed_attributes(Reading& reading, const Node& node, const std::string& address, Traffic& traffic);
std::string write_fixed_attributes(const Traffic& traffic);

/// Binds the settings of traffic, here because events move some of them.
void describe(Traffic& traffic, Fields& fields);

}  // namespace plimsoll::spec
