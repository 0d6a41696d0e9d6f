#include "engine/remote/console_messages.h"
#include "engine/remote/packet.h"
#include "engine/remote/view_wire.h"

namespace causeway::remote {

namespace {

constexpr auto lastCode = ErrorCode::Internal;

void write(const Error& error, wire::Failure& out)
{
    out.set_code(static_cast<std::uint32_t>(error.code));
    out.set_message(error.message);
}

/// A code that is not known here is still a failure.
Error read(const wire::Failure& message)
{
    const auto code = enumeratorOf(message.code(), lastCode, "code");
    return {code.value_or(ErrorCode::Internal), message.message()};
}

void write(const TableUpdate& table, wire::Table& out)
{
    out.set_kind(static_cast<std::uint32_t>(table.kind));
    for (const SheetRow& row : table.rows) {
        out.add_keys(row.key);
        out.add_rows(row.bytes);
    }
    for (const std::string& key : table.dropped)
        out.add_dropped(key);
    out.mutable_order()->Assign(table.order.begin(), table.order.end());
}

Result<TableUpdate> read(wire::Table& message)
{
    if (message.kind() == 0 || message.kind() > tableCount)
        return failure(ErrorCode::Unimplemented, "a table of kind {} is not known here", message.kind());
    if (message.keys_size() != message.rows_size())
        return failure(ErrorCode::InvalidArgument, "a table has {} keys for {} rows", message.keys_size(),
                       message.rows_size());
    TableUpdate table;
    table.kind = static_cast<TableKind>(message.kind());
    table.rows.reserve(static_cast<std::size_t>(message.rows_size()));
    for (int i = 0; i < message.rows_size(); ++i)
        table.rows.push_back({std::move(*message.mutable_keys(i)), std::move(*message.mutable_rows(i))});
    table.dropped.assign(message.dropped().begin(), message.dropped().end());
    table.order.assign(message.order().begin(), message.order().end());
    return table;
}

/// Writes the message into the body it belongs to.
struct Writer
{
    wire::FromCluster& out;

