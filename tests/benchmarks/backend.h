#pragma once

#include "tests/benchmarks/poller.h"

#include <memory>
#include <string>
#include <vector>

namespace causeway::bench {

/// The service behind every proxy: answers each request with the same bytes, as cheaply as a socket lets it. It reads
/// no further than where a head ends, so only requests without content may come.
class Backend final : private Poller::Handler
{
public:
    static Result<std::unique_ptr<Backend>> create(Poller& poller);
    ~Backend();
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    std::uint16_t port() const { return m_port; }
    /// As from the next request.
    void setContentSize(std::size_t size);

private:
    class Connection;

    Backend(Poller& poller, net::FileDescriptor listener, std::uint16_t port);
    void ready(std::uint32_t events) override;
    void remove(const Connection& connection);

    Poller& m_poller;
    net::FileDescriptor m_listener;
    std::uint16_t m_port;
    std::string m_answer;
    std::vector<std::unique_ptr<Connection>> m_connections;
};

} // namespace causeway::bench
