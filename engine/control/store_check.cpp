#include "engine/control/store_check.h"

#include "engine/base/log.h"
#include "engine/control/revision_text.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::control {

namespace {

using std::filesystem::path;

/// "revision 7", "revisions 7 to 9".
std::string span(std::uint64_t first, std::uint64_t last)
{
    return first == last ? fmt::format("revision {}", first) : fmt::format("revisions {} to {}", first, last);
}

std::uint64_t number(const SqliteStatement& row, int column)
{
    return static_cast<std::uint64_t>(row.integer(column));
}

Digest digest(const SqliteStatement& row, int column)
{
    return Digest::fromBytes(row.bytes(column)).value_or(Digest());
}

class StoreCheck
{
public:
    StoreCheck(SqliteDatabase& database, const std::optional<WitnessFile::Reading>& witness)
        : m_database(database)
        , m_witness(witness)
    {
    }

    Result<CheckedStore> run()
    {
        const auto begun = m_database.execute("PRAGMA query_only = ON; PRAGMA cell_size_check = ON; BEGIN");
        if (!begun)
            return unreadable(begun.error(), "it");
        RETURN_IF_ERROR(checkFile());
        RETURN_IF_ERROR(readHead());
        RETURN_IF_ERROR(checkChain());
        RETURN_IF_ERROR(readResources());
        RETURN_IF_ERROR(readPlanes());
        RETURN_IF_ERROR(checkWitness());
        return std::move(m_found);
    }

private:
    template <typename... Arguments>
    tl::unexpected<Error> damaged(fmt::format_string<Arguments...> format, Arguments&&... arguments) const
    {
        return failure(ErrorCode::DataLoss, "{} is damaged: {}", m_database.path().string(),
                       fmt::format(format, std::forward<Arguments>(arguments)...));
    }
    /// A failure of the library, with what it means for us.
    tl::unexpected<Error> unreadable(const Error& error, std::string_view what) const
    {
        if (error.code == ErrorCode::DataLoss || error.code == ErrorCode::Internal)
            return damaged("{} cannot be read ({}); last acknowledged is revision {}", what, error.message,
                           m_witness ? m_witness->newest.number : 0);
        return failure(error);
    }

    Result<> checkFile();
    Result<> readHead();
    Result<> checkChain();
    Result<> checkLink(const SqliteStatement& row, std::uint64_t expected, const Digest& previous);
    Result<> checkEnd(std::uint64_t last, const Digest& hash);
    Result<> readResources();
    Result<> readResource(const SqliteStatement& row, Digest& set);
    Result<> readPlanes();
    Result<> checkWitness();

