#pragma once

#include "app/remote/remote_target.h"
#include "engine/remote/console_client.h"

#include <QObject>
#include <QSslCertificate>
#include <QSslError>
#include <QSslSocket>
#include <QTimer>

#include <memory>
#include <optional>

namespace causeway::app {

/// Carries the bytes between a console client and its cluster: TLS, always verified, by name and authority.
///
/// Threads: everything on the thread it was moved to, callbacks too.
class RemoteLink : public QObject
{
    Q_OBJECT

public:
    using Callbacks = remote::ConsoleClient::Callbacks;

    RemoteLink(RemoteTarget target, QList<QSslCertificate> authorities, std::string version, Callbacks callbacks);
    ~RemoteLink() override;

    void start();
    /// Says farewell; nothing is called any more then.
    void stop();
    /// For calls; followed by what they make necessary.
    template <typename Call>
    void use(const Call& call)
    {
        call(m_client);
        pump();
    }
    /// Of the cluster, once it has shown one; null before.
    const QSslCertificate& certificate() const { return m_certificate; }

private:
    void dial();
    void pump();
    void connectSocket();
    void fail();
    void drop();

    const RemoteTarget m_target;
    const QList<QSslCertificate> m_authorities; // Empty: the system's.
    SystemClock m_clock;
    remote::ConsoleClient m_client;
    std::unique_ptr<QSslSocket> m_socket; // Null between connections.
    QList<QSslError> m_tlsErrors;         // Of the connection being made.
    QSslCertificate m_certificate;
    QTimer* m_timer; // A child, so that it moves along.
};

/// The authorities in a PEM file.
Result<QList<QSslCertificate>> readAuthorities(const QString& file);

} // namespace causeway::app
