#include "engine/lab/scenario.h"

#include "engine/base/files.h"
#include "engine/lab/address_plan.h"
#include "engine/lab/placeholders.h"
#include "engine/lab/scenario_reader.h"

#include <algorithm>
#include <charconv>

namespace causeway::lab {

namespace {

constexpr std::size_t largestScenario = 8UL * 1024 * 1024;
constexpr std::size_t mostResources = 10'000;

bool isBlank(std::string_view line)
{
    const std::size_t first = line.find_first_not_of(" \t\r");
    return first == std::string_view::npos || line[first] == '#';
}

/// YAML 1.2 §9.1.2: a line that begins with three hyphens starts a document wherever it stands, in block texts too.
bool startsDocument(std::string_view line)
{
    return line.starts_with("---") && (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r');
}

/// The documents that hold anything, each from the line after its marker.
std::vector<ResourceText> splitDocuments(std::string_view text)
{
    std::vector<ResourceText> documents;
    ResourceText current;
    bool isEmpty = true;
    const auto close = [&] {
        if (!isEmpty)
            documents.push_back(std::move(current));
    };
    std::size_t number = 1;
    for (std::size_t at = 0; at < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (startsDocument(line)) {
            close();
            current = {"", number + 1};
            isEmpty = true;
            continue;
        }
        isEmpty = isEmpty && isBlank(line);
        current.text.append(line).push_back('\n');
    }
    close();
    return documents;
}

Result<> checkPlaceholders(const Scenario& scenario, const ResourceText& resource, std::string_view origin)
{
    const auto known = [&](std::string_view kind, std::string_view argument) -> Result<std::string> {
        return meaningOf(
            kind, argument,
            [&](std::string_view host) -> std::optional<std::string> {
                const auto isIt = [&](const Host& each) { return each.name == host; };
                const bool isKnown = std::any_of(scenario.hosts.begin(), scenario.hosts.end(), isIt);
                return isKnown ? std::optional<std::string>("") : std::nullopt;
            },
            0);
    };
    if (const auto outcome = replacePlaceholders(resource.text, known); !outcome)
        return failure(ErrorCode::InvalidArgument, "{}:{}: {}", origin, resource.line + outcome.error().line,
                       outcome.error().message);
    return {};
}

} // namespace

Result<Scenario> parseScenario(std::string_view text, std::string_view origin)
{
    if (text.size() > largestScenario)
        return failure(ErrorCode::ResourceExhausted, "{} is larger than {} bytes", origin, largestScenario);
    std::vector<ResourceText> documents = splitDocuments(text);
    if (documents.empty())
        return failure(ErrorCode::InvalidArgument, "{} holds no scenario", origin);
    if (documents.size() > mostResources)
        return failure(ErrorCode::InvalidArgument, "{} holds more than {} documents", origin, mostResources);
    ASSIGN_OR_RETURN(Scenario scenario, readLabDocument(documents.front().text, origin, documents.front().line));
    documents.erase(documents.begin());
    for (const ResourceText& resource : documents)
        RETURN_IF_ERROR(checkPlaceholders(scenario, resource, origin));
    scenario.resources = std::move(documents);
    return scenario;
}

Result<Scenario> readScenario(const std::filesystem::path& path)
{
    ASSIGN_OR_RETURN(const std::string text, readFile(path, largestScenario));
    return parseScenario(text, path.string());
}

} // namespace causeway::lab
