#pragma once

#include "engine/net/event_loop.h"
#include "engine/net/transport.h"

#include <memory>
#include <string>
#include <string_view>

namespace causeway::test {

/// A connection, plain or TLS, with what came and what is to go.
///
/// Threads: the loop's only. The owner may destroy the stream in any call but written().
class Stream final : private net::ReadinessHandler
{
public:
    class Owner
    {
    public:
        /// input() has grown.
        virtual void arrived() = 0;
        /// All that was to go has gone.
        virtual void written() = 0;
        /// The other side ends, in an orderly way or not. Nothing else is called after that.
        virtual void ended(bool isOrderly, const std::string& problem) = 0;

    protected:
        ~Owner() = default;
    };

    /// Of a socket that is connected, or connecting.
    Stream(net::EventLoop& loop, std::unique_ptr<net::Transport> transport, Owner& owner);
    ~Stream();

    /// Not yet used bytes, for the owner to take off.
    std::string& input() { return m_input; }
    void send(std::string_view bytes);
    bool hasOutput() const { return m_sent < m_output.size(); }
    /// Says in an orderly way that no more comes.
    void finishWriting() { m_transport->finishWriting(); }
    /// Closes in disorder when it is destroyed.
    void resetAtEnd();

private:
    void ready(net::Readiness what) override;
    bool isGreeted();
    void write();
    void read();
    void wait();

    net::EventLoop& m_loop;
    std::unique_ptr<net::Transport> m_transport;
    Owner& m_owner;
    std::string m_input;
    std::string m_output;
    std::size_t m_sent = 0; // Of the output.
    net::Readiness m_interest = net::Readiness::Write;
    bool m_isReached = false; // It was connected, or could not be.
    bool m_isGreeted = false; // And through with the handshake.
    bool m_isBroken = false;  // For writing; what can be read still is.
    std::shared_ptr<const char> m_life = std::make_shared<const char>('\0');
};

} // namespace causeway::test
