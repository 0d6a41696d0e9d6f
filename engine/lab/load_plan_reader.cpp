#include "engine/lab/load_plan_reader.h"

#include <algorithm>
#include <map>

namespace causeway::lab {

namespace {

constexpr std::size_t mostApis = 64;
constexpr std::size_t largestUpload = 64UL * 1024 * 1024;

UploadFraming readFraming(MappingReader& reader)
{
    static const std::map<std::string, UploadFraming> framings = {{"content-length", UploadFraming::ContentLength},
                                                                  {"chunked", UploadFraming::Chunked},
                                                                  {"alternating", UploadFraming::Alternating}};
    const auto framing = framings.find(reader.text("framing", "content-length"));
    if (framing != framings.end())
        return framing->second;
    reader.refuse("framing", "must be content-length, chunked or alternating");
    return UploadFraming::ContentLength;
}

Result<> readApi(MappingReader reader, LoadPlan& load)
{
    LoadApi api;
    api.name = reader.name("name");
    reader.setSubject("api " + api.name);
    for (const LoadApi& other : load.apis)
        if (other.name == api.name)
            reader.refuse("name", "is given to two apis");
    api.method = readMethod(reader);
    api.path = reader.text("path");
    if (!isRequestPath(api.path))
        reader.refuse("path", "must begin with / and hold visible ASCII characters only");
    api.weight = static_cast<std::uint32_t>(reader.integer("weight", 0, 1'000'000, 1));
    api.uploadBytes = reader.integer("uploadBytes", 0, largestUpload, 0);
    api.framing = readFraming(reader);
    load.apis.push_back(std::move(api));
    return reader.finish();
}

} // namespace

Result<> readLoadPlan(MappingReader reader, LoadPlan& load)
{
    load.maximumRate = reader.number("maximumRate", 1, 50'000, load.maximumRate);
    load.rate = reader.number("rate", 0, load.maximumRate, 0);
    load.users = static_cast<std::uint32_t>(reader.integer("users", 1, 1'000'000, load.users));
    load.oneShotShare = reader.number("oneShotShare", 0, 1, 0);
    reader.list("apis", mostApis,
                [&](const YAML::Node& item) { reader.adopt(readApi(reader.inner(item, "api of the load"), load)); });
    const auto isDrawn = [](const LoadApi& api) { return api.weight > 0; };
    if (std::none_of(load.apis.begin(), load.apis.end(), isDrawn))
        reader.refuse("apis", "must list at least one with a weight above 0");
    return reader.finish();
}

std::string readMethod(MappingReader& reader)
{
    const auto isMethodLetter = [](char c) { return c >= 'A' && c <= 'Z'; };
    std::string method = reader.text("method", "GET");
    if (method.size() > 16 || !std::all_of(method.begin(), method.end(), isMethodLetter))
        reader.refuse("method", fmt::format("\"{}\" is no method", method));
    return method;
}

bool isRequestPath(std::string_view text)
{
    return text.starts_with('/') && text.size() <= 1024 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

} // namespace causeway::lab
