#include "cli/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/failure.hpp"
#include "cli/terminal.hpp"

namespace plimsoll::cli {
namespace {

constexpr mode_t kReadableByAll = 0666;  // less what the user's umask takes away

mode_t current_umask() {
  const mode_t mask = umask(0);
  umask(mask);
  return mask;
}

}  // namespace

OutputFile::OutputFile(std::string path, Present present)
    : path_(path == "-" ? "" : std::move(path)), target_(path_) {
  if (path_.empty()) return;
  std::error_code ignored;
  if (std::filesystem::is_symlink(path_, ignored)) {
    const auto resolved = std::filesystem::weakly_canonical(path_, ignored);
    if (!resolved.empty()) target_ = resolved.string();
  }
  if (std::filesystem::is_directory(target_, ignored)) fail(EISDIR);
  if (present == Present::left_alone && std::filesystem::is_regular_file(target_, ignored)) {
    throw FileError(fmt::format("{}: is there already and was left as it is", path_));
  }
  if (std::filesystem::exists(target_, ignored) && !std::filesystem::is_regular_file(target_, ignored)) {
    descriptor_ = open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
    return;
  }
  temporary_ = target_ + ".XXXXXX";
  descriptor_ = mkostemp(temporary_.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    temporary_.clear();
    fail(errno);
  }
  fchmod(descriptor_, kReadableByAll & ~current_umask());
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view text) {
  if (is_standard_output()) return print(text);
  int problem = write_all(descriptor_, text);
  // close() is where some file systems first say that the disk is full.
  if (close(std::exchange(descriptor_, -1)) != 0 && problem == 0) problem = errno;
  if (problem != 0) fail(problem);
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail(errno);
  temporary_.clear();
}

void OutputFile::fail(int error_number) const {
  throw FileError(fmt::format("{}: cannot be written: {}", path_, std::strerror(error_number)));
}

}  // namespace plimsoll::cli
