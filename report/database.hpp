#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

/// A thin coat over SQLite: what fails is thrown, with a sentence for whoever owns the file.
namespace plimsoll::report {

/// A store that cannot be read or written: one sentence that names it, and what to do (may be empty).
class StoreError : public std::runtime_error {
 public:
  explicit StoreError(const std::string& message, std::string remedy = {})
      : std::runtime_error(message), remedy_(std::move(remedy)) {}
  const std::string& remedy() const { return remedy_; }

 private:
  std::string remedy_;
};

class Database;

/// One statement of SQL. Parameters are bound from 1, columns read from 0.
class Statement {
 public:
  Statement(Database& database, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int index, const std::string& text);
  Statement& bind(int index, std::int64_t number);
  Statement& bind(int index, double number);
  Statement& bind_null(int index);

  /// The next row; false where there is none.
  bool step();
  /// Runs it to its end and makes it ready to be bound again.
  void run();

  bool is_null(int column) const;
  std::string text(int column) const;
  std::int64_t integer(int column) const;
  double number(int column) const;

 private:
  void check(int code) const;

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// A database file; "" is one of its own that is gone when this is.
class Database {
 public:
  enum class Access { write, read };

  Database(std::string path, Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& path() const { return path_; }

  /// Statements without parameters.
  void run(const std::string& sql);
  /// One whole number, as PRAGMA user_version gives it.
  std::int64_t number(const std::string& sql);

  /// Throws StoreError with what `code` means for whoever owns the file.
  [[noreturn]] void fail(int code) const;

 private:
  friend class Statement;
  sqlite3* handle_ = nullptr;
  const std::string path_;
  int lock_ = -1;  // a file that this process alone writes
};

/// What is written while it lives is there whole, or not at all.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Database& database_;
  bool is_open_ = true;
};

}  // namespace plimsoll::report
