#include "engine/remote/console_messages.h"
#include "engine/remote/packet.h"
#include "engine/remote/view_wire.h"

#include <cmath>

namespace causeway::remote {

namespace {

constexpr std::size_t textLimit = 1024;
constexpr int weightLimit = 1024;
constexpr std::size_t keyLimit = 64;

Result<std::string> textFrom(std::string_view what, const std::string& text)
{
    if (text.size() > textLimit)
        return failure(ErrorCode::InvalidArgument, "{} is longer than {} bytes", what, textLimit);
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return failure(ErrorCode::InvalidArgument, "{} holds a control character", what);
    return text;
}

Result<std::string> keyFrom(std::string_view what, const std::string& text)
{
    if (text.empty() || text.size() > keyLimit)
        return failure(ErrorCode::InvalidArgument, "{} has 1 to {} characters, not {}", what, keyLimit, text.size());
    return textFrom(what, text);
}

Result<double> numberFrom(std::string_view what, double number)
{
    if (!std::isfinite(number))
        return failure(ErrorCode::InvalidArgument, "{} is not a number", what);
    return number;
}

struct CommandWriter
{
    wire::Command& out;

    void operator()(const api::SetSplit& command) const
    {
        const auto& [route, expectedVersion, weights, reason] = command;
        wire::SetSplit& body = *out.mutable_set_split();
        body.set_route(route);
        body.set_expected_version(expectedVersion);
        for (const auto& [service, weight] : weights) {
            wire::Weight& added = *body.add_weights();
            added.set_service(service);
            added.set_weight(weight);
        }
        body.set_reason(reason);
    }
    void operator()(const api::InvertRevision& command) const
    {
        const auto& [revision, evenIfChangedSince] = command;
        out.mutable_invert_revision()->set_revision(revision);
        out.mutable_invert_revision()->set_even_if_changed_since(evenIfChangedSince);
    }
    void operator()(const api::RevertTo& command) const
    {
        const auto& [revision, expectedHead] = command;
        out.mutable_revert_to()->set_revision(revision);
        out.mutable_revert_to()->set_expected_head(expectedHead);
    }
    void operator()(const api::SetLoad& command) const
    {
        const auto& [requestsPerSecond] = command;
        out.mutable_set_load()->set_requests_per_second(requestsPerSecond);
    }
    void operator()(const api::SetLink& command) const
    {
        const auto& [link, settings] = command;
        out.mutable_set_link()->set_link(link);
        *out.mutable_set_link()->mutable_settings() = toWire(settings);
    }
    void operator()(const api::StartFault& command) const
    {
        const auto& [kind, target, amount] = command;
        out.mutable_start_fault()->set_kind(static_cast<std::uint32_t>(kind));
        out.mutable_start_fault()->set_target(target);
        out.mutable_start_fault()->set_amount(amount);
    }
    void operator()(const api::EndFault& command) const
    {
        const auto& [fault] = command;
        out.mutable_end_fault()->set_fault(fault);
    }
};

struct Writer
{
    wire::FromConsole& out;

