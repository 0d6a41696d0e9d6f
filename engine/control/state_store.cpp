#include "engine/control/state_store.h"

#include "engine/base/assert.h"
#include "engine/base/files.h"
#include "engine/control/revision_text.h"
#include "engine/control/store_check.h"

#include <fmt/format.h>

namespace causeway::control {

namespace {

constexpr int tidyFrom = 1'000;         // Pages of the log; 4 KiB each.
constexpr int tidyAtOnceFrom = 4'000;   // Although somebody writes, who waits for it.
constexpr std::uint64_t trimStep = 256; // Revisions that leave the log at once.

/// One transaction, so that there is a whole store or none.
constexpr std::string_view creation = R"(
BEGIN IMMEDIATE;
CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, hash BLOB NOT NULL,
                   state_hash BLOB NOT NULL, trimmed INTEGER NOT NULL, trimmed_hash BLOB NOT NULL);
INSERT INTO head VALUES (1, 0, zeroblob(32), zeroblob(32), 0, zeroblob(32));
CREATE TABLE revisions (number INTEGER PRIMARY KEY, time INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
                        inverts INTEGER, changes TEXT NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL);
CREATE TABLE resources (kind TEXT NOT NULL, mesh TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
                        version INTEGER NOT NULL, author TEXT NOT NULL, created INTEGER NOT NULL,
                        modified INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (kind, mesh, name)) WITHOUT ROWID;
CREATE TABLE planes (mesh TEXT NOT NULL, name TEXT NOT NULL, declaration TEXT NOT NULL, last_seen INTEGER NOT NULL,
                     hash BLOB NOT NULL, PRIMARY KEY (mesh, name)) WITHOUT ROWID;
)";

/// A database that has pages but no tables is one whose creation was cut short.
Result<bool> isUnborn(SqliteDatabase& database)
{
    const auto tables = database.ask("SELECT count(*) FROM sqlite_schema");
    if (!tables)
        return failure(tables.error());
    return *tables == "0";
}

Result<> createStore(SqliteDatabase& database)
{
    RETURN_IF_ERROR(database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
    return database.execute(fmt::format("{}PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT;", creation,
                                        storeApplicationId, storeLayout));
}

Result<> configure(SqliteDatabase& database, std::uint64_t pageLimit)
{
    // Each commit is flushed; the log is moved by tidyUp(), between commits instead of inside one.
    RETURN_IF_ERROR(database.execute("PRAGMA synchronous = FULL"));
    if (pageLimit > 0)
        RETURN_IF_ERROR(database.execute(fmt::format("PRAGMA max_page_count = {}", pageLimit)));
    database.setCheckpointOnClose(true);
    return {};
}

Error missingStore(const std::filesystem::path& folder)
{
    return makeError(ErrorCode::NotFound, "there is no store in {}", folder.string());
}

} // namespace

Result<std::unique_ptr<StateStore>> StateStore::open(StoreOptions options)
{
    RETURN_IF_ERROR(ensurePrivateFolder(options.folder));
    ASSIGN_OR_RETURN(FolderLock lock, FolderLock::take(options.folder));
    const auto witnessFile = witnessPath(options.folder);
    ASSIGN_OR_RETURN(auto reading, WitnessFile::read(witnessFile));
    ASSIGN_OR_RETURN(const bool exists, storeExists(options.folder, reading));

    ASSIGN_OR_RETURN(auto database, SqliteDatabase::open(databasePath(options.folder)));
    database->setCheckpointOnClose(false);
    bool isNew = !exists;
    if (exists && !reading) {
        ASSIGN_OR_RETURN(isNew, isUnborn(*database));
    }
    if (isNew)
        RETURN_IF_ERROR(createStore(*database));
    ASSIGN_OR_RETURN(CheckedStore checked, checkStore(*database, reading));
    RETURN_IF_ERROR(configure(*database, options.pageLimit));

    const WitnessFile::Record head{checked.state.head, checked.state.headHash};
    if (!reading)
        RETURN_IF_ERROR(WitnessFile::create(witnessFile, head));
    ASSIGN_OR_RETURN(WitnessFile witness, WitnessFile::open(witnessFile, reading ? reading->counter : 1));
    if (reading && (reading->isTorn || reading->newest != head))
        RETURN_IF_ERROR(witness.write(head)); // What survived a crash unanswered is answered for from now on.
    return std::unique_ptr<StateStore>(new StateStore(std::move(options), std::move(lock), std::move(database),
                                                      std::move(witness), std::move(checked.state), checked.stateHash));
}

