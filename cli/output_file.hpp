#pragma once

#include <string>
#include <string_view>

namespace plimsoll::cli {

/// A file that is written whole or not at all: the text goes to a file beside it, which then takes its name.
/// Made before the work starts, so that a folder that is not there is reported at once.
class OutputFile {
 public:
  /// What becomes of a file that is there already.
  enum class Present { replaced, left_alone };

  /// Throws FileError if nothing can be written there, or if a file is there that shall be left alone. "" and
  /// "-" stand for standard output.
  explicit OutputFile(std::string path, Present present = Present::replaced);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  bool is_standard_output() const { return path_.empty(); }

  /// Writes `text` and gives the file its name. Throws FileError. Call once.
  void write(std::string_view text);

 private:
  [[noreturn]] void fail(int error_number) const;

  std::string path_;       // as the user wrote it; empty: standard output
  std::string target_;     // where a symbolic link leads
  std::string temporary_;  // empty where the target is no ordinary file, such as /dev/null
  int descriptor_ = -1;
};

}  // namespace plimsoll::cli
