#include "engine/formats/kong_tls.h"

#include "engine/formats/kong_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace causeway::formats::kong {

namespace {

constexpr const char* setByServers[] = {"created_at", "updated_at", "tags", "cert_digest"}; // Of no effect in a file.

model::Complaint checkPem(std::string_view text)
{
    return text.starts_with("-----BEGIN ") ? model::Complaint() : "is not PEM";
}

/// A text that is a secret or long: it is not told again in a problem.
std::string pemOf(KongFields& fields, std::string_view field, bool isRequired)
{
    const Node* const value = fields.take(field);
    if (!value) {
        if (isRequired)
            fields.object(fields.line(), fmt::format("has no {}", field));
        return {};
    }
    if (value->kind == Node::Kind::Text && !checkPem(value->text))
        return value->text;
    fields.object(*value, field, "is not PEM; files and references to vaults are not supported");
    return {};
}

model::Complaint checkServerName(std::string_view text)
{
    if (text == "*")
        return std::nullopt;
    const std::string_view whole = text;
    if (text.starts_with("*."))
        text.remove_prefix(2);
    else if (text.ends_with(".*"))
        text.remove_suffix(2);
    const bool isAddress =
        text.find(':') != std::string_view::npos || text.find_first_not_of("0123456789.") == std::string_view::npos;
    if (text.find('*') != std::string_view::npos || (whole != text && text.empty()))
        return "may have one * as its whole first or last label";
    if (isAddress)
        return "is an address, which no client asks for";
    return model::checkHostName(text);
}

std::string idOf(KongFields& fields, const std::string& otherwise)
{
    return fields.text("id", model::checkUuid).value_or(otherwise);
}

class Entities
{
public:
    Entities(KongFields& file, ProblemList& problems)
        : m_file(file)
        , m_problems(problems)
    {
    }

    TlsEntities read()
    {
        each("certificates", "certificate",
             [this](KongFields& fields, const std::string& id) { certificate(fields, id); });
        each("snis", "sni", [this](KongFields& fields, const std::string&) { sni(fields); });
        each("ca_certificates", "ca_certificate", [this](KongFields& fields, const std::string& id) {
            m_read.authorities.push_back({idOf(fields, id), pemOf(fields, "cert", true)});
        });
        return std::move(m_read);
    }

private:
    template <typename Use>
    void each(std::string_view list, std::string_view kind, const Use& use)
    {
        const Node* const items = m_file.take(list);
        if (items && items->kind != Node::Kind::List)
            m_file.object(*items, list, "must be a list");
        for (std::size_t i = 0; items && i < items->items.size(); ++i) {
            const std::string place = fmt::format("{}-{}", kind, i + 1);
            KongFields fields(items->items[i], place, m_problems);
            if (items->items[i].kind != Node::Kind::Map)
                continue;
            use(fields, place);
            for (const char* const field : setByServers)
                fields.take(field);
            fields.finish();
        }
    }

    void certificate(KongFields& fields, const std::string& place)
    {
        KongCertificate made;
        made.id = idOf(fields, place);
        made.pairs.push_back({pemOf(fields, "cert", true), pemOf(fields, "key", true)});
        const std::string other = pemOf(fields, "cert_alt", false);
        const std::string otherKey = pemOf(fields, "key_alt", false);
        if (other.empty() != otherKey.empty())
            fields.object(fields.line(), "needs both of cert_alt and key_alt, or neither");
        else if (!other.empty())
            made.pairs.push_back({other, otherKey});
        m_read.certificates.push_back(std::move(made));
        const Node* const names = fields.take("snis");
        if (names && names->kind != Node::Kind::List)
            return fields.object(*names, "snis", "must be a list");
        for (std::size_t i = 0; names && i < names->items.size(); ++i)
            nameOf(fields, names->items[i]);
    }

