#pragma once

#include "engine/base/result.h"
#include "engine/snapshot/sections.h"

#include <span>
#include <unordered_map>

namespace causeway::snapshot {

/// The wire form: equal sections give equal bytes, on every machine.
SharedSection encode(const Section& section);

/// Strict: unknown kinds, missing or out-of-range values, duplicate names and trailing bytes are errors that name the
/// section. `bytes` may be anything.
Result<Section> decode(const EncodedSection& section);

/// The manifest over sections, sorted; InvalidArgument when two share kind and name.
Result<Manifest> manifestOf(std::span<const SharedSection> sections);

/// What holds between the sections of a snapshot: the checks of assemble() for one that was built in the process.
Result<> check(const Snapshot& snapshot);

/// Decodes all and checks what holds between them: the virtual hosts, clusters and trust bundles that others
/// name exist, and every cluster has an Endpoints section (it may be empty). The error names the plane's first problem.
Result<std::shared_ptr<const Snapshot>> assemble(std::uint64_t revision, std::span<const SharedSection> sections);

/// assemble() for one plane's snapshots as they follow each other: a section that was in the newest is not decoded
/// again. A hash stands for kind and bytes, so what has the same hash is the same.
///
/// Threads: one at a time.
class Assembler
{
public:
    Result<std::shared_ptr<const Snapshot>> assemble(std::uint64_t revision, std::span<const SharedSection> sections);
    /// How many sections were decoded so far.
    std::uint64_t decoded() const { return m_decoded; }

private:
    struct Place
    {
        SectionKind kind = SectionKind::Listener;
        std::size_t index = 0;
    };
    Result<Section> sectionOf(const EncodedSection& encoded);

    std::shared_ptr<const Snapshot> m_newest;
    std::unordered_map<Digest, Place> m_places; // In the newest.
    std::uint64_t m_decoded = 0;
};

} // namespace causeway::snapshot
