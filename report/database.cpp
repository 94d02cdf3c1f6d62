#include "report/database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace plimsoll::report {
namespace {

constexpr int kPatienceMilliseconds = 5'000;  // for somebody who reads while this writes

/// Opens `path` so that this process alone writes it until the descriptor is closed.
int lock_file(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    throw StoreError(fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
  }
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
  const int error = errno;
  close(descriptor);
  if (error != EWOULDBLOCK) return -1;  // a file system without such locks
  throw StoreError(fmt::format("{}: another sweep is writing it", path),
                   "wait for that one, or give each its own: --shard 1/2 --store a.db, --shard 2/2 --store "
                   "b.db, then `plimsoll merge`");
}

}  // namespace

Database::Database(std::string path, Access access) : path_(std::move(path)) {
  const bool writes = access == Access::write;
  if (writes && !path_.empty()) lock_ = lock_file(path_);
  // To read what a killed process has left half written it must be undone, so reading may write too.
  const int flags = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
  const int code = sqlite3_open_v2(path_.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_busy_timeout(handle_, kPatienceMilliseconds);
    return;
  }
  const std::string why = handle_ != nullptr ? sqlite3_errmsg(handle_) : "no memory";
  const int error = handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
  sqlite3_close(handle_);
  if (lock_ >= 0) close(lock_);
  throw StoreError(fmt::format("{}: cannot be {}: {}", path_, writes ? "written" : "read",
                               error != 0 ? std::strerror(error) : why));
}

Database::~Database() {
  sqlite3_close(handle_);
  // Only now: closing any descriptor of the file would take away the locks of SQLite.
  if (lock_ >= 0) close(lock_);
}

void Database::fail(int code) const {
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      throw StoreError(fmt::format("{}: is no store of a sweep: no SQLite file", path_));
    case SQLITE_CORRUPT:
      throw StoreError(fmt::format("{}: is damaged: {}", path_, sqlite3_errmsg(handle_)));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw StoreError(fmt::format("{}: another program keeps it locked", path_),
                       "close what has it open; what is finished is in it");
    case SQLITE_FULL:
      throw StoreError(fmt::format("{}: cannot be written: the disk is full", path_),
                       "make room; what is finished is in it, and the same command goes on from there");
    case SQLITE_CANTOPEN:
      throw StoreError(fmt::format("{}: cannot be opened: {}", path_, sqlite3_errmsg(handle_)));
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw StoreError(fmt::format("{}: cannot be written: it may only be read", path_));
    case SQLITE_IOERR: {
      const int error = sqlite3_system_errno(handle_);
      throw StoreError(fmt::format("{}: cannot be read or written: {}", path_,
                                   error != 0 ? std::strerror(error) : sqlite3_errmsg(handle_)),
                       "what is finished is in it, and the same command goes on from there");
    }
    default:
      throw StoreError(fmt::format("{}: {}", path_, sqlite3_errmsg(handle_)));
  }
}

void Database::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

Statement::Statement(Database& database, const std::string& sql) : database_(database) {
  check(sqlite3_prepare_v2(database.handle_, sql.c_str(), -1, &statement_, nullptr));
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::check(int code) const {
  if (code != SQLITE_OK) database_.fail(code);
}

Statement& Statement::bind(int index, const std::string& text) {
  check(sqlite3_bind_text64(statement_, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int index, std::int64_t number) {
  check(sqlite3_bind_int64(statement_, index, number));
  return *this;
}

Statement& Statement::bind(int index, double number) {
  check(sqlite3_bind_double(statement_, index, number));
  return *this;
}

Statement& Statement::bind_null(int index) {
  check(sqlite3_bind_null(statement_, index));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail(code);
  return false;
}

void Statement::run() {
  while (step()) {
  }
  check(sqlite3_reset(statement_));
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::string Statement::text(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? "" : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Statement::number(int column) const { return sqlite3_column_double(statement_, column); }

Transaction::Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!is_open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (const StoreError&) {
    // SQLite has rolled back by itself, and what went wrong is being thrown already.
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  is_open_ = false;
}

}  // namespace plimsoll::report
