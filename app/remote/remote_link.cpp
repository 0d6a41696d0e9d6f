#include "app/remote/remote_link.h"

#include "app/remote/connect_words.h"

#include <QSslConfiguration>
#include <QUuid>

#include <chrono>
#include <random>

namespace causeway::app {

namespace {

remote::ConsoleClient::Options optionsFor(const RemoteTarget& target, std::string version)
{
    remote::ConsoleClient::Options options;
    options.name = target.url.toString().toStdString();
    options.target.host = target.url.authority(QUrl::FullyEncoded).toStdString();
    options.target.token = target.token;
    options.version = std::move(version);
    options.instance = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    options.seed = std::random_device{}();
    return options;
}

} // namespace

RemoteLink::RemoteLink(RemoteTarget target, QList<QSslCertificate> authorities, std::string version,
                       Callbacks callbacks)
    : m_target(std::move(target))
    , m_authorities(std::move(authorities))
    , m_client(m_clock, optionsFor(m_target, std::move(version)), std::move(callbacks))
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, [this] {
        m_client.tick();
        pump();
    });
}

RemoteLink::~RemoteLink() = default;

void RemoteLink::start()
{
    pump();
}

void RemoteLink::stop()
{
    m_timer->stop();
    m_client.close();
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->write(QByteArray::fromStdString(m_client.takeOutput()));
    m_socket->flush();
    m_socket.reset();
}

void RemoteLink::dial()
{
    m_client.dialing();
    m_tlsErrors.clear();
    m_socket = std::make_unique<QSslSocket>();
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!m_authorities.isEmpty())
        tls.setCaCertificates(m_authorities);
    m_socket->setSslConfiguration(tls);
    connectSocket();
    m_socket->connectToHostEncrypted(m_target.url.host(), static_cast<quint16>(m_target.url.port()));
}

void RemoteLink::connectSocket()
{
    connect(m_socket.get(), &QSslSocket::encrypted, this, [this] {
        m_certificate = m_socket->peerCertificate();
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_client.opened();
        pump();
    });
    connect(m_socket.get(), &QSslSocket::readyRead, this, [this] {
        const QByteArray bytes = m_socket->readAll();
        m_client.received({bytes.constData(), static_cast<std::size_t>(bytes.size())});
        pump();
    });
    connect(m_socket.get(), &QSslSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        m_tlsErrors = errors; // Not ignored: the connection fails by them.
        m_certificate = m_socket->peerCertificate();
    });
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, &RemoteLink::fail);
    connect(m_socket.get(), &QSslSocket::disconnected, this, [this] {
        m_client.ended();
        m_client.failed({remote::ConnectProblem::Lost, "the connection was closed"});
        pump();
    });
}

void RemoteLink::fail()
{
    const QAbstractSocket::SocketError error = m_socket->error();
    if (error == QAbstractSocket::RemoteHostClosedError && m_socket->isEncrypted())
        return; // What it still said is read first; `disconnected` follows.
    m_client.failed(connectErrorOf(error, m_tlsErrors, m_target.url, m_socket->errorString()));
    pump();
}

/// Does what the client's state asks for.
void RemoteLink::pump()
{
    if (m_socket && m_client.state() == remote::ConsoleClient::State::Waiting)
        drop();
    if (m_socket && m_socket->isEncrypted())
        if (const std::string output = m_client.takeOutput(); !output.empty())
            m_socket->write(output.data(), static_cast<qint64>(output.size()));
    std::optional<MonotonicTime> due = m_client.tickDue();
    if (const auto dialDue = m_client.dialDue()) {
        if (*dialDue <= m_clock.now() && !m_socket) {
            dial();
            due = m_client.tickDue();
        } else {
            due = due ? std::min(*due, *dialDue) : dialDue;
        }
    }
    if (!due)
        return m_timer->stop();
    const auto pause = std::chrono::ceil<std::chrono::milliseconds>(*due - m_clock.now());
    m_timer->start(std::max(pause, std::chrono::milliseconds(0)));
}

/// The socket may be the one that calls: it goes when it has returned.
void RemoteLink::drop()
{
    m_socket->disconnect(this);
    QSslSocket* const socket = m_socket.release();
    socket->abort();
    socket->deleteLater();
}

Result<QList<QSslCertificate>> readAuthorities(const QString& file)
{
    if (file.isEmpty())
        return QList<QSslCertificate>();
    const QList<QSslCertificate> found =
        QSslCertificate::fromPath(file, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString);
    if (found.isEmpty())
        return failure(ErrorCode::InvalidArgument, "{} holds no certificates in PEM, or cannot be read",
                       file.toStdString());
    return found;
}

} // namespace causeway::app
