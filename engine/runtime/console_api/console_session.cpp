#include "engine/runtime/console_api/console_session.h"

namespace causeway::runtime {

namespace {

constexpr std::chrono::seconds pingInterval{10};
constexpr std::size_t unsentLimit = 32 << 20; // Views wait to be confirmed; this bounds answers nobody reads.
constexpr std::size_t questionLimit = 8;      // A console asks one after the other of each kind.
constexpr std::uint16_t closeNormal = 1000;
constexpr std::uint16_t closePolicy = 1008;
constexpr std::size_t packetOverhead = 1024;

} // namespace

ConsoleSession::ConsoleSession(std::uint64_t id, authority::AccessToken token, std::unique_ptr<web::WebSocket> socket,
                               Host& host)
    : m_id(id)
    , m_token(std::move(token))
    , m_socket(std::move(socket))
    , m_host(host)
{
    m_socket->setMessageLimit(remote::consoleMessageLimit + packetOverhead);
    m_socket->keepAlive(pingInterval);
    m_socket->setCallbacks({[this](std::string_view packet) { take(packet); },
                            [this](const std::string& reason) { m_host.gone(*this, reason); }, [this] { proceed(); }});
}

void ConsoleSession::take(std::string_view packet)
{
    if (m_isEnding)
        return;
    auto message = remote::decodeFromConsole(packet);
    if (!message)
        return end(message.error());
    if (auto* const hello = std::get_if<remote::ConsoleHello>(&*message)) {
        if (!m_instance.empty())
            return end(makeError(ErrorCode::InvalidArgument, "a console says once who it is"));
        m_instance = std::move(hello->instance);
        return m_host.greeted(*this);
    }
    if (!m_isGreeted)
        return end(makeError(ErrorCode::InvalidArgument, "a console first says who it is, and waits for the answer"));
    if (auto* const command = std::get_if<remote::CommandMessage>(&*message))
        return m_host.asked(*this, std::move(*command));
    if (const auto* const question = std::get_if<remote::RevisionsQuestion>(&*message))
        return m_host.asked(*this, *question);
    if (const auto* const question = std::get_if<remote::TextQuestion>(&*message))
        return m_host.asked(*this, *question);
    if (const auto* const question = std::get_if<remote::PreviewQuestion>(&*message))
        return m_host.asked(*this, *question);
    const std::uint64_t seen = std::get<remote::Seen>(*message).view;
    if (seen > m_lastView || seen < m_seenView)
        return end(makeError(ErrorCode::InvalidArgument, "a console cannot have seen view {}", seen));
    m_seenView = seen;
    proceed();
}

bool ConsoleSession::beginQuestion()
{
    if (m_questionsUnderWay >= questionLimit)
        return false;
    ++m_questionsUnderWay;
    return true;
}

void ConsoleSession::greet(const remote::ServerHello& hello)
{
    m_isGreeted = true;
    send(hello);
}

void ConsoleSession::show(std::shared_ptr<const remote::Sheet> sheet)
{
    m_newest = std::move(sheet);
    proceed();
}

void ConsoleSession::proceed()
{
    if (!m_newest || !m_isGreeted || m_isEnding || m_lastView - m_seenView >= remote::viewsUnderWay)
        return;
    static const remote::Sheet nothing;
    remote::ViewUpdate update = remote::difference(m_sent ? *m_sent : nothing, *m_newest);
    update.isWhole = !m_sent;
    m_sent = std::exchange(m_newest, nullptr);
    if (update.tables.empty())
        return;
    update.number = ++m_lastView;
    send(update);
}

void ConsoleSession::send(const remote::FromCluster& message)
{
    if (m_isEnding)
        return;
    if (m_socket->bufferedBytes() > unsentLimit)
        return end(makeError(ErrorCode::ResourceExhausted, "the console reads too slowly what it asked for"));
    m_socket->send(remote::encode(message));
}

void ConsoleSession::end(const Error& reason)
{
    if (m_isEnding)
        return;
    m_isEnding = true;
    m_socket->send(remote::encode(remote::FromCluster(remote::Farewell{reason})));
    m_socket->close(reason.code == ErrorCode::Cancelled ? closeNormal : closePolicy, reason.message);
}

} // namespace causeway::runtime
