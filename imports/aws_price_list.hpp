#pragma once

#include <istream>
#include <string>

#include "imports/catalogue.hpp"

namespace plimsoll::imports {

/// Reads a price list of the AWS bulk API, JSON or CSV, on demand prices only. It is read once from front to
/// back and what is not wanted is dropped at once, so its size does not matter.
///
///     JSON   products.SKU.attributes, then terms.OnDemand.SKU.TERM.priceDimensions.RATE
///     CSV    five rows about the list, a row of headings, then a row for each price
///
/// Of prices in steps by quantity the first step is taken. Returns false, and says why in `problem`, for a
/// file that is none.
bool read_aws_price_list(std::istream& file, Catalogue& catalogue, ListHead& head, std::string& problem);

}  // namespace plimsoll::imports
