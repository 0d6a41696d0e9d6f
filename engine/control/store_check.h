#pragma once

#include "engine/control/state_store.h"

namespace causeway::control {

/// The files of a store.
std::filesystem::path databasePath(const std::filesystem::path& folder);
std::filesystem::path witnessPath(const std::filesystem::path& folder);

constexpr int storeApplicationId = 0x43575359; // "CWSY"
constexpr int storeLayout = 1;

/// Hash of a resource row over all its columns.
Digest rowHash(const model::ResourceKey& key, std::string_view document, std::uint64_t version, std::string_view author,
               std::int64_t created, std::int64_t modified);
Digest planeHash(std::string_view mesh, std::string_view name, std::string_view declaration, std::int64_t lastSeen);
/// Adding and removing an element of a set hash are the same operation.
void toggle(Digest& set, const Digest& element);

std::int64_t storedTime(WallTime time);
WallTime timeFromStored(std::int64_t nanoseconds);

/// One row of `revisions`, as selected by revisionColumns. The changes stay text where they are not asked for.
inline constexpr std::string_view revisionColumns = "number, time, author, reason, inverts, changes, previous, hash";
Result<model::Revision> readRevision(const SqliteStatement& row);

struct CheckedStore
{
    StoredState state;
    Digest stateHash;
};

/// Reads everything in one transaction and checks it: the library's own structure, the hash of every row, the set hash
/// of the state, the chain of the log from end to end, and that the head is no older than what was acknowledged.
///
/// Errors: DataLoss that names the file and the revisions concerned.
Result<CheckedStore> checkStore(SqliteDatabase& database, const std::optional<WitnessFile::Reading>& witness);

/// False: there is no store yet (at most one whose creation was cut short). DataLoss when half of one is missing.
Result<bool> storeExists(const std::filesystem::path& folder, const std::optional<WitnessFile::Reading>& witness);

} // namespace causeway::control
