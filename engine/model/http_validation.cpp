#include "engine/model/http_validation.h"

#include "engine/model/text_rules.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace causeway::model {

namespace {

constexpr std::size_t fieldLimit = 64; // Headers and parameters of a match, each.
constexpr std::size_t mirrorLimit = 16;
constexpr std::array<std::string_view, 9> httpMethods = {"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS",
                                                         "PATCH",   "POST",   "PUT", "TRACE"};

bool isPrefix(const HttpMatch& match)
{
    return match.path && match.path->kind == PathMatch::Kind::SegmentPrefix;
}

/// All complaints about one match or one list of filters.
class HttpCheck
{
public:
    HttpCheck(const std::string& field, Violations& violations)
        : m_field(field)
        , m_violations(violations)
    {
    }

    void path(const PathMatch& path);
    void method(const std::string& method);
    void fields(const std::string& list, const std::vector<FieldMatch>& fields, bool areHeaders);
    void rewrite(const std::string& place, const PathRewrite& rewrite, const HttpRule& rule);
    void host(const std::string& place, const std::string& name);
    void redirect(const HttpRule& rule);
    void mirrors(const std::vector<HttpMirror>& mirrors);

private:
    void complain(const std::string& place, std::string reason)
    {
        m_violations.push_back({fmt::format("{}.{}", m_field, place), std::move(reason)});
    }
    void check(const std::string& place, const Complaint& complaint)
    {
        if (complaint)
            complain(place, *complaint);
    }

    const std::string& m_field;
    Violations& m_violations;
};

void HttpCheck::path(const PathMatch& path)
{
    if (path.kind == PathMatch::Kind::Regex)
        return check("path.value", checkRegex(path.value));
    if (path.kind == PathMatch::Kind::PlainPrefix || path.kind == PathMatch::Kind::RegexStart)
        complain("path.type", "must be Exact, PathPrefix or RegularExpression");
    check("path.value", checkPath(path.value));
    // Segments are compared, so the slash would say nothing.
    if (path.kind == PathMatch::Kind::SegmentPrefix && path.value.size() > 1 && path.value.ends_with('/'))
        complain("path.value", "must not end with '/': a PathPrefix matches whole segments without it");
}

void HttpCheck::method(const std::string& method)
{
    if (std::find(httpMethods.begin(), httpMethods.end(), method) == httpMethods.end())
        complain("method", fmt::format("must be one of {}", fmt::join(httpMethods, ", ")));
}

void HttpCheck::fields(const std::string& list, const std::vector<FieldMatch>& fields, bool areHeaders)
{
    if (fields.size() > fieldLimit)
        complain(list, fmt::format("has {} entries; at most {} are allowed", fields.size(), fieldLimit));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const FieldMatch& field = fields[i];
        const std::string place = fmt::format("{}[{}]", list, i);
        if (areHeaders)
            check(place + ".name", checkFieldToken(field.name));
        else if (field.name.empty() || checkFieldValue(field.name))
            complain(place + ".name", "is not the name of a parameter");
        for (const TextMatch& value : field.values) {
            const bool isRegex = value.kind == TextMatch::Kind::Regex || value.kind == TextMatch::Kind::RegexPart;
            check(place + ".value", isRegex ? checkRegex(value.value) : checkFieldValue(value.value));
        }
    }
}

void HttpCheck::rewrite(const std::string& place, const PathRewrite& rewrite, const HttpRule& rule)
{
    const bool replacesPrefix = rewrite.kind == PathRewrite::Kind::ReplacePrefixMatch;
    check(fmt::format("{}.path.{}", place, replacesPrefix ? "replacePrefixMatch" : "replaceFullPath"),
          checkPath(rewrite.value));
    if (replacesPrefix && !std::all_of(rule.matches.begin(), rule.matches.end(), isPrefix))
        complain(place + ".path.type", "ReplacePrefixMatch needs a PathPrefix in every match of the rule");
}

void HttpCheck::host(const std::string& place, const std::string& name)
{
    if (const auto complaint = checkHostName(name))
        complain(place, *complaint);
    else if (name != lowered(name) || name.ends_with('.'))
        complain(place, "must be in lower case and without a final dot");
}

void HttpCheck::redirect(const HttpRule& rule)
{
    const HttpRedirect& redirect = *rule.redirect;
    constexpr std::array<std::uint16_t, 5> statuses = {301, 302, 303, 307, 308};
    if (!redirect.scheme.empty() && redirect.scheme != "http" && redirect.scheme != "https")
        complain("requestRedirect.scheme", fmt::format("must be http or https, not '{}'", redirect.scheme));
    if (!redirect.hostname.empty())
        host("requestRedirect.hostname", redirect.hostname);
    if (std::find(statuses.begin(), statuses.end(), redirect.status) == statuses.end())
        complain("requestRedirect.statusCode", fmt::format("must be one of {}", fmt::join(statuses, ", ")));
    if (redirect.path)
        rewrite("requestRedirect", *redirect.path, rule);
    if (rule.rewrite || !rule.hostRewrite.empty())
        complain("requestRedirect", "cannot stand beside a URLRewrite");
}

void HttpCheck::mirrors(const std::vector<HttpMirror>& mirrors)
{
    if (mirrors.size() > mirrorLimit)
        complain("requestMirror", fmt::format("stands {} times; at most {} are allowed", mirrors.size(), mirrorLimit));
    for (const HttpMirror& mirror : mirrors)
        check("requestMirror.backendRef.name", checkResourceName(mirror.backend.service));
}

} // namespace

void validateHttpMatch(const std::string& field, const HttpMatch& match, Violations& violations)
{
    HttpCheck check(field, violations);
    if (match.path)
        check.path(*match.path);
    if (match.method)
        check.method(*match.method);
    check.fields("headers", match.headers, true);
    check.fields("queryParams", match.queryParams, false);
}

void validateHttpFilters(const std::string& field, const HttpRule& rule, Violations& violations)
{
    HttpCheck check(field, violations);
    if (rule.rewrite)
        check.rewrite("urlRewrite", *rule.rewrite, rule);
    if (!rule.hostRewrite.empty())
        check.host("urlRewrite.hostname", rule.hostRewrite);
    if (rule.redirect)
        check.redirect(rule);
    check.mirrors(rule.mirrors);
}

} // namespace causeway::model
