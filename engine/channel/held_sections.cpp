#include "engine/channel/held_sections.h"

#include <unordered_set>

namespace causeway::channel {

void HeldSections::begin(const std::vector<Digest>& hashes)
{
    m_manifests.assign(1, hashes);
    for (const Digest& hash : hashes)
        m_sections.try_emplace(hash);
    dropUnneeded();
}

void HeldSections::push(const snapshot::Manifest& manifest, const std::vector<snapshot::SharedSection>& arrived)
{
    std::vector<Digest> hashes;
    hashes.reserve(manifest.entries.size());
    for (const snapshot::ManifestEntry& entry : manifest.entries)
        hashes.push_back(entry.hash);
    m_manifests.push_back(std::move(hashes));
    for (const snapshot::SharedSection& section : arrived)
        m_sections[section->hash] = section;
    if (m_manifests.size() > keptManifests)
        m_manifests.pop_front();
    dropUnneeded();
}

snapshot::SharedSection HeldSections::find(const Digest& hash) const
{
    const auto found = m_sections.find(hash);
    return found == m_sections.end() ? nullptr : found->second;
}

std::vector<Digest> HeldSections::hashes() const
{
    std::vector<Digest> hashes;
    hashes.reserve(m_sections.size());
    for (const auto& [hash, section] : m_sections)
        hashes.push_back(hash);
    return hashes;
}

void HeldSections::dropUnneeded()
{
    std::unordered_set<Digest> needed;
    for (const auto& hashes : m_manifests)
        needed.insert(hashes.begin(), hashes.end());
    std::erase_if(m_sections, [&](const auto& held) { return !needed.contains(held.first); });
}

} // namespace causeway::channel
