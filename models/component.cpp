#include "models/component.hpp"

#include "sim/check.hpp"

// The language has checked every verb against the roles of its part, so none of these is ever called.
namespace plimsoll {
namespace {

[[noreturn]] void lacks(const char* role) { detail::check_failed(role, __FILE__, __LINE__); }

}  // namespace

const Step* Component::compile_take(Compiler&, const Context&, std::uint32_t, const Step*) { lacks("hold"); }
const Step* Component::compile_pass(Compiler&, const Context&, const Step*) { lacks("pass"); }
const Step* Component::compile_route(Compiler&, const Context&, const Step*) { lacks("route"); }
const Step* Component::compile_enter(Compiler&, const Context&, std::uint32_t, const Step*) { lacks("host"); }
const Step* Component::compile_work(Compiler&, const Context&, const Draw&, const Step*) { lacks("host"); }
const Step* Component::compile_memory(Compiler&, const Context&, std::int64_t, const Step*) { lacks("host"); }
const Step* Component::compile_memory_back(Compiler&, const Context&, std::int64_t, const Step*) {
  lacks("host");
}
const Step* Component::compile_query(Compiler&, const Context&, const Draw&, const Step*) { lacks("query"); }
const Step* Component::compile_query_at(Compiler&, const Context&, const Draw&, std::uint32_t, const Step*) {
  lacks("query");
}
const Step* Component::compile_read(Compiler&, const Context&, const spec::Step&, const Step*) {
  lacks("read");
}
const Step* Component::compile_write(Compiler&, const Context&, const spec::Step&, const Step*) {
  lacks("read");
}
const Step* Component::compile_forget(Compiler&, const Context&, const spec::Step&, const Step*) {
  lacks("read");
}
const Step* Component::compile_check(Compiler&, const Context&, const spec::Step&, const Step*) {
  lacks("stock");
}
const Step* Component::compile_take_stock(Compiler&, const Context&, const spec::Step&, const Step*) {
  lacks("stock");
}
const Step* Component::compile_put(Compiler&, const Context&, const spec::Step&, const Step*) {
  lacks("stock");
}

}  // namespace plimsoll
