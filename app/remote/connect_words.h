#pragma once

#include "engine/remote/console_protocol.h"

#include <QAbstractSocket>
#include <QSslCertificate>
#include <QSslError>
#include <QString>
#include <QUrl>

namespace causeway::app {

/// What went wrong on the way to a cluster, from what Qt says of it.
remote::ConnectError connectErrorOf(QAbstractSocket::SocketError error, const QList<QSslError>& tlsErrors,
                                    const QUrl& url, const QString& said);

/// For people: what it is, and what to do.
QString headlineOf(remote::ConnectProblem problem);
QString remedyOf(remote::ConnectProblem problem);

/// SHA-256 in pairs: "2C:4F:…", as other tools show it.
QString fingerprintOf(const QSslCertificate& certificate);
/// Whom it names: DNS names and addresses, or the subject where there are none.
QString identityOf(const QSslCertificate& certificate);

} // namespace causeway::app
