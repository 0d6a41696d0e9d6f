#pragma once

#include "engine/base/result.h"
#include "engine/keys/certificate.h"
#include "engine/keys/key_pair.h"
#include "engine/proxy/data_plane.h"
#include "engine/runtime/declared_doors.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace causeway::runtime {

/// The certificate of a gateway that was given none for a client: nobody vouches for it. Made once a run.
struct OwnCertificate
{
    static Result<OwnCertificate> create();

    keys::KeyPair key;
    keys::Certificate certificate;
};

/// What a gateway by itself is to serve by, as a control plane would tell it, and the private keys for that.
struct DeclaredSnapshot
{
    std::shared_ptr<const snapshot::Snapshot> snapshot;
    std::vector<proxy::NamedKey> keys;
    bool usesOwnCertificate = false; // For clients that ask for no name of the file's.
};

/// Errors: what is wrong with the file, by line; a host that does not resolve; a certificate, named, that is none.
Result<DeclaredSnapshot> readDeclared(const std::filesystem::path& file, const DeclaredDoors& doors,
                                      const OwnCertificate& own, std::uint64_t revision);

} // namespace causeway::runtime
