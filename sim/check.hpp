#pragma once

#include <stdexcept>
#include <string>

namespace plimsoll {

/// Our own mistake, found at run time. Never thrown for a user's mistake: those become diagnostics.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws InternalError with this sentence and what the CheckContext has to add, for checks whose figures the
/// reader of a report needs.
[[noreturn]] void stop_as_wrong(const std::string& sentence);

namespace detail {
/// Throws InternalError naming the condition and place, and what set_check_context() last said.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace detail

/// While it lives, a failed check on this thread also names what `describe(context)` writes:
/// the engine uses it to name simulated time and part.
class CheckContext {
 public:
  using Describe = void (*)(const void* context, char* buffer, unsigned long size);
  CheckContext(Describe describe, const void* context);
  ~CheckContext();
  CheckContext(const CheckContext&) = delete;
  CheckContext& operator=(const CheckContext&) = delete;

 private:
  Describe outer_describe_;
  const void* outer_context_;
};

}  // namespace plimsoll

/// Stops the run, in release builds too, if our own reasoning does not hold.
#define PLIMSOLL_CHECK(condition)                      \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::plimsoll::detail::check_failed(#condition, __FILE__, __LINE__))
