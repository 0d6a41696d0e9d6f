#pragma once

#include "engine/net/event_loop.h"
#include "engine/net/transport.h"
#include "engine/web/lifeline.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace causeway::web {

/// A transport on a loop, with what came and was not used yet and what is still to be sent.
///
/// Threads: the loop's only. Every callback may destroy the stream.
class Stream final : public net::ReadinessHandler
{
public:
    class Owner
    {
    public:
        virtual void inputArrived() = 0;
        /// The peer has said all it will say; output may still go out.
        virtual void inputEnded() = 0;
        /// Nothing goes in or out any more. At most once, the last call.
        virtual void failed(const std::string& problem) = 0;
        /// What had to wait for the kernel, or for a turn, has reached it.
        virtual void outputDrained() = 0;

    protected:
        ~Owner() = default;
    };

    static Result<std::unique_ptr<Stream>> create(net::EventLoop& loop, std::unique_ptr<net::Transport> transport,
                                                  Owner& owner);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void setOwner(Owner& owner) { m_owner = &owner; }

    std::string_view input() const { return std::string_view(m_input).substr(m_consumed); }
    void consume(std::size_t bytes);
    void setReading(bool isReading);

    /// Queues for the next flush().
    void send(std::string bytes);
    /// Writes what the kernel takes now, the rest when it takes more. Never calls the owner.
    void flush();
    /// flush() in a later turn, then outputDrained().
    void flushLater();
    std::size_t unsentBytes() const { return m_unsent; }
    /// Says that nothing more will be written. Only when nothing is unsent.
    void finishWriting() { m_transport->finishWriting(); }

    const net::Transport& transport() const { return *m_transport; }
    net::EventLoop& loop() const { return m_loop; }

private:
    Stream(net::EventLoop& loop, std::unique_ptr<net::Transport> transport, Owner& owner);

    void ready(net::Readiness what) override;
    bool writeAndTell();
    bool readAndTell();
    net::IoOutcome readWhatIsThere();
    void takeIn(std::string_view bytes);
    void end();
    void fail(const std::string& problem);
    void dropSent(std::size_t bytes);
    void updateInterest();
    void scheduleTurn();

    net::EventLoop& m_loop;
    std::unique_ptr<net::Transport> m_transport;
    Owner* m_owner;
    std::string m_input;
    std::size_t m_consumed = 0;
    std::deque<std::string> m_output;
    std::size_t m_sentOfFirst = 0;
    std::size_t m_unsent = 0;
    std::string m_problem; // Of a write that failed; told in a later turn.
    net::Readiness m_interest = net::Readiness::Read;
    bool m_isReading = true;
    bool m_hasEnded = false;
    bool m_hasFailed = false;
    bool m_owesDrained = false;
    bool m_turnScheduled = false;
    Lifeline m_life;
};

} // namespace causeway::web
