#include "app/attachment.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>

namespace causeway::app {

namespace {

constexpr int answerTimeoutMs = 500;
const char* const greeting = "show\n";

// A path may be longer than the name of a socket may be.
QString socketNameOf(const QString& folder)
{
    const QByteArray path = QDir(folder).absolutePath().toUtf8();
    const QByteArray hash = QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(16);
    return QStringLiteral("causeway-%1").arg(QString::fromLatin1(hash));
}

} // namespace

Attachment::Attachment(const QString& dataFolder, QObject* parent)
    : QObject(parent)
    , m_folder(dataFolder)
    , m_name(socketNameOf(dataFolder))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        QLocalSocket* const socket = m_server.nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        socket->write(greeting);
        socket->disconnectFromServer();
        Q_EMIT asked();
    });
}

void Attachment::listen()
{
    // We hold the folder, so a socket that is there is of a console that died.
    QLocalServer::removeServer(m_name);
    m_server.listen(m_name);
}

Result<> Attachment::showOther() const
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(answerTimeoutMs) || !socket.waitForReadyRead(answerTimeoutMs)) {
        return failure(ErrorCode::Unavailable,
                       "the lab in {} has no window: it was started in a terminal, so end it there or use its mesh API",
                       m_folder.toStdString());
    }
    return {};
}

} // namespace causeway::app
