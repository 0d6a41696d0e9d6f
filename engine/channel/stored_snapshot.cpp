#include "engine/channel/stored_snapshot.h"

#include "engine/channel/wire.h"

namespace causeway::channel {

namespace {

constexpr std::string_view firstLine = "causeway snapshot 1\n";

} // namespace

std::string encode(const StoredSnapshot& stored)
{
    wire::StoredSnapshot message;
    message.set_revision(stored.revision);
    for (const snapshot::SharedSection& section : stored.sections) {
        wire::StoredSection& added = *message.add_sections();
        added.set_kind(static_cast<std::uint32_t>(section->kind));
        added.set_name(section->name);
        added.set_content(section->bytes);
    }
    const std::string body = message.SerializeAsString();
    return fmt::format("{}{}{}", firstLine, sha256(body).view(), body);
}

Result<StoredSnapshot> decodeStoredSnapshot(std::string_view bytes)
{
    const std::size_t headSize = firstLine.size() + sizeof(Digest::bytes);
    if (bytes.size() < headSize || !bytes.starts_with(firstLine))
        return failure(ErrorCode::DataLoss, "it does not begin as a stored snapshot");
    const std::string_view body = bytes.substr(headSize);
    if (sha256(body).view() != bytes.substr(firstLine.size(), sizeof(Digest::bytes)))
        return failure(ErrorCode::DataLoss, "its content does not fit its checksum");
    wire::StoredSnapshot message;
    if (!parse(message, body))
        return failure(ErrorCode::DataLoss, "its content is not a snapshot");
    StoredSnapshot stored;
    stored.revision = message.revision();
    for (wire::StoredSection& section : *message.mutable_sections()) {
        auto read = std::make_shared<snapshot::EncodedSection>();
        read->kind = static_cast<snapshot::SectionKind>(section.kind());
        read->name = std::move(*section.mutable_name());
        read->bytes = std::move(*section.mutable_content());
        read->hash = snapshot::hashOf(read->kind, read->bytes);
        stored.sections.push_back(std::move(read));
    }
    return stored;
}

} // namespace causeway::channel
