#include "engine/channel/push_reader.h"

#include "engine/channel/wire.h"

#include <algorithm>

namespace causeway::channel {

namespace {

Result<snapshot::SharedSection> readSection(const wire::Section& message, const snapshot::Manifest& manifest)
{
    if (message.entry() >= manifest.entries.size())
        return failure(ErrorCode::InvalidArgument, "a section belongs to entry {} of a manifest of {}", message.entry(),
                       manifest.entries.size());
    const snapshot::ManifestEntry& entry = manifest.entries[message.entry()];
    auto section = std::make_shared<snapshot::EncodedSection>();
    section->kind = entry.kind;
    section->name = entry.name;
    section->hash = snapshot::hashOf(entry.kind, message.content());
    if (section->hash != entry.hash)
        return failure(ErrorCode::DataLoss, "the section '{}' is not the one that the manifest names", entry.name);
    section->bytes = message.content();
    return section;
}

void addNew(std::vector<std::string>& names, std::vector<std::string> more)
{
    for (std::string& name : more)
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
}

} // namespace

std::vector<std::string> missingCapabilities(const Names& needed)
{
    const auto& own = ownCapabilities();
    std::vector<std::string> missing;
    for (const std::string& name : needed)
        if (std::find(own.begin(), own.end(), name) == own.end())
            missing.push_back(name);
    return missing;
}

Result<ReadPush> readPush(const wire::Push& push, HeldSections& held)
{
    ReadPush read;
    read.delivery.revision = push.revision();
    ASSIGN_OR_RETURN(read.delivery.manifest, manifestFrom(push));
    std::vector<snapshot::SharedSection> arrived;
    for (const wire::Section& message : push.sections()) {
        ASSIGN_OR_RETURN(auto section, readSection(message, read.delivery.manifest));
        arrived.push_back(std::move(section));
        addNew(read.missingCapabilities, missingCapabilities(message.needs()));
    }
    held.push(read.delivery.manifest, arrived);
    for (const snapshot::ManifestEntry& entry : read.delivery.manifest.entries) {
        auto section = held.find(entry.hash);
        if (!section)
            return failure(ErrorCode::DataLoss, "the push lacks the section '{}'", entry.name);
        read.delivery.sections.push_back(std::move(section));
    }
    return read;
}

} // namespace causeway::channel
