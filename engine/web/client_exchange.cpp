#include "engine/web/client_exchange.h"

namespace causeway::web {

ClientExchange::ClientExchange(net::EventLoop& loop, Options options, Outcome outcome)
    : m_loop(loop)
    , m_options(std::move(options))
    , m_outcome(std::move(outcome))
    , m_timeout([this] { fail(ErrorCode::Timeout, fmt::format("no answer within {} ms", m_options.timeout.count())); })
    , m_reader(m_options.method, m_options.bodyLimit)
    , m_dialer(std::make_unique<Dialer>(loop, m_options.address, m_options.tls,
                                        [this](auto transport) { connected(std::move(transport)); }))
{
    m_loop.arm(m_timeout, m_options.timeout);
}

void ClientExchange::connected(Result<std::unique_ptr<net::Transport>> transport)
{
    if (!transport)
        return fail(transport.error().code, transport.error().message);
    auto stream = Stream::create(m_loop, std::move(*transport), *this);
    if (!stream)
        return fail(stream.error().code, stream.error().message);
    m_stream = std::move(*stream);
    m_stream->send(std::move(m_options.bytes));
    m_stream->flush();
}

void ClientExchange::inputArrived()
{
    const auto isWhole = m_reader.read(*m_stream);
    if (!isWhole)
        fail(isWhole.error().code, isWhole.error().message);
    else if (*isWhole)
        finish(m_reader.takeResponse());
}

void ClientExchange::inputEnded()
{
    if (const auto ended = m_reader.end(); !ended)
        fail(ended.error().code, ended.error().message);
    else
        finish(m_reader.takeResponse());
}

void ClientExchange::failed(const std::string& problem)
{
    fail(ErrorCode::Unavailable, problem);
}

void ClientExchange::fail(ErrorCode code, std::string_view problem)
{
    finish(failure(code, "{}: {}", m_options.what, problem));
}

void ClientExchange::finish(Result<Response> response)
{
    m_timeout.disarm();
    m_dialer.reset();
    const Outcome outcome = std::exchange(m_outcome, nullptr); // It may destroy us.
    if (outcome)
        outcome(std::move(response), std::move(m_stream));
}

} // namespace causeway::web
