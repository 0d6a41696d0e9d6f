#include "engine/api/curl_command.h"

#include <fmt/format.h>

namespace causeway::api {

namespace {

/// As the shell takes it for one word, whatever is in it.
std::string shellWord(std::string_view text)
{
    std::string word = "'";
    for (const char c : text) {
        if (c == '\'')
            word += "'\\''";
        else
            word += c;
    }
    return word + '\'';
}

std::string optionsFor(const ApiAccess& access)
{
    std::string options;
    if (!access.authorities.empty())
        options += " --cacert " + shellWord(access.authorities);
    if (access.wantsToken)
        options += R"( -H "Authorization: Bearer ${CAUSEWAY_TOKEN:?set it to the token for this cluster}")";
    return options;
}

} // namespace

// Between quoted marks the shell takes lines as they are; JSON on one line never is the mark itself.
Result<std::string> curlCommand(std::string_view request, const ApiAccess& access)
{
    constexpr std::string_view put = "PUT ";
    const std::size_t line = request.find('\n');
    const std::string_view body = line == std::string_view::npos ? "" : request.substr(line + 1);
    if (!request.starts_with(put) || body.empty() || body.find('\n') != std::string_view::npos)
        return failure(ErrorCode::InvalidArgument, "the cluster told no request that could be copied");
    const std::string url = access.origin + std::string(request.substr(put.size(), line - put.size()));
    return fmt::format("curl --fail-with-body{} -X PUT {} \\\n"
                       "  -H 'Content-Type: application/json' --data-binary @- <<'JSON'\n{}\nJSON\n",
                       optionsFor(access), shellWord(url), body);
}

} // namespace causeway::api
