#include "engine/snapshot/route_rules.h"

#include "engine/base/regex.h"
#include "engine/snapshot/field_rules.h"
#include "engine/snapshot/host_pattern.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <string>

namespace causeway::snapshot {

namespace {

Result<> checkRegex(std::string_view pattern)
{
    RETURN_IF_ERROR(Regex::create(pattern, RegexReach::Whole));
    return {};
}

bool isRedirectStatus(std::uint32_t status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; // RFC 9110 §15.4.
}

bool standsInNoPath(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f || c == '?' || c == '#';
}

} // namespace

Result<> checkHostPattern(std::string_view value)
{
    const auto pattern = HostPattern::parse(value);
    if (!pattern)
        return failure(ErrorCode::InvalidArgument, "a host has a port that is not from 1 to 65535");
    switch (pattern->kind) {
    case HostPattern::Kind::Exact:
        return checkHost(pattern->text);
    case HostPattern::Kind::Suffix:
        return checkHost(pattern->text.substr(1));
    case HostPattern::Kind::Prefix:
        return checkHost(pattern->text.substr(0, pattern->text.size() - 1));
    }
    return {};
}

Result<> checkServerPattern(std::string_view value)
{
    if (value.starts_with("*."))
        return checkServerName(value.substr(2));
    return checkServerName(value.ends_with(".*") ? value.substr(0, value.size() - 2) : value);
}

Result<> checkPathMatch(const model::PathMatch& match)
{
    return isRegex(match.kind) ? checkRegex(match.value) : checkPath("a path match", match.value);
}

Result<> checkFieldMatch(FieldPlace place, const model::FieldMatch& match)
{
    if (place == FieldPlace::Header) {
        RETURN_IF_ERROR(checkToken("the name of a header", match.name));
        if (std::any_of(match.name.begin(), match.name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
            return failure(ErrorCode::InvalidArgument, "the header '{}' is not named in lower case", match.name);
    } else {
        RETURN_IF_ERROR(checkName("the name of a query parameter", match.name));
    }
    if (match.values.size() > fieldLimit || (match.isAbsent && !match.values.empty()))
        return failure(ErrorCode::InvalidArgument, "the condition on '{}' has too many values", match.name);
    for (const model::TextMatch& value : match.values) {
        const bool isRegex =
            value.kind == model::TextMatch::Kind::Regex || value.kind == model::TextMatch::Kind::RegexPart;
        RETURN_IF_ERROR(isRegex ? checkRegex(value.value) : checkFieldValue(match.name, value.value));
    }
    return {};
}

Result<> checkAddressRange(const AddressRange& range)
{
    if (range.address.empty() && range.prefixLength == 0 && range.port != 0)
        return {};
    RETURN_IF_ERROR(checkAddress(range.address));
    const bool isV6 = range.address.find(':') != std::string::npos;
    std::array<unsigned char, sizeof(in6_addr)> raw{};
    ::inet_pton(isV6 ? AF_INET6 : AF_INET, range.address.c_str(), raw.data());
    const std::uint32_t bits = isV6 ? 128 : 32;
    bool isRound = range.prefixLength <= bits;
    for (std::uint32_t bit = range.prefixLength; isRound && bit < bits; ++bit)
        isRound = (raw[bit / 8] & (0x80U >> (bit % 8))) == 0;
    if (!isRound)
        return failure(ErrorCode::InvalidArgument, "{}/{} is not a range of addresses", range.address,
                       range.prefixLength);
    return {};
}

Result<> checkRewrite(const Rewrite& rewrite)
{
    const bool isRegexRewrite = rewrite.kind == Rewrite::Kind::ReplaceRegex;
    if (rewrite.pattern.empty() == isRegexRewrite)
        return failure(ErrorCode::InvalidArgument, "a rewrite of a path has a pattern that is not asked for, or none");
    if (isRegexRewrite) {
        ASSIGN_OR_RETURN(const Regex regex, Regex::create(rewrite.pattern, RegexReach::Part));
        if (rewrite.value.size() > pathLimit || std::any_of(rewrite.value.begin(), rewrite.value.end(), standsInNoPath))
            return failure(ErrorCode::InvalidArgument, "the substitution of a rewrite holds what a path cannot");
        return regex.checkSubstitution(rewrite.value);
    }
    const bool mayBeEmpty = rewrite.kind != Rewrite::Kind::ReplaceFullPath;
    return mayBeEmpty && rewrite.value.empty() ? Result<>() : checkPath("the path of a rewrite", rewrite.value);
}

Result<> checkRedirect(const Redirect& redirect)
{
    if (!redirect.scheme.empty() && redirect.scheme != "http" && redirect.scheme != "https")
        return failure(ErrorCode::InvalidArgument, "a redirect leads to http or https, not to '{}'", redirect.scheme);
    if (!redirect.host.empty())
        RETURN_IF_ERROR(checkHost(redirect.host));
    if (!isRedirectStatus(redirect.status))
        return failure(ErrorCode::InvalidArgument, "{} is not the status of a redirect", redirect.status);
    if (redirect.path.kind == Rewrite::Kind::KongServicePath)
        return failure(ErrorCode::InvalidArgument, "a redirect has the path of a service");
    return {};
}

Result<> checkAnswer(const DirectAnswer& answer)
{
    if (answer.status < 200 || answer.status > 599)
        return failure(ErrorCode::InvalidArgument, "{} is not the status of an answer", answer.status);
    if ((answer.status == 204 || answer.status == 205 || answer.status == 304) && !answer.body.empty())
        return failure(ErrorCode::InvalidArgument, "an answer with status {} has no body", answer.status);
    if (answer.body.size() > answerLimit)
        return failure(ErrorCode::InvalidArgument, "an answer has more than {} bytes", answerLimit);
    return checkFieldValue("content-type", answer.contentType);
}

Result<> checkPlainStatus(std::uint32_t status)
{
    if (status != 426 && (!isRedirectStatus(status) || status == 303))
        return failure(ErrorCode::InvalidArgument, "{} does not tell a client to use https", status);
    return {};
}

} // namespace causeway::snapshot
