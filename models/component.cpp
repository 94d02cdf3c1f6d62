#include "models/component.hpp"

#include "sim/check.hpp"

// The language has checked every verb against the roles of its part, so none of these is ever called.
namespace plimsoll {

const Step* Component::compile_take(Compiler&, const Context&, std::uint32_t, const Step*) {
  PLIMSOLL_CHECK(!"a part without the role hold");
  return nullptr;
}
const Step* Component::compile_pass(Compiler&, const Context&, const Step*) {
  PLIMSOLL_CHECK(!"a part without the role pass");
  return nullptr;
}
const Step* Component::compile_route(Compiler&, const Context&, const Step*) {
  PLIMSOLL_CHECK(!"a part without the role route");
  return nullptr;
}
const Step* Component::compile_enter(Compiler&, const Context&, std::uint32_t, const Step*) {
  PLIMSOLL_CHECK(!"a part without the role host");
  return nullptr;
}
const Step* Component::compile_work(Compiler&, const Context&, const Draw&, const Step*) {
  PLIMSOLL_CHECK(!"a part without the role host");
  return nullptr;
}
const Step* Component::compile_query(Compiler&, const Context&, const Draw&, const Step*) {
  PLIMSOLL_CHECK(!"a part without the role query");
  return nullptr;
}
const Step* Component::compile_read(Compiler&, const Context&, const spec::Step&, const Step*) {
  PLIMSOLL_CHECK(!"a part without the role read");
  return nullptr;
}
const Step* Component::compile_check(Compiler&, const Context&, const spec::Step&, const Step*) {
  PLIMSOLL_CHECK(!"a part without the role stock");
  return nullptr;
}
const Step* Component::compile_take_stock(Compiler&, const Context&, const spec::Step&, const Step*) {
  PLIMSOLL_CHECK(!"a part without the role stock");
  return nullptr;
}

}  // namespace plimsoll
