#include "sim/check.hpp"

#include <array>

namespace plimsoll {
namespace {
thread_local CheckContext::Describe describe_now = nullptr;
thread_local const void* context_now = nullptr;
}  // namespace

CheckContext::CheckContext(Describe describe, const void* context)
    : outer_describe_(describe_now), outer_context_(context_now) {
  describe_now = describe;
  context_now = context;
}

CheckContext::~CheckContext() {
  describe_now = outer_describe_;
  context_now = outer_context_;
}

void stop_as_wrong(const std::string& sentence) {
  std::string message = sentence;
  if (describe_now != nullptr) {
    std::array<char, 256> where{};
    describe_now(context_now, where.data(), where.size());
    message += std::string(" at ") + where.data();
  }
  throw InternalError(message);
}

void detail::check_failed(const char* condition, const char* file, int line) {
  stop_as_wrong(std::string("internal check failed: ") + condition + " (" + file + ":" +
                std::to_string(line) + ")");
}

}  // namespace plimsoll