    void operator()(const ServerHello& hello) const
    {
        wire::ServerHello& body = *out.mutable_hello();
        const auto& [clusterName, version, role, tokenName, capabilities, entrance] = hello;
        body.set_name(clusterName);
        body.set_version(version);
        body.set_role(static_cast<std::uint32_t>(role));
        body.set_token_name(tokenName);
        const auto& [changesWeights, setsLoad, shapesLinks, breaksThings] = capabilities;
        body.mutable_capabilities()->set_changes_weights(changesWeights);
        body.mutable_capabilities()->set_sets_load(setsLoad);
        body.mutable_capabilities()->set_shapes_links(shapesLinks);
        body.mutable_capabilities()->set_breaks_things(breaksThings);
        body.set_entrance(entrance);
    }
    void operator()(const ViewUpdate& update) const
    {
        wire::ViewUpdate& body = *out.mutable_view();
        body.set_number(update.number);
        body.set_is_whole(update.isWhole);
        for (const TableUpdate& table : update.tables)
            write(table, *body.add_tables());
    }
    void operator()(const OutcomeMessage& message) const
    {
        wire::Outcome& body = *out.mutable_outcome();
        body.set_key(message.key);
        if (!message.outcome)
            return write(message.outcome.error(), *body.mutable_failure());
        const auto& [revision, changed, fault] = *message.outcome;
        body.set_revision(revision);
        body.set_changed(changed);
        body.set_fault(fault);
    }
    void operator()(const RevisionsAnswer& answer) const
    {
        wire::RevisionsAnswer& body = *out.mutable_revisions();
        body.set_question(answer.question);
        if (!answer.revisions)
            return write(answer.revisions.error(), *body.mutable_failure());
        for (const api::RevisionView& revision : *answer.revisions)
            *body.add_revisions() = toWire(revision);
    }
    void operator()(const TextAnswer& answer) const
    {
        wire::TextAnswer& body = *out.mutable_text();
        body.set_question(answer.question);
        if (!answer.text)
            return write(answer.text.error(), *body.mutable_failure());
        body.set_text(*answer.text);
    }
    void operator()(const PreviewAnswer& answer) const
    {
        wire::PreviewAnswer& body = *out.mutable_preview();
        body.set_question(answer.question);
        if (!answer.preview)
            return write(answer.preview.error(), *body.mutable_failure());
        const auto& [revision, head, diff] = *answer.preview;
        body.set_revision(revision);
        body.set_head(head);
        copyDiff(diff, *body.mutable_diff());
    }
    void operator()(const Farewell& farewell) const
    {
        write(farewell.reason, *out.mutable_farewell()->mutable_failure());
    }
};

Result<FromCluster> read(const wire::ServerHello& body)
{
    ServerHello hello;
    hello.clusterName = body.name();
    hello.version = body.version();
    ASSIGN_OR_RETURN(hello.role, enumeratorOf(body.role(), model::AccessRole::Admin, "role"));
    hello.tokenName = body.token_name();
    hello.capabilities.changesWeights = body.capabilities().changes_weights();
    hello.capabilities.setsLoad = body.capabilities().sets_load();
    hello.capabilities.shapesLinks = body.capabilities().shapes_links();
    hello.capabilities.breaksThings = body.capabilities().breaks_things();
    hello.entrance = body.entrance();
    return hello;
}

Result<FromCluster> read(wire::ViewUpdate& body)
{
    ViewUpdate update;
    update.number = body.number();
    update.isWhole = body.is_whole();
    for (wire::Table& table : *body.mutable_tables()) {
        ASSIGN_OR_RETURN(auto read, read(table));
        update.tables.push_back(std::move(read));
    }
    return update;
}

Result<FromCluster> read(const wire::Outcome& body)
{
    if (body.has_failure())
        return OutcomeMessage{body.key(), causeway::failure(read(body.failure()))};
    return OutcomeMessage{body.key(), api::CommandDone{body.revision(), body.changed(), body.fault()}};
}

Result<FromCluster> read(const wire::RevisionsAnswer& body)
{
    if (body.has_failure())
        return RevisionsAnswer{body.question(), causeway::failure(read(body.failure()))};
    std::vector<api::RevisionView> revisions;
    for (const wire::Revision& message : body.revisions()) {
        ASSIGN_OR_RETURN(auto revision, fromWire(message));
        revisions.push_back(std::move(revision));
    }
    return RevisionsAnswer{body.question(), std::move(revisions)};
}

Result<FromCluster> read(const wire::TextAnswer& body)
{
    if (body.has_failure())
        return TextAnswer{body.question(), causeway::failure(read(body.failure()))};
    return TextAnswer{body.question(), body.text()};
}

Result<FromCluster> read(const wire::PreviewAnswer& body)
{
    if (body.has_failure())
        return PreviewAnswer{body.question(), causeway::failure(read(body.failure()))};
    ASSIGN_OR_RETURN(auto diff, diffFrom(body.diff()));
    return PreviewAnswer{body.question(), api::RevertPreview{body.revision(), body.head(), std::move(diff)}};
}

} // namespace

std::string encode(const FromCluster& message)
{
    wire::FromCluster out;
    std::visit(Writer{out}, message);
    return pack(out.SerializeAsString());
}

Result<FromCluster> decodeFromCluster(std::string_view packet)
{
    ASSIGN_OR_RETURN(const std::string bytes, unpack(packet, clusterMessageLimit));
    wire::FromCluster message;
    if (!message.ParseFromString(bytes))
        return failure(ErrorCode::InvalidArgument, "{} bytes are not a message of a cluster", bytes.size());
    switch (message.body_case()) {
    case wire::FromCluster::kHello:
        return read(message.hello());
    case wire::FromCluster::kView:
        return read(*message.mutable_view());
    case wire::FromCluster::kOutcome:
        return read(message.outcome());
    case wire::FromCluster::kRevisions:
        return read(message.revisions());
    case wire::FromCluster::kText:
        return read(message.text());
    case wire::FromCluster::kPreview:
        return read(message.preview());
    case wire::FromCluster::kFarewell:
        return Farewell{read(message.farewell().failure())};
    case wire::FromCluster::BODY_NOT_SET:
        break;
    }
    return failure(ErrorCode::Unimplemented, "a cluster said something that is not known here");
}

} // namespace causeway::remote