    void operator()(const ConsoleHello& hello) const
    {
        const auto& [instance, version] = hello;
        out.mutable_hello()->set_instance(instance);
        out.mutable_hello()->set_version(version);
    }
    void operator()(const CommandMessage& message) const
    {
        const auto& [key, isRepeat, seenRevision, command] = message;
        wire::Command& body = *out.mutable_command();
        body.set_key(key);
        body.set_is_repeat(isRepeat);
        body.set_seen_revision(seenRevision);
        std::visit(CommandWriter{body}, command);
    }
    void operator()(const RevisionsQuestion& message) const
    {
        const auto& [question, before, limit] = message;
        out.mutable_revisions()->set_question(question);
        out.mutable_revisions()->set_before(before);
        out.mutable_revisions()->set_limit(limit);
    }
    void operator()(const TextQuestion& message) const
    {
        const auto& [question, route, form] = message;
        out.mutable_text()->set_question(question);
        out.mutable_text()->set_route(route);
        out.mutable_text()->set_form(static_cast<std::uint32_t>(form));
    }
    void operator()(const PreviewQuestion& message) const
    {
        const auto& [question, revision] = message;
        out.mutable_preview()->set_question(question);
        out.mutable_preview()->set_revision(revision);
    }
    void operator()(const Seen& message) const { out.mutable_seen()->set_view(message.view); }
};

Result<api::ClusterCommand> read(const wire::SetSplit& body)
{
    if (body.weights_size() > weightLimit)
        return failure(ErrorCode::InvalidArgument, "a split has at most {} weights", weightLimit);
    api::SetSplit command;
    ASSIGN_OR_RETURN(command.route, textFrom("the route", body.route()));
    command.expectedVersion = body.expected_version();
    for (const wire::Weight& weight : body.weights()) {
        ASSIGN_OR_RETURN(std::string service, textFrom("a service", weight.service()));
        command.weights.push_back({std::move(service), weight.weight()});
    }
    ASSIGN_OR_RETURN(command.reason, textFrom("the reason", body.reason()));
    return command;
}

Result<api::ClusterCommand> read(const wire::SetLink& body)
{
    api::SetLink command;
    ASSIGN_OR_RETURN(command.link, textFrom("the link", body.link()));
    ASSIGN_OR_RETURN(command.settings, fromWire(body.settings()));
    RETURN_IF_ERROR(numberFrom("the bandwidth", command.settings.megabitsPerSecond));
    RETURN_IF_ERROR(numberFrom("the loss", command.settings.lossPercent));
    return command;
}

Result<api::ClusterCommand> read(const wire::StartFault& body)
{
    api::StartFault command;
    ASSIGN_OR_RETURN(command.kind, enumeratorOf(body.kind(), api::FaultKind::CutLink, "kind of fault"));
    ASSIGN_OR_RETURN(command.target, textFrom("the target", body.target()));
    ASSIGN_OR_RETURN(command.amount, numberFrom("the amount", body.amount()));
    return command;
}

Result<api::ClusterCommand> commandFrom(const wire::Command& message)
{
    switch (message.body_case()) {
    case wire::Command::kSetSplit:
        return read(message.set_split());
    case wire::Command::kInvertRevision:
        return api::InvertRevision{message.invert_revision().revision(),
                                   message.invert_revision().even_if_changed_since()};
    case wire::Command::kRevertTo:
        return api::RevertTo{message.revert_to().revision(), message.revert_to().expected_head()};
    case wire::Command::kSetLoad: {
        ASSIGN_OR_RETURN(const double rate, numberFrom("the load", message.set_load().requests_per_second()));
        return api::SetLoad{rate};
    }
    case wire::Command::kSetLink:
        return read(message.set_link());
    case wire::Command::kStartFault:
        return read(message.start_fault());
    case wire::Command::kEndFault:
        return api::EndFault{message.end_fault().fault()};
    case wire::Command::BODY_NOT_SET:
        break;
    }
    return failure(ErrorCode::Unimplemented, "a console asks for something that is not known here");
}

Result<FromConsole> read(const wire::Command& message)
{
    CommandMessage command;
    ASSIGN_OR_RETURN(command.key, keyFrom("the key of a command", message.key()));
    command.isRepeat = message.is_repeat();
    command.seenRevision = message.seen_revision();
    ASSIGN_OR_RETURN(command.command, commandFrom(message));
    return command;
}

Result<FromConsole> read(const wire::ConsoleHello& message)
{
    ConsoleHello hello;
    ASSIGN_OR_RETURN(hello.instance, keyFrom("the console's name of itself", message.instance()));
    ASSIGN_OR_RETURN(hello.version, textFrom("the console's version", message.version()));
    return hello;
}

Result<FromConsole> read(const wire::TextQuestion& message)
{
    TextQuestion question;
    question.question = message.question();
    ASSIGN_OR_RETURN(question.route, textFrom("the route", message.route()));
    ASSIGN_OR_RETURN(question.form, enumeratorOf(message.form(), api::TextForm::Request, "form of a text"));
    return question;
}

} // namespace

std::string encode(const FromConsole& message)
{
    wire::FromConsole out;
    std::visit(Writer{out}, message);
    return pack(out.SerializeAsString());
}

Result<FromConsole> decodeFromConsole(std::string_view packet)
{
    ASSIGN_OR_RETURN(const std::string bytes, unpack(packet, consoleMessageLimit));
    wire::FromConsole message;
    if (!message.ParseFromString(bytes))
        return failure(ErrorCode::InvalidArgument, "{} bytes are not a message of a console", bytes.size());
    switch (message.body_case()) {
    case wire::FromConsole::kHello:
        return read(message.hello());
    case wire::FromConsole::kCommand:
        return read(message.command());
    case wire::FromConsole::kRevisions:
        return RevisionsQuestion{message.revisions().question(), message.revisions().before(),
                                 static_cast<std::size_t>(message.revisions().limit())};
    case wire::FromConsole::kText:
        return read(message.text());
    case wire::FromConsole::kPreview:
        return PreviewQuestion{message.preview().question(), message.preview().revision()};
    case wire::FromConsole::kSeen:
        return Seen{message.seen().view()};
    case wire::FromConsole::BODY_NOT_SET:
        break;
    }
    return failure(ErrorCode::Unimplemented, "a console said something that is not known here");
}

} // namespace causeway::remote
