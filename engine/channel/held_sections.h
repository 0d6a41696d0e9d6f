#pragma once

#include "engine/snapshot/sections.h"

#include <deque>
#include <unordered_map>
#include <vector>

namespace causeway::channel {

/// The sections that a plane holds, as both ends of a connection know it without asking: those of its hello, then those
/// of the two newest manifests pushed. Both ends see the pushes in one order, so they always agree.
class HeldSections
{
public:
    /// Of a hello; the sender of pushes knows the hashes only.
    void begin(const std::vector<Digest>& hashes);
    /// A manifest was pushed. Every section of it that is not held yet is in `arrived`.
    void push(const snapshot::Manifest& manifest, const std::vector<snapshot::SharedSection>& arrived);

    bool contains(const Digest& hash) const { return m_sections.contains(hash); }
    /// Null where only the hash is known.
    snapshot::SharedSection find(const Digest& hash) const;
    std::vector<Digest> hashes() const;

private:
    void dropUnneeded();

    static constexpr std::size_t keptManifests = 2;
    std::deque<std::vector<Digest>> m_manifests; // The oldest first; a hello counts as one.
    std::unordered_map<Digest, snapshot::SharedSection> m_sections;
};

} // namespace causeway::channel
