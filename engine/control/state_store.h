#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/control/folder_lock.h"
#include "engine/control/sqlite_database.h"
#include "engine/control/witness_file.h"
#include "engine/model/inventory.h"
#include "engine/model/revision.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace causeway::control {

struct StoredResource
{
    model::Resource resource;
    std::uint64_t version = 0; // The revision that last wrote it,
    std::string author;        // and who that was.
    WallTime created;
    WallTime modified;
};

struct StoredPlane
{
    model::PlaneDeclaration declaration;
    WallTime lastSeen;
};

/// All that a store holds but the log.
struct StoredState
{
    std::uint64_t head = 0; // 0: no revision yet.
    Digest headHash;
    std::uint64_t trimmed = 0; // The newest revision that the log does not keep any more.
    Digest trimmedHash;
    std::vector<StoredResource> resources;
    std::vector<StoredPlane> planes;
};

struct StoreOptions
{
    std::filesystem::path folder;
    std::uint64_t keptRevisions = 10'000; // Older ones leave the log; the chain goes on from the hash of the last gone.
    std::uint64_t pageLimit = 0;          // Of the database; 0: what the disk has.
};

/// What people want, on disk: the present state and the log of revisions that led there, in one SQLite database, with a
/// witness of what was acknowledged beside it.
///
/// A commit is on disk when it returns: first the database's log, then the witness, each with an fdatasync.
///
/// Errors:  see the functions. AlreadyExists when another process has the folder.
/// Threads: one at a time.
class StateStore
{
public:
    /// Opens or creates. Everything that is kept is checked before anything is served; what is damaged gets DataLoss
    /// that names the file and the revisions concerned, and stays as it is.
    static Result<std::unique_ptr<StateStore>> open(StoreOptions options);
    ~StateStore();

    /// The state at opening, handed over once.
    StoredState takeInitialState() { return std::move(m_initial); }

    /// Appends revisions that follow the head without a gap; all or none. Fills in `previous` and `hash`.
    /// ResourceExhausted (the disk is full), Unavailable: nothing was stored. After a failure of which that is not
    /// known, every further commit is refused until the store is opened again.
    Result<> commit(std::span<model::Revision> revisions);

    /// Inventory: no revision, overwritten in place.
    Result<> rememberPlane(const StoredPlane& plane);
    Result<> forgetPlane(const std::string& mesh, const std::string& name);

    /// Newest first, from `before` (exclusive; 0: the head), at most `limit`.
    Result<std::vector<model::Revision>> revisions(std::uint64_t before, std::size_t limit) const;

    /// Moves the log into the database when it has grown. Worth calling while nothing is to be written.
    Result<> tidyUp();
    /// It has grown so far that whoever writes has to wait for that once.
    bool isLogLong() const;

private:
    StateStore(StoreOptions options, FolderLock lock, std::unique_ptr<SqliteDatabase> database, WitnessFile witness,
               StoredState initial, Digest stateHash);
    Result<> write(std::span<model::Revision> revisions, Digest& stateHash);
    Result<> writeChange(const model::Revision& revision, const model::ResourceChange& change, Digest& stateHash);
    Result<> writeHead(const model::Revision& newest, const Digest& stateHash);
    Result<> trim(std::uint64_t newest);
    Result<> rollBack(Error error);

    StoreOptions m_options;
    FolderLock m_lock;
    std::unique_ptr<SqliteDatabase> m_database;
    WitnessFile m_witness;
    StoredState m_initial;
    std::uint64_t m_head;
    Digest m_headHash;
    Digest m_stateHash; // Of the set of resource rows: the exclusive or of their hashes.
    std::uint64_t m_trimmed;
    std::optional<Error> m_broken; // Set for good once it is not known what the disk holds.
};

struct StoreReport
{
    std::uint64_t head = 0;
    std::uint64_t oldestKept = 0; // 0: none.
    std::uint64_t acknowledged = 0;
    std::size_t resources = 0;
};

/// The checks of opening, without changing anything: for `causewayd store verify`. Works beside a running control
/// plane.
Result<StoreReport> verifyStore(const std::filesystem::path& folder);

} // namespace causeway::control
