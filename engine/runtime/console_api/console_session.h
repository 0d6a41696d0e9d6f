#pragma once

#include "engine/authority/access_tokens.h"
#include "engine/remote/console_messages.h"
#include "engine/web/web_socket.h"

#include <memory>
#include <optional>
#include <string>

namespace causeway::runtime {

/// One connection of a console: what it was sent already, and how far it has come with it.
///
/// Threads: the API's loop only.
class ConsoleSession
{
public:
    /// What a session asks of the API that it belongs to. Each may end the session.
    class Host
    {
    public:
        virtual void greeted(ConsoleSession& session) = 0;
        virtual void asked(ConsoleSession& session, remote::CommandMessage message) = 0;
        virtual void asked(ConsoleSession& session, const remote::RevisionsQuestion& question) = 0;
        virtual void asked(ConsoleSession& session, const remote::TextQuestion& question) = 0;
        virtual void asked(ConsoleSession& session, const remote::PreviewQuestion& question) = 0;
        virtual void gone(ConsoleSession& session, const std::string& reason) = 0;

    protected:
        ~Host() = default;
    };

    ConsoleSession(std::uint64_t id, authority::AccessToken token, std::unique_ptr<web::WebSocket> socket, Host& host);

    std::uint64_t id() const { return m_id; }
    const authority::AccessToken& token() const { return m_token; }
    bool isGreeted() const { return m_isGreeted; }
    /// False: too many are waiting for their answers. Each that begins has to end.
    bool beginQuestion();
    void endQuestion() { --m_questionsUnderWay; }
    /// Empty until the console has said it.
    const std::string& instance() const { return m_instance; }
    std::string peerAddress() const { return m_socket->peerAddress(); }

    void greet(const remote::ServerHello& hello);
    /// Shows the sheet now, or the newest one when the console has caught up.
    void show(std::shared_ptr<const remote::Sheet> sheet);
    void send(const remote::FromCluster& message);
    /// Says why, and closes; gone() comes later.
    void end(const Error& reason);

private:
    void take(std::string_view packet);
    void proceed();

    const std::uint64_t m_id;
    const authority::AccessToken m_token;
    std::unique_ptr<web::WebSocket> m_socket;
    Host& m_host;
    std::string m_instance;
    std::shared_ptr<const remote::Sheet> m_sent;   // Null: nothing.
    std::shared_ptr<const remote::Sheet> m_newest; // Null: nothing that is not sent.
    std::uint64_t m_lastView = 0;
    std::uint64_t m_seenView = 0;
    std::size_t m_questionsUnderWay = 0;
    bool m_isGreeted = false;
    bool m_isEnding = false;
};

} // namespace causeway::runtime
