#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace plimsoll::cli {

/// What the process says to the shell. The verdict of a run (0, 98, 99, 130) comes from exit_code(Results).
enum ExitCode {
  kOk = 0,
  kInternal = 1,
  kUsage = 2,
  kFile = 3,
  kModel = 4,
  kGuard = 5,
};

/// A command line that we do not understand: one sentence, and what to write instead (may be empty).
class UsageError : public std::runtime_error {
 public:
  explicit UsageError(const std::string& message, std::string remedy = {})
      : std::runtime_error(message), remedy_(std::move(remedy)) {}
  const std::string& remedy() const { return remedy_; }

 private:
  std::string remedy_;
};

/// A file that cannot be read or written: one sentence that names it, and what to do (may be empty).
class FileError : public std::runtime_error {
 public:
  explicit FileError(const std::string& message, std::string remedy = {})
      : std::runtime_error(message), remedy_(std::move(remedy)) {}
  const std::string& remedy() const { return remedy_; }

 private:
  std::string remedy_;
};

/// A model that does not hold together. The message is its rendered diagnostics.
class ModelError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace plimsoll::cli
