#include "engine/control/sqlite_database.h"

#include "engine/base/assert.h"

#include <sqlite3.h>

namespace causeway::control {

namespace {

constexpr int busyTimeoutMs = 2'000;

ErrorCode codeOf(int sqliteCode)
{
    switch (sqliteCode & 0xFF) {
    case SQLITE_FULL:
        return ErrorCode::ResourceExhausted;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ErrorCode::DataLoss;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return ErrorCode::PermissionDenied;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return ErrorCode::Unavailable;
    default:
        return ErrorCode::Internal;
    }
}

} // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

SqliteStatement::SqliteStatement(const SqliteDatabase& database, sqlite3_stmt* statement)
    : m_database(&database)
    , m_statement(statement)
{
}

SqliteStatement& SqliteStatement::bind(int index, std::int64_t value)
{
    CAUSEWAY_ASSERT(sqlite3_bind_int64(m_statement.get(), index, value) == SQLITE_OK);
    return *this;
}

SqliteStatement& SqliteStatement::bindText(int index, std::string_view value)
{
    CAUSEWAY_ASSERT(sqlite3_bind_text64(m_statement.get(), index, value.data(), value.size(), SQLITE_TRANSIENT,
                                        SQLITE_UTF8) == SQLITE_OK);
    return *this;
}

SqliteStatement& SqliteStatement::bindBytes(int index, std::string_view value)
{
    CAUSEWAY_ASSERT(sqlite3_bind_blob64(m_statement.get(), index, value.data(), value.size(), SQLITE_TRANSIENT) ==
                    SQLITE_OK);
    return *this;
}

SqliteStatement& SqliteStatement::bindNull(int index)
{
    CAUSEWAY_ASSERT(sqlite3_bind_null(m_statement.get(), index) == SQLITE_OK);
    return *this;
}

Result<bool> SqliteStatement::step()
{
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return code == SQLITE_ROW;
    return failure(m_database->error("cannot read or write"));
}

Result<> SqliteStatement::run()
{
    const Result<bool> stepped = step();
    reset();
    if (!stepped)
        return failure(stepped.error());
    return {};
}

void SqliteStatement::reset()
{
    sqlite3_reset(m_statement.get()); // Its code repeats the step's.
}

bool SqliteStatement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::int64_t SqliteStatement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

std::string_view SqliteStatement::text(int column) const
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return text ? std::string_view(text, static_cast<std::size_t>(size)) : std::string_view();
}

std::string_view SqliteStatement::bytes(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement.get(), column));
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(size)) : std::string_view();
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const std::filesystem::path& path)
{
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    CAUSEWAY_ASSERT(handle); // Null only without memory.
    std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(path, handle));
    if (code != SQLITE_OK)
        return failure(database->error("cannot open"));
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busyTimeoutMs);
    // Takes the place of SQLite's own checkpoints; PRAGMA wal_autocheckpoint would take its place in turn.
    sqlite3_wal_hook(
        handle,
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<SqliteDatabase*>(self)->m_logPages = pages;
            return SQLITE_OK;
        },
        database.get());
    return database;
}

SqliteDatabase::SqliteDatabase(std::filesystem::path path, sqlite3* handle)
    : m_path(std::move(path))
    , m_handle(handle)
{
}

SqliteDatabase::~SqliteDatabase()
{
    sqlite3_close_v2(m_handle);
}

Result<> SqliteDatabase::execute(const std::string& sql)
{
    if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return failure(error("cannot read or write"));
    return {};
}

Result<SqliteStatement> SqliteDatabase::prepare(std::string_view sql) const
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(m_handle, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
        return failure(error("cannot read"));
    return SqliteStatement(*this, statement);
}

Result<std::string> SqliteDatabase::ask(std::string_view sql) const
{
    ASSIGN_OR_RETURN(SqliteStatement statement, prepare(sql));
    ASSIGN_OR_RETURN(const bool hasRow, statement.step());
    return hasRow ? std::string(statement.text(0)) : std::string();
}

void SqliteDatabase::setCheckpointOnClose(bool isOn)
{
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isOn ? 0 : 1, nullptr);
}

Result<> SqliteDatabase::checkpoint()
{
    if (sqlite3_wal_checkpoint_v2(m_handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) != SQLITE_OK)
        return failure(error("cannot move the log into"));
    m_logPages = 0;
    return {};
}

Error SqliteDatabase::error(std::string_view what) const
{
    const int code = sqlite3_extended_errcode(m_handle);
    if ((code & 0xFF) == SQLITE_FULL)
        return makeError(ErrorCode::ResourceExhausted, "the disk that holds {} is full", m_path.string());
    return makeError(codeOf(code), "{} {}: {} (SQLite {})", what, m_path.string(), sqlite3_errmsg(m_handle), code);
}

} // namespace causeway::control