    SqliteDatabase& m_database;
    const std::optional<WitnessFile::Reading>& m_witness;
    CheckedStore m_found;
    std::optional<Digest> m_witnessed; // Hash of the revision that the witness names, where the log still has it.
};

Result<> StoreCheck::checkFile()
{
    const auto check = m_database.ask("PRAGMA quick_check(1)");
    if (!check)
        return unreadable(check.error(), "its structure");
    if (*check != "ok")
        return damaged("{}", *check);
    const auto id = m_database.ask("PRAGMA application_id");
    const auto layout = m_database.ask("PRAGMA user_version");
    const auto journal = m_database.ask("PRAGMA journal_mode");
    if (!id || !layout || !journal)
        return unreadable(!id ? id.error() : !layout ? layout.error() : journal.error(), "its head");
    if (*id != std::to_string(storeApplicationId))
        return damaged("it is not a store of this program");
    if (*layout != std::to_string(storeLayout))
        return failure(ErrorCode::Unimplemented, "{} has layout {}; this program knows layout {}",
                       m_database.path().string(), *layout, storeLayout);
    if (*journal != "wal")
        return damaged("its journal mode is '{}'", *journal);
    return {};
}

Result<> StoreCheck::readHead()
{
    auto row = m_database.prepare("SELECT number, hash, state_hash, trimmed, trimmed_hash FROM head WHERE id = 1");
    const auto found = row ? row->step() : Result<bool>(failure(row.error()));
    if (!found)
        return unreadable(found.error(), "its head");
    if (!*found)
        return damaged("it has no head");
    m_found.state.head = number(*row, 0);
    m_found.state.headHash = digest(*row, 1);
    m_found.stateHash = digest(*row, 2);
    m_found.state.trimmed = number(*row, 3);
    m_found.state.trimmedHash = digest(*row, 4);
    return {};
}

Result<> StoreCheck::checkLink(const SqliteStatement& row, std::uint64_t expected, const Digest& previous)
{
    if (number(row, 0) != expected)
        return damaged("{} missing",
                       span(expected, number(row, 0) - 1) + (number(row, 0) - 1 == expected ? " is" : " are"));
    model::Revision revision;
    revision.number = expected;
    revision.time = timeFromStored(row.integer(1));
    revision.author = row.text(2);
    revision.reason = row.text(3);
    if (!row.isNull(4))
        revision.inverts = number(row, 4);
    revision.previous = digest(row, 6);
    if (revision.previous != previous)
        return damaged("revision {} does not follow from revision {}", expected, expected - 1);
    if (hashOf(revision, row.text(5)) != digest(row, 7))
        return damaged("revision {} is not what was written", expected);
    return {};
}

Result<> StoreCheck::checkChain()
{
    std::uint64_t last = m_found.state.trimmed;
    Digest hash = m_found.state.trimmedHash;
    auto row = m_database.prepare(fmt::format("SELECT {} FROM revisions ORDER BY number", revisionColumns));
    if (!row)
        return unreadable(row.error(), "the log of revisions");
    if (m_witness && m_witness->newest.number == last)
        m_witnessed = hash;
    for (;;) {
        const auto found = row->step();
        if (!found)
            return unreadable(found.error(), fmt::format("the log from revision {} on", last + 1));
        if (!*found)
            return checkEnd(last, hash);
        if (number(*row, 0) <= last)
            return damaged("the log holds revision {}, which it gave up before", number(*row, 0));
        RETURN_IF_ERROR(checkLink(*row, last + 1, hash));
        last += 1;
        hash = digest(*row, 7);
        if (m_witness && m_witness->newest.number == last)
            m_witnessed = hash;
    }
}

Result<> StoreCheck::checkEnd(std::uint64_t last, const Digest& hash)
{
    const StoredState& state = m_found.state;
    if (last < state.head)
        return damaged("{} missing at the end of the log",
                       span(last + 1, state.head) + (last + 1 == state.head ? " is" : " are"));
    if (last > state.head || hash != state.headHash)
        return damaged("its head does not name revision {}, the last of the log", last);
    return {};
}

Result<> StoreCheck::readResource(const SqliteStatement& row, Digest& set)
{
    auto resource = resourceFromText(row.text(3));
    const std::string name = fmt::format("{} {}", row.text(0), row.text(2));
    const std::uint64_t version = number(row, 4);
    if (!resource)
        return damaged("{} of revision {} cannot be read: {}", name, version, resource.error().message);
    const model::ResourceKey key = model::keyOf(*resource);
    const Digest hash = rowHash(key, row.text(3), version, row.text(5), row.integer(6), row.integer(7));
    if (row.text(0) != nameOf(key.kind) || row.text(1) != key.mesh || row.text(2) != key.name || hash != digest(row, 8))
        return damaged("{} of revision {} is not what was written", name, version);
    toggle(set, hash);
    m_found.state.resources.push_back({*std::move(resource), version, std::string(row.text(5)),
                                       timeFromStored(row.integer(6)), timeFromStored(row.integer(7))});
    return {};
}

Result<> StoreCheck::readResources()
{
    auto row = m_database.prepare("SELECT kind, mesh, name, document, version, author, created, modified, hash "
                                  "FROM resources ORDER BY kind, mesh, name");
    if (!row)
        return unreadable(row.error(), "the state");
    Digest set;
    for (;;) {
        const auto found = row->step();
        if (!found)
            return unreadable(found.error(), "the state");
        if (!*found)
            break;
        RETURN_IF_ERROR(readResource(*row, set));
    }
    if (set != m_found.stateHash)
        return damaged("its state is not the one of revision {}", m_found.state.head);
    return {};
}

Result<> StoreCheck::readPlanes()
{
    auto row = m_database.prepare("SELECT mesh, name, declaration, last_seen, hash FROM planes ORDER BY mesh, name");
    if (!row)
        return unreadable(row.error(), "the inventory");
    for (;;) {
        const auto found = row->step();
        if (!found)
            return unreadable(found.error(), "the inventory");
        if (!*found)
            return {};
        auto declaration = declarationFromText(row->text(2));
        if (planeHash(row->text(0), row->text(1), row->text(2), row->integer(3)) != digest(*row, 4))
            return damaged("data plane {} is not what was written; no revision is concerned", row->text(1));
        if (!declaration) { // As an earlier version let it be. The plane says it again when it connects.
            log::warn("data plane {} is forgotten: {}", row->text(1), declaration.error().message);
            continue;
        }
        m_found.state.planes.push_back({*std::move(declaration), timeFromStored(row->integer(3))});
    }
}

Result<> StoreCheck::checkWitness()
{
    const std::uint64_t head = m_found.state.head;
    if (!m_witness) {
        if (head == 0)
            return {}; // Creation was cut short before the witness; nothing was acknowledged.
        return damaged("the file 'witness' beside it is missing; its log ends with revision {}", head);
    }
    const WitnessFile::Record& newest = m_witness->newest;
    if (newest.number > head)
        return damaged("acknowledged {} lost",
                       span(head + 1, newest.number) + (newest.number == head + 1 ? " is" : " are"));
    if (m_witnessed && *m_witnessed != newest.hash)
        return damaged("revision {} is not the one that was acknowledged", newest.number);
    // A write of the witness that was cut short follows a commit that was not: then the head is ahead.
    if (m_witness->isTorn && newest.number == head)
        return damaged("the file 'witness' beside it lost one of its two records; revisions after {} may be lost",
                       head);
    return {};
}

} // namespace

