#include "engine/snapshot/sections.h"

namespace causeway::snapshot {

std::string_view nameOf(SectionKind kind)
{
    switch (kind) {
    case SectionKind::Listener:
        return "listener";
    case SectionKind::VirtualHost:
        return "virtual host";
    case SectionKind::Cluster:
        return "cluster";
    case SectionKind::Endpoints:
        return "endpoints";
    case SectionKind::TrustBundle:
        return "trust bundle";
    case SectionKind::Certificate:
        return "certificate";
    }
    return "section of an unknown kind";
}

Digest hashOf(SectionKind kind, std::string_view bytes)
{
    return FieldDigest().add(static_cast<std::uint64_t>(kind)).add(bytes).finish();
}

Digest Manifest::hash() const
{
    FieldDigest digest;
    for (const ManifestEntry& entry : entries)
        digest.add(static_cast<std::uint64_t>(entry.kind)).add(entry.name).add(entry.hash);
    return digest.finish();
}

} // namespace causeway::snapshot
