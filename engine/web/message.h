#pragma once

#include "engine/net/transport.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::web {

struct Header
{
    std::string name;
    std::string value;
};

/// Header fields in the order of the wire; names compare without case.
class Headers
{
public:
    std::optional<std::string_view> find(std::string_view name) const; // The first of that name.
    std::size_t count(std::string_view name) const;
    void add(std::string name, std::string value) { m_fields.push_back({std::move(name), std::move(value)}); }
    void set(std::string_view name, std::string value);
    const std::vector<Header>& fields() const { return m_fields; }

private:
    std::vector<Header> m_fields;
};

/// A whole request, body included.
struct Request
{
    std::string method;
    std::string target; // As received.
    std::string path;   // Without the query, percent-escapes as received.
    std::string query;  // Without '?'.
    Headers headers;
    std::string body;
    std::string peerAddress;                                  // IP literal.
    bool isSecure = false;                                    // It came over TLS.
    std::shared_ptr<const keys::Certificate> peerCertificate; // Verified; null without one.
    std::vector<std::string> peerUriNames;                    // Its URI subject alternative names.
};

struct Response
{
    int status = 200;
    Headers headers; // Content-Length and Connection are added.
    std::string body;
};

} // namespace causeway::web
