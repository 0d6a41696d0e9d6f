#include "engine/runtime/resource_documents.h"

#include "engine/formats/kong_file.h"
#include "engine/formats/resource_document.h"

#include <iterator>

namespace causeway::runtime {

namespace {

/// A Kong file says so with a key at the beginning of a line.
bool isKongDocument(std::string_view text)
{
    constexpr std::string_view mark = "_format_version";
    return text.starts_with(mark) || text.find("\n_format_version") != std::string_view::npos;
}

template <typename Values>
void append(std::vector<model::Resource>& resources, Values&& values)
{
    for (auto& value : values)
        resources.emplace_back(std::move(value));
}

} // namespace

Result<std::vector<model::Resource>> resourcesOfDocument(std::string_view text, std::string_view origin,
                                                         std::size_t firstLine)
{
    if (!isKongDocument(text)) {
        auto resources = formats::resourcesFromYaml(text);
        if (!resources)
            return failure(resources.error().code, "{}, document from line {}: {}", origin, firstLine,
                           resources.error().message);
        return resources;
    }
    ASSIGN_OR_RETURN(formats::KongFile file, formats::parseKongFile(text, origin, firstLine));
    std::vector<model::Resource> resources;
    append(resources, std::move(file.services));
    append(resources, std::move(file.routes));
    return resources;
}

Result<std::vector<model::Resource>> resourcesOfStream(std::string_view text, std::string_view origin)
{
    std::vector<model::Resource> resources;
    std::size_t firstLine = 1;
    std::size_t line = 1;
    std::size_t begin = 0;
    std::size_t at = 0;
    const auto close = [&](std::size_t end) -> Result<> {
        const std::string_view document = text.substr(begin, end - begin);
        if (document.find_first_not_of(" \t\r\n") == std::string_view::npos)
            return {};
        ASSIGN_OR_RETURN(auto found, resourcesOfDocument(document, origin, firstLine));
        append(resources, std::move(found));
        return {};
    };
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (text.substr(at, end - at).starts_with("---")) {
            RETURN_IF_ERROR(close(at));
            begin = std::min(end + 1, text.size());
            firstLine = line + 1;
        }
        at = end + 1;
        ++line;
    }
    RETURN_IF_ERROR(close(text.size()));
    return resources;
}

} // namespace causeway::runtime