StateStore::StateStore(StoreOptions options, FolderLock lock, std::unique_ptr<SqliteDatabase> database,
                       WitnessFile witness, StoredState initial, Digest stateHash)
    : m_options(std::move(options))
    , m_lock(std::move(lock))
    , m_database(std::move(database))
    , m_witness(std::move(witness))
    , m_initial(std::move(initial))
    , m_head(m_initial.head)
    , m_headHash(m_initial.headHash)
    , m_stateHash(stateHash)
    , m_trimmed(m_initial.trimmed)
{
}

StateStore::~StateStore() = default;

Result<> StateStore::commit(std::span<model::Revision> revisions)
{
    CAUSEWAY_ASSERT(!revisions.empty());
    if (m_broken)
        return failure(*m_broken);
    if (revisions.front().number != m_head + 1)
        return failure(ErrorCode::Unavailable, "revision {} was not stored, because revision {} before it was not",
                       revisions.front().number, m_head + 1);

    RETURN_IF_ERROR(m_database->execute("BEGIN IMMEDIATE"));
    Digest stateHash = m_stateHash;
    const std::uint64_t trimmed = m_trimmed;
    if (auto written = write(revisions, stateHash); !written) {
        m_trimmed = trimmed;
        return rollBack(std::move(written).error());
    }
    const model::Revision& newest = revisions.back();
    m_head = newest.number;
    m_headHash = newest.hash;
    m_stateHash = stateHash;
    if (auto witnessed = m_witness.write({m_head, m_headHash}); !witnessed) {
        m_broken = makeError(ErrorCode::Unavailable,
                             "nothing is stored any more until the next start, which will show "
                             "whether revision {} was: {}",
                             m_head, witnessed.error().message);
        return failure(*m_broken);
    }
    return {};
}