path databasePath(const path& folder)
{
    return folder / "state.db";
}

path witnessPath(const path& folder)
{
    return folder / "witness";
}

Digest rowHash(const model::ResourceKey& key, std::string_view document, std::uint64_t version, std::string_view author,
               std::int64_t created, std::int64_t modified)
{
    FieldDigest digest;
    digest.add(nameOf(key.kind)).add(key.mesh).add(key.name).add(document).add(version).add(author);
    digest.add(static_cast<std::uint64_t>(created)).add(static_cast<std::uint64_t>(modified));
    return digest.finish();
}

Digest planeHash(std::string_view mesh, std::string_view name, std::string_view declaration, std::int64_t lastSeen)
{
    FieldDigest digest;
    digest.add(mesh).add(name).add(declaration).add(static_cast<std::uint64_t>(lastSeen));
    return digest.finish();
}

void toggle(Digest& set, const Digest& element)
{
    for (std::size_t i = 0; i < set.bytes.size(); ++i)
        set.bytes[i] ^= element.bytes[i];
}

std::int64_t storedTime(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

WallTime timeFromStored(std::int64_t nanoseconds)
{
    return WallTime(std::chrono::duration_cast<WallTime::duration>(std::chrono::nanoseconds(nanoseconds)));
}

Result<model::Revision> readRevision(const SqliteStatement& row)
{
    model::Revision revision;
    revision.number = number(row, 0);
    revision.time = timeFromStored(row.integer(1));
    revision.author = row.text(2);
    revision.reason = row.text(3);
    if (!row.isNull(4))
        revision.inverts = number(row, 4);
    ASSIGN_OR_RETURN(revision.changes, changesFromText(row.text(5)));
    revision.previous = digest(row, 6);
    revision.hash = digest(row, 7);
    return revision;
}

Result<CheckedStore> checkStore(SqliteDatabase& database, const std::optional<WitnessFile::Reading>& witness)
{
    auto checked = StoreCheck(database, witness).run();
    const Result<> ended = database.execute("COMMIT; PRAGMA query_only = OFF");
    if (checked && !ended)
        return failure(ended.error());
    return checked;
}

Result<bool> storeExists(const path& folder, const std::optional<WitnessFile::Reading>& witness)
{
    std::error_code problem;
    const auto size = std::filesystem::file_size(databasePath(folder), problem);
    const bool hasDatabase = !problem && size > 0;
    if (!hasDatabase && witness)
        return failure(ErrorCode::DataLoss, "{} is {}; acknowledged revisions up to {} are lost",
                       databasePath(folder).string(), problem ? "missing" : "empty", witness->newest.number);
    return hasDatabase;
}

} // namespace causeway::control
