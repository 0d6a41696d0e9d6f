#pragma once

#include "engine/api/cluster_port.h"
#include "engine/base/result.h"
#include "engine/model/access_role.h"
#include "engine/remote/console_protocol.h"
#include "engine/remote/sheet.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace causeway::remote {

// From the cluster.

struct ServerHello
{
    std::string clusterName;
    std::string version;
    model::AccessRole role = model::AccessRole::Viewer;
    std::string tokenName; // Who the console's user is for this cluster: the author of changes.
    api::Capabilities capabilities;
    std::string entrance; // Where its gateway takes requests; empty: not known.
};

struct OutcomeMessage
{
    std::string key;
    Result<api::CommandDone> outcome;
};

struct RevisionsAnswer
{
    std::uint64_t question = 0;
    Result<std::vector<api::RevisionView>> revisions;
};

struct TextAnswer
{
    std::uint64_t question = 0;
    Result<std::string> text;
};

struct PreviewAnswer
{
    std::uint64_t question = 0;
    Result<api::RevertPreview> preview;
};

/// Why the cluster ends the connection.
struct Farewell
{
    Error reason;
};

using FromCluster =
    std::variant<ServerHello, ViewUpdate, OutcomeMessage, RevisionsAnswer, TextAnswer, PreviewAnswer, Farewell>;

// From the console.

struct ConsoleHello
{
    std::string instance; // Drawn at random when the console's connection is made; stays over reconnects.
    std::string version;
};

struct CommandMessage
{
    std::string key; // Names this wish, however often it is sent.
    bool isRepeat = false;
    std::uint64_t seenRevision = 0;
    api::ClusterCommand command;
};

struct RevisionsQuestion
{
    std::uint64_t question = 0;
    std::uint64_t before = 0;
    std::size_t limit = 0;
};

struct TextQuestion
{
    std::uint64_t question = 0;
    std::string route;
    api::TextForm form = api::TextForm::Yaml;
};

struct PreviewQuestion
{
    std::uint64_t question = 0;
    std::uint64_t revision = 0;
};

/// The console has taken up this view and all before it.
struct Seen
{
    std::uint64_t view = 0;
};

using FromConsole = std::variant<ConsoleHello, CommandMessage, RevisionsQuestion, TextQuestion, PreviewQuestion, Seen>;

/// What travels for a message: one packet.
std::string encode(const FromCluster& message);
std::string encode(const FromConsole& message);

/// Packets may be anything.
///
/// Errors: a sentence that names what is wrong; the connection is of no more use.
Result<FromCluster> decodeFromCluster(std::string_view packet);
Result<FromConsole> decodeFromConsole(std::string_view packet);

} // namespace causeway::remote
