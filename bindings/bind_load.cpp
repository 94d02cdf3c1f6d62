#include "models/spec/load.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/loaded.hpp"
#include "models/catalogue.hpp"
#include "models/spec/toml_reader.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

/// A value of TOML as Python has it.
py::object as_python(const spec::Node& node) {
  switch (node.type()) {
    case spec::Node::Type::table: {
      py::dict table;
      for (const spec::Node& child : node.children()) table[py::str(child.key())] = as_python(child);
      return table;
    }
    case spec::Node::Type::list: {
      py::list list;
      for (const spec::Node& child : node.children()) list.append(as_python(child));
      return list;
    }
    case spec::Node::Type::integer:
      return py::int_(node.integer());
    case spec::Node::Type::number:
      return py::float_(node.number());
    case spec::Node::Type::boolean:
      return py::bool_(node.boolean());
    case spec::Node::Type::text:
    case spec::Node::Type::date:
      break;
  }
  return py::str(node.text());
}

py::object toml_as_dict(const std::string& text) {
  spec::Diagnostics problems;
  const std::optional<spec::Node> root = spec::read_toml("text", text, problems);
  if (!root) throw py::value_error(problems.render());
  return as_python(*root);
}

std::shared_ptr<Loaded> load(const std::vector<std::pair<std::string, std::string>>& files,
                             const std::string& case_name, const std::vector<std::string>& sets) {
  spec::LoadRequest request;
  for (const auto& [name, text] : files) request.files.push_back({name, text});
  request.case_name = case_name;
  request.sets = sets;
  request.kinds = part_kinds();
  const py::gil_scoped_release others_may_run;
  return std::make_shared<Loaded>(std::move(request));
}

/// Names of what one table holds.
template <typename Named>
std::vector<std::string> names_of(const std::vector<Named>& all) {
  std::vector<std::string> names;
  for (const Named& one : all) names.push_back(one.name);
  return names;
}

const char* word(spec::Traffic::Kind kind) {
  switch (kind) {
    case spec::Traffic::Kind::closed:
      return "closed";
    case spec::Traffic::Kind::open:
      return "open";
    case spec::Traffic::Kind::burst:
      break;
  }
  return "burst";
}

}  // namespace

void bind_load(py::module_& module) {
  module.def("load", load, py::arg("files"), py::arg("case"), py::arg("sets"),
             "Reads, merges and checks a topology; never raises for what a user wrote.");
  module.def("toml_as_dict", toml_as_dict, py::arg("text"), "TOML as a dict; ValueError where it is none.");
  module.def(
      "quoted", [](const std::string& text) { return py::str(spec::quoted(text)); }, py::arg("text"),
      "A text as TOML writes it.");

  py::class_<Loaded, std::shared_ptr<Loaded>>(module, "Loaded", "A topology that was read.")
      .def_property_readonly("is_model", [](const Loaded& one) { return one.result.spec.has_value(); })
      .def_property_readonly("diagnostics", [](const Loaded& one) { return one.result.diagnostics; })
      .def_property_readonly("files",
                             [](const Loaded& one) {
                               std::vector<std::pair<py::str, py::bytes>> files;
                               for (const spec::Source& file : one.request.files)
                                 files.emplace_back(file.name, py::bytes(file.text));
                               return files;
                             })
      .def_property_readonly("case", [](const Loaded& one) { return one.request.case_name; })
      .def_property_readonly("sets", [](const Loaded& one) { return one.request.sets; })
      .def_property_readonly("merged_toml", [](const Loaded& one) { return one.result.merged_toml; })
      .def_property_readonly("settings",
                             [](const Loaded& one) {
                               std::vector<std::tuple<std::string, std::string, std::string>> all;
                               for (const spec::ResolvedSetting& setting : one.result.resolved)
                                 all.emplace_back(setting.address, setting.value, setting.origin);
                               return all;
                             })
      .def_property_readonly(
          "sweep",
          [](const Loaded& one) {
            std::vector<std::tuple<std::string, std::vector<std::string>, std::size_t>> axes;
            for (const spec::SweepAxis& axis : one.result.sweep)
              axes.emplace_back(axis.address, axis.values, axis.group);
            return axes;
          })
      .def_property_readonly("title", [](const Loaded& one) { return one.spec().title; })
      .def_property_readonly("digest", [](const Loaded& one) { return one.spec().digest; })
      .def_property_readonly("cases", [](const Loaded& one) { return one.spec().cases; })
      .def_property_readonly("requests", [](const Loaded& one) { return names_of(one.spec().requests); })
      .def_property_readonly("objectives", [](const Loaded& one) { return names_of(one.spec().objectives); })
      .def_property_readonly("events", [](const Loaded& one) { return names_of(one.spec().events); })
      .def_property_readonly("parts",
                             [](const Loaded& one) {
                               std::vector<std::pair<std::string, std::string>> parts;
                               for (const spec::Part& part : one.spec().parts)
                                 parts.emplace_back(part.name, part.kind->name);
                               return parts;
                             })
      .def_property_readonly("traffic", [](const Loaded& one) {
        std::vector<std::pair<std::string, std::string>> traffic;
        for (const spec::Traffic& source : one.spec().traffic)
          traffic.emplace_back(source.name, word(source.kind));
        return traffic;
      });
}

}  // namespace plimsoll::python
