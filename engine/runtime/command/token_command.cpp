#include "engine/authority/access_tokens.h"
#include "engine/base/clock.h"
#include "engine/base/files.h"
#include "engine/base/wall_time.h"
#include "engine/runtime/command/command.h"
#include "engine/runtime/console_api/console_host.h"
#include "engine/runtime/planned_change.h"

#include <fmt/format.h>

namespace causeway::runtime {

namespace {

struct TokenArguments
{
    std::filesystem::path dataFolder;
    std::string role;
    std::string name;
    std::string expires;
    std::filesystem::path file;
    std::string revoked;
};

using Tokens = std::unique_ptr<authority::AccessTokens>;

Result<Tokens> openTokens(const Clock& clock, const TokenArguments& arguments)
{
    const auto folder = arguments.dataFolder.empty() ? defaultDataFolder("control-plane") : arguments.dataFolder;
    return authority::AccessTokens::open(clock, tokensFile(folder / "trust"));
}

std::string lifeOf(const authority::AccessToken& token)
{
    return token.expires ? "expires " + toRfc3339(*token.expires) : "does not expire";
}

Result<> create(const TokenArguments& arguments)
{
    const SystemClock clock;
    const auto role = model::accessRoleFromText(arguments.role);
    if (!role)
        return failure(ErrorCode::InvalidArgument, "'{}' is no role: viewer, operator or admin", arguments.role);
    std::optional<std::chrono::seconds> life;
    if (!arguments.expires.empty()) {
        ASSIGN_OR_RETURN(const Duration duration, parseDuration(arguments.expires));
        life = std::chrono::duration_cast<std::chrono::seconds>(duration);
    }
    ASSIGN_OR_RETURN(const Tokens tokens, openTokens(clock, arguments));
    ASSIGN_OR_RETURN(const auto created, tokens->create(*role, arguments.name, life));
    fmt::print(stderr, "token {} of {}: {}, {}\n", created.token.id, created.token.name, nameOf(created.token.role),
               lifeOf(created.token));
    if (!arguments.file.empty())
        return replaceFile(arguments.file, created.secret + '\n', FileAccess::OwnerOnly);
    fmt::print(stderr, "It is shown this once:\n");
    fmt::print("{}\n", created.secret);
    return {};
}

Result<> list(const TokenArguments& arguments)
{
    const SystemClock clock;
    ASSIGN_OR_RETURN(const Tokens tokens, openTokens(clock, arguments));
    ASSIGN_OR_RETURN(const auto all, tokens->list());
    for (const authority::AccessToken& token : all)
        fmt::print("{}  {:<8}  {:<24}  created {}  {}\n", token.id, nameOf(token.role), token.name,
                   toRfc3339(token.created), lifeOf(token));
    return {};
}

Result<> revoke(const TokenArguments& arguments)
{
    const SystemClock clock;
    ASSIGN_OR_RETURN(const Tokens tokens, openTokens(clock, arguments));
    ASSIGN_OR_RETURN(const auto revoked, tokens->revoke(arguments.revoked));
    fmt::print("revoked {} of {}\n", revoked.id, revoked.name);
    return {};
}

using Action = Result<> (*)(const TokenArguments&);

CLI::App* addAction(CLI::App& command, const char* name, const char* description,
                    const std::shared_ptr<TokenArguments>& arguments, Run& run, Action action)
{
    CLI::App* const added = command.add_subcommand(name, description);
    added->add_option("--data-dir", arguments->dataFolder, "Data folder of the control plane");
    added->callback([arguments, &run, action] {
        run = [arguments, action] {
            const auto outcome = action(*arguments);
            return outcome ? 0 : report(outcome.error());
        };
    });
    return added;
}

} // namespace

void addTokenCommand(CLI::App& app, Run& run)
{
    CLI::App* const command = app.add_subcommand(
        "token", "Tokens for people and their consoles. A control plane that runs follows at once what is done here.");
    command->require_subcommand(1);
    const auto arguments = std::make_shared<TokenArguments>();
    CLI::App* const created =
        addAction(*command, "create", "Makes a token and shows it this once.", arguments, run, create);
    created->add_option("--role", arguments->role, "viewer, operator or admin")->required();
    created->add_option("--name", arguments->name, "Who uses it: the author of what is changed with it");
    created->add_option("--expires", arguments->expires, "After how long, as in 12h or 30d; never unless given");
    created->add_option("--token-file", arguments->file, "Write the token to this file (0600) instead of showing it");
    addAction(*command, "list", "Lists the tokens, without what they are.", arguments, run, list);
    CLI::App* const revoked =
        addAction(*command, "revoke", "Ends a token and, within a second, the consoles that are connected by it.",
                  arguments, run, revoke);
    revoked->add_option("token", arguments->revoked, "Its id or name")->required();
}

} // namespace causeway::runtime
