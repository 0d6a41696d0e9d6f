#include "engine/keys/plane_grant.h"

#include "engine/keys/openssl.h"

#include <openssl/x509v3.h>

#include <iterator>

namespace causeway::keys {

namespace {

constexpr std::size_t contentLimit = 8 << 10; // It goes over the wire with each handshake.

/// The lines of the content, each ended.
Result<std::vector<std::string>> linesOf(std::string_view content)
{
    std::vector<std::string> lines;
    while (!content.empty()) {
        const std::size_t end = content.find('\n');
        if (end == std::string_view::npos)
            return failure(ErrorCode::InvalidArgument, "what the certificate grants ends within a line");
        lines.emplace_back(content.substr(0, end));
        content.remove_prefix(end + 1);
    }
    if (lines.size() < 2)
        return failure(ErrorCode::InvalidArgument, "the certificate grants no role and zone");
    return lines;
}

} // namespace

Result<std::string> encode(const PlaneGrant& grant)
{
    std::string content = fmt::format("{}\n{}\n", grant.role, grant.zone);
    for (const std::string& service : grant.services)
        content += service + '\n';
    if (content.size() > contentLimit)
        return failure(ErrorCode::InvalidArgument,
                       "the names of the {} services of one plane are longer than {} bytes together: spread them over "
                       "several planes",
                       grant.services.size(), contentLimit);
    return content;
}

Result<std::optional<PlaneGrant>> planeGrantOf(const Certificate& certificate)
{
    const OpenSslPointer<ASN1_OBJECT> identifier(OBJ_txt2obj(planeGrantIdentifier, 1));
    const int at = identifier ? X509_get_ext_by_OBJ(certificate.raw(), identifier.get(), -1) : -1;
    if (at < 0)
        return std::optional<PlaneGrant>();
    const ASN1_OCTET_STRING* const value = X509_EXTENSION_get_data(X509_get_ext(certificate.raw(), at));
    const auto* next = ASN1_STRING_get0_data(value);
    const OpenSslPointer<ASN1_UTF8STRING> text(d2i_ASN1_UTF8STRING(nullptr, &next, ASN1_STRING_length(value)));
    if (!text)
        return failure(openSslError(ErrorCode::InvalidArgument, "what the certificate grants cannot be read"));
    ASSIGN_OR_RETURN(auto lines, linesOf({reinterpret_cast<const char*>(ASN1_STRING_get0_data(text.get())),
                                          static_cast<std::size_t>(ASN1_STRING_length(text.get()))}));
    PlaneGrant grant{std::move(lines[0]), std::move(lines[1]), {}};
    grant.services.assign(std::make_move_iterator(lines.begin() + 2), std::make_move_iterator(lines.end()));
    return std::optional(std::move(grant));
}

} // namespace causeway::keys
