#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal.hpp"
#include "imports/aws_price_list.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::cli {
namespace {

imports::Selection selection_of(const Arguments& arguments) {
  imports::Selection selection;
  selection.name = arguments.value("name").value_or("");
  if (!selection.name.empty() && !spec::is_name(selection.name)) {
    throw UsageError(fmt::format("'{}' is no name of a catalogue", selection.name),
                     "a name is of small letters, digits and _, and begins with a letter");
  }
  for (const std::string& one : arguments.values("where")) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw UsageError(fmt::format("'{}' is no condition", one),
                       "write one as --where instanceFamily=\"Compute optimized\"");
    }
    selection.where.emplace_back(one.substr(0, equals), one.substr(equals + 1));
  }
  return selection;
}

int import_prices(const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.operands();
  if (words.front() != "import") {
    throw UsageError(fmt::format("prices does not know '{}'", words.front()), "plimsoll prices import FILE");
  }
  if (words.size() < 2) throw UsageError("FILE is missing", "plimsoll prices import FILE");
  const std::string& path = words[1];
  const std::string out = arguments.value("out").value_or("");
  keep_inputs(out, {path});
  OutputFile output(out);

  imports::Catalogue catalogue(selection_of(arguments));
  imports::ListHead head;
  std::string problem;
  std::ifstream opened;
  if (path != "-") {
    errno = 0;
    opened.open(path, std::ios::binary);
    if (!opened)
      throw FileError(
          fmt::format("{}: cannot be read: {}", path, errno == 0 ? "no file" : std::strerror(errno)));
  }
  const std::string name = path == "-" ? "standard input" : path;
  if (!imports::read_aws_price_list(path == "-" ? std::cin : opened, catalogue, head, problem)) {
    throw FileError(fmt::format("{}: {}", name, problem),
                    "what is read is a price list of the AWS bulk API for one service, as JSON or CSV");
  }
  for (const std::string& sentence : catalogue.left_out()) say(fmt::format("left out: {}\n", sentence));
  if (catalogue.size() == 0) {
    throw FileError(fmt::format("{}: has no price that is wanted", name),
                    "--where says what is; without it Linux on shared machines, on demand");
  }
  output.write(catalogue.to_toml(head, name));
  return kOk;
}

}  // namespace

Command prices_command() {
  Command command;
  command.name = "prices";
  command.summary = "make a catalogue of prices from the price list of a cloud";
  command.operands = "import FILE";
  command.least_operands = 1;
  command.most_operands = 2;
  command.examples = {
      {"plimsoll prices import ec2.json --out prices.toml", "every machine on demand, Linux and shared"},
      {"plimsoll prices import rds.csv --where databaseEngine=PostgreSQL --where deploymentOption=Single-AZ",
       "of the prices that have the same name, those that are meant"},
      {"plimsoll run shop.toml prices.toml", "a catalogue is one more file behind the model"},
  };
  command.options = {
      {"where", "ATTRIBUTE=VALUE", "Only what has this attribute of the list. May be given often.", true},
      {"name", "NAME", "What the catalogue is called; otherwise after the list and its region.", false},
      {"out", "FILE", "Write it there instead of to standard output.", false},
  };
  command.details = {
      "FILE is a price list of the AWS bulk API for one service and region, JSON or CSV; - is standard "
      "input. It is "
      "read once from front to back, whatever its size. Prices are those on demand, the first step where "
      "they fall "
      "with quantity, for operatingSystem=Linux, tenancy=Shared, preInstalledSw=NA and capacitystatus=Used "
      "unless "
      "--where says otherwise.",
      "Things are named after their instanceType (t3.medium: t3_medium), else their usagetype. Names with "
      "several "
      "prices are left out, and standard error says what tells them apart.",
      "Exit code: 0 written, 2 usage, 3 the file cannot be read or has nothing that is wanted, 1 our own "
      "mistake."};
  command.run = import_prices;
  return command;
}

}  // namespace plimsoll::cli