    /// A name in the list of its certificate: a text, or an entity with a name.
    void nameOf(KongFields& fields, const Node& item)
    {
        const Node* const name = item.kind == Node::Kind::Map ? item.find("name") : &item;
        if (!name || name->kind != Node::Kind::Text)
            return fields.object(item, "snis", "must hold names");
        addName(fields, *name, m_read.certificates.back());
    }

    void sni(KongFields& fields)
    {
        fields.text("id", model::checkUuid);
        const Node* const name = fields.take("name");
        const Node* reference = fields.take("certificate");
        if (!name || name->kind != Node::Kind::Text)
            return fields.object(fields.line(), "has no name");
        if (reference && reference->kind == Node::Kind::Map)
            reference = reference->find("id");
        if (!reference || reference->kind != Node::Kind::Text)
            return fields.object(fields.line(), "must name the id of a certificate");
        const auto owner = std::find_if(m_read.certificates.begin(), m_read.certificates.end(),
                                        [&](const KongCertificate& one) { return one.id == reference->text; });
        if (owner == m_read.certificates.end())
            return fields.object(*reference, "certificate",
                                 fmt::format("names '{}', which is not in this file", reference->text));
        addName(fields, *name, *owner);
    }

    void addName(KongFields& fields, const Node& name, KongCertificate& owner)
    {
        const std::string lower = model::lowered(name.text);
        if (const auto complaint = checkServerName(lower))
            return fields.object(name.line, fmt::format("sni '{}' {}", name.text, *complaint));
        const auto [first, isNew] = m_names.emplace(lower, name.line);
        if (!isNew)
            return fields.object(name.line,
                                 fmt::format("sni '{}' is taken by the one at line {}", name.text, first->second));
        owner.serverNames.push_back(lower);
    }

    KongFields& m_file;
    ProblemList& m_problems;
    TlsEntities m_read;
    std::map<std::string, std::size_t> m_names; // To the lines where they stand.
};

} // namespace

model::Complaint checkServiceProtocol(std::string_view text)
{
    for (const std::string_view known : {"http", "https", "tcp", "tls"})
        if (text == known)
            return std::nullopt;
    for (const std::string_view known : {"grpc", "grpcs", "udp", "tls_passthrough", "ws", "wss"})
        if (text == known)
            return "is not supported yet";
    return "is not one of http, https, tcp, tls";
}

TlsEntities readTlsEntities(KongFields& file, ProblemList& problems)
{
    return Entities(file, problems).read();
}

KongServiceTls readServiceTls(KongFields& service, std::string_view protocol)
{
    KongServiceTls tls;
    for (const char* const field : {"client_certificate", "tls_verify", "tls_verify_depth", "ca_certificates"})
        if (const Node* const value = service.take(field); value && !isSecure(protocol))
            service.object(*value, field, "is only for the protocols https and tls");
    tls.isVerified = service.truth("tls_verify").value_or(false);
    if (const auto depth = service.integer("tls_verify_depth", 0, 64))
        tls.verifyDepth = static_cast<std::uint32_t>(*depth);
    tls.authorities = service.texts("ca_certificates", model::checkUuid);
    const Node* reference = service.take("client_certificate");
    if (reference && reference->kind == Node::Kind::Map)
        reference = reference->find("id");
    if (reference && reference->kind == Node::Kind::Text)
        tls.certificate = reference->text;
    else if (service.take("client_certificate"))
        service.object(service.line(), "client_certificate must be the id of a certificate");
    return tls;
}

void checkReferences(const KongServiceTls& tls, const TlsEntities& entities, KongFields& service)
{
    const auto isThere = [](const auto& all, const std::string& id) {
        return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
    };
    for (const std::string& authority : tls.authorities)
        if (!isThere(entities.authorities, authority))
            service.object(service.line(),
                           fmt::format("ca_certificates names '{}', which is not in this file", authority));
    if (!tls.certificate.empty() && !isThere(entities.certificates, tls.certificate))
        service.object(service.line(),
                       fmt::format("client_certificate names '{}', which is not in this file", tls.certificate));
}

} // namespace causeway::formats::kong
