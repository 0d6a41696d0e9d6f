#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace causeway::control {

class SqliteDatabase;

/// One prepared statement. Bind from 1, step, read columns from 0, reset.
class SqliteStatement
{
public:
    SqliteStatement& bind(int index, std::int64_t value);
    SqliteStatement& bindText(int index, std::string_view value);
    SqliteStatement& bindBytes(int index, std::string_view value);
    SqliteStatement& bindNull(int index);

    /// True: a row is there to be read until the next step.
    Result<bool> step();
    /// For statements without rows: one step, then reset.
    Result<> run();
    void reset();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;
    std::string_view bytes(int column) const;

private:
    friend class SqliteDatabase;
    struct Finalize
    {
        void operator()(sqlite3_stmt* statement) const;
    };
    SqliteStatement(const SqliteDatabase& database, sqlite3_stmt* statement);

    const SqliteDatabase* m_database;
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

/// A connection to one SQLite file. The only place that knows the library's calls and codes.
///
/// Errors:  ResourceExhausted: the disk is full, and nothing was written. DataLoss: the file is damaged. Unavailable:
///          another process holds it, or reading or writing failed.
/// Threads: one at a time.
class SqliteDatabase
{
public:
    static Result<std::unique_ptr<SqliteDatabase>> open(const std::filesystem::path& path);
    ~SqliteDatabase();
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;

    Result<> execute(const std::string& sql);
    Result<SqliteStatement> prepare(std::string_view sql) const;
    /// The first column of the first row.
    Result<std::string> ask(std::string_view sql) const;

    /// Whether closing moves the log into the file and removes it; off, nothing that is on disk changes.
    void setCheckpointOnClose(bool isOn);
    /// Moves what it can from the log into the file without waiting for readers.
    Result<> checkpoint();
    int logPages() const { return m_logPages; } // Since the last checkpoint.

    Error error(std::string_view what) const;
    const std::filesystem::path& path() const { return m_path; }

private:
    SqliteDatabase(std::filesystem::path path, sqlite3* handle);

    std::filesystem::path m_path;
    sqlite3* m_handle;
    int m_logPages = 0;
};

} // namespace causeway::control
