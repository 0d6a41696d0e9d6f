#include "engine/proxy/path_rewrite.h"

namespace causeway::proxy {

namespace {

void appendJoined(std::string& out, std::string_view base, std::string_view rest)
{
    out += base;
    if (base.ends_with('/') && rest.starts_with('/'))
        rest.remove_prefix(1);
    else if (!base.ends_with('/') && !rest.starts_with('/'))
        out += '/';
    out += rest;
}

void appendWithPrefixReplaced(std::string& out, std::string_view value, std::string_view rest)
{
    if (!rest.empty())
        appendJoined(out, value, rest);
    else
        out += value.empty() ? std::string_view("/") : value;
}

/// What is left of the path behind a stripped prefix. A prefix may end inside a segment, and then the rest could climb.
std::string_view harmless(std::string_view rest)
{
    if (rest == "." || rest == "..")
        return {};
    if (rest.starts_with("./"))
        return rest.substr(2);
    if (rest.starts_with("../"))
        return rest.substr(3);
    return rest;
}

void appendStripped(std::string& out, std::string_view base, std::string_view path, std::size_t matchedLength)
{
    const std::string_view rest = harmless(path.substr(matchedLength));
    const bool pathHasFinalSlash = path.ends_with('/');
    if (!rest.empty())
        return appendJoined(out, base, rest);
    if (base == "/" || (base.ends_with('/') && pathHasFinalSlash))
        out += base;
    else if (base.ends_with('/'))
        out += base.substr(0, base.size() - 1);
    else
        (out += base) += pathHasFinalSlash && path.size() > 1 ? "/" : "";
}

void appendKongPath(std::string& out, std::string_view servicePath, std::string_view path, std::size_t matchedLength,
                    bool strip)
{
    const std::string_view base = servicePath.empty() ? std::string_view("/") : servicePath;
    if (strip)
        return appendStripped(out, base, path, matchedLength);
    if (base.ends_with('/'))
        (out += base) += path.substr(1);
    else
        (out += base) += path == "/" ? std::string_view() : path;
}

/// What the expression leaves must be a path again.
void appendReplaced(std::string& out, const Regex& regex, std::string_view path, std::string_view substitution)
{
    const std::size_t begin = out.size();
    if (!regex.appendReplaced(out, path, substitution))
        out += path;
    if (out.size() == begin || out[begin] != '/')
        out.insert(begin, 1, '/');
}

} // namespace

void appendRewrittenPath(std::string& out, const snapshot::Rewrite& rewrite, std::string_view path,
                         std::size_t matchedLength, bool hasPath, const Regex* regex)
{
    using Kind = snapshot::Rewrite::Kind;
    if (!path.starts_with('/')) { // OPTIONS *
        out += path;
        return;
    }
    switch (rewrite.kind) {
    case Kind::None:
        out += path;
        break;
    case Kind::ReplaceFullPath:
        out += rewrite.value;
        break;
    case Kind::ReplaceSegmentPrefix:
        appendWithPrefixReplaced(out, rewrite.value, path.substr(matchedLength));
        break;
    case Kind::KongServicePath:
        appendKongPath(out, rewrite.value, path, matchedLength, rewrite.stripMatched && hasPath);
        break;
    case Kind::ReplaceRegex:
        appendReplaced(out, *regex, path, rewrite.value);
        break;
    }
}

} // namespace causeway::proxy