Result<> StateStore::write(std::span<model::Revision> revisions, Digest& stateHash)
{
    ASSIGN_OR_RETURN(SqliteStatement insert,
                     m_database->prepare("INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
    Digest previous = m_headHash;
    std::uint64_t expected = m_head;
    for (model::Revision& revision : revisions) {
        CAUSEWAY_ASSERT(revision.number == ++expected);
        const std::string changes = changesText(revision.changes);
        revision.previous = previous;
        revision.hash = hashOf(revision, changes);
        previous = revision.hash;
        insert.bind(1, static_cast<std::int64_t>(revision.number)).bind(2, storedTime(revision.time));
        insert.bindText(3, revision.author).bindText(4, revision.reason);
        revision.inverts ? insert.bind(5, static_cast<std::int64_t>(*revision.inverts)) : insert.bindNull(5);
        insert.bindText(6, changes).bindBytes(7, revision.previous.view()).bindBytes(8, revision.hash.view());
        RETURN_IF_ERROR(insert.run());
        for (const model::ResourceChange& change : revision.changes)
            RETURN_IF_ERROR(writeChange(revision, change, stateHash));
    }
    RETURN_IF_ERROR(trim(revisions.back().number));
    RETURN_IF_ERROR(writeHead(revisions.back(), stateHash));
    return m_database->execute("COMMIT");
}

Result<> StateStore::writeChange(const model::Revision& revision, const model::ResourceChange& change,
                                 Digest& stateHash)
{
    const auto bindKey = [&](SqliteStatement& statement) {
        statement.bindText(1, nameOf(change.key.kind)).bindText(2, change.key.mesh).bindText(3, change.key.name);
    };
    ASSIGN_OR_RETURN(
        SqliteStatement present,
        m_database->prepare("SELECT created, hash FROM resources WHERE kind = ? AND mesh = ? AND name = ?"));
    bindKey(present);
    ASSIGN_OR_RETURN(const bool exists, present.step());
    const std::int64_t modified = storedTime(revision.time);
    const std::int64_t created = exists ? present.integer(0) : modified;
    if (exists)
        toggle(stateHash, Digest::fromBytes(present.bytes(1)).value_or(Digest()));
    present.reset();

    if (!change.after) {
        ASSIGN_OR_RETURN(SqliteStatement erase,
                         m_database->prepare("DELETE FROM resources WHERE kind = ? AND mesh = ? AND name = ?"));
        bindKey(erase);
        return erase.run();
    }
    const std::string document = canonicalText(*change.after);
    const Digest hash = rowHash(change.key, document, revision.number, revision.author, created, modified);
    toggle(stateHash, hash);
    ASSIGN_OR_RETURN(SqliteStatement write,
                     m_database->prepare("INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    bindKey(write);
    write.bindText(4, document).bind(5, static_cast<std::int64_t>(revision.number)).bindText(6, revision.author);
    write.bind(7, created).bind(8, modified).bindBytes(9, hash.view());
    return write.run();
}

Result<> StateStore::trim(std::uint64_t newest)
{
    if (newest - m_trimmed < m_options.keptRevisions + trimStep)
        return {};
    const std::uint64_t last = newest - m_options.keptRevisions;
    ASSIGN_OR_RETURN(SqliteStatement mark,
                     m_database->prepare("UPDATE head SET trimmed = ?1, trimmed_hash = "
                                         "(SELECT hash FROM revisions WHERE number = ?1) WHERE id = 1"));
    mark.bind(1, static_cast<std::int64_t>(last));
    RETURN_IF_ERROR(mark.run());
    ASSIGN_OR_RETURN(SqliteStatement erase, m_database->prepare("DELETE FROM revisions WHERE number <= ?"));
    erase.bind(1, static_cast<std::int64_t>(last));
    RETURN_IF_ERROR(erase.run());
    m_trimmed = last;
    return {};
}

Result<> StateStore::writeHead(const model::Revision& newest, const Digest& stateHash)
{
    ASSIGN_OR_RETURN(SqliteStatement update,
                     m_database->prepare("UPDATE head SET number = ?, hash = ?, state_hash = ? WHERE id = 1"));
    update.bind(1, static_cast<std::int64_t>(newest.number)).bindBytes(2, newest.hash.view());
    update.bindBytes(3, stateHash.view());
    return update.run();
}

/// A full disk stored nothing, for certain. After any other failure only reading it all again tells.
Result<> StateStore::rollBack(Error error)
{
    [[maybe_unused]] const auto undone = m_database->execute("ROLLBACK"); // Fails where SQLite did it by itself.
    if (error.code != ErrorCode::ResourceExhausted)
        m_broken =
            makeError(ErrorCode::Unavailable, "nothing is stored any more until the next start: {}", error.message);
    return failure(std::move(error));
}

Result<> StateStore::rememberPlane(const StoredPlane& plane)
{
    const std::string text = declarationText(plane.declaration);
    const std::int64_t seen = storedTime(plane.lastSeen);
    ASSIGN_OR_RETURN(SqliteStatement write,
                     m_database->prepare("INSERT OR REPLACE INTO planes VALUES (?, ?, ?, ?, ?)"));
    write.bindText(1, plane.declaration.mesh).bindText(2, plane.declaration.name).bindText(3, text).bind(4, seen);
    write.bindBytes(5, planeHash(plane.declaration.mesh, plane.declaration.name, text, seen).view());
    return write.run();
}

Result<> StateStore::forgetPlane(const std::string& mesh, const std::string& name)
{
    ASSIGN_OR_RETURN(SqliteStatement erase, m_database->prepare("DELETE FROM planes WHERE mesh = ? AND name = ?"));
    erase.bindText(1, mesh).bindText(2, name);
    return erase.run();
}

Result<std::vector<model::Revision>> StateStore::revisions(std::uint64_t before, std::size_t limit) const
{
    ASSIGN_OR_RETURN(SqliteStatement row,
                     m_database->prepare(fmt::format(
                         "SELECT {} FROM revisions WHERE number < ? ORDER BY number DESC LIMIT ?", revisionColumns)));
    row.bind(1, static_cast<std::int64_t>(before == 0 ? m_head + 1 : before)).bind(2, static_cast<std::int64_t>(limit));
    std::vector<model::Revision> revisions;
    for (;;) {
        ASSIGN_OR_RETURN(const bool found, row.step());
        if (!found)
            return revisions;
        ASSIGN_OR_RETURN(model::Revision revision, readRevision(row));
        revisions.push_back(std::move(revision));
    }
}

bool StateStore::isLogLong() const
{
    return !m_broken && m_database->logPages() >= tidyAtOnceFrom;
}

Result<> StateStore::tidyUp()
{
    if (m_broken || m_database->logPages() < tidyFrom)
        return {};
    return m_database->checkpoint();
}

Result<StoreReport> verifyStore(const std::filesystem::path& folder)
{
    // The witness first: a running control plane moves the head on before it.
    ASSIGN_OR_RETURN(const auto reading, WitnessFile::read(witnessPath(folder)));
    ASSIGN_OR_RETURN(const bool exists, storeExists(folder, reading));
    if (!exists)
        return failure(missingStore(folder));
    ASSIGN_OR_RETURN(const auto database, SqliteDatabase::open(databasePath(folder)));
    database->setCheckpointOnClose(false);
    ASSIGN_OR_RETURN(const CheckedStore checked, checkStore(*database, reading));
    const StoredState& state = checked.state;
    return StoreReport{state.head, state.head > state.trimmed ? state.trimmed + 1 : 0,
                       reading ? reading->newest.number : 0, state.resources.size()};
}

} // namespace causeway::control
