#include "app/remote/connect_words.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QSslCertificate>

#include <algorithm>
#include <array>

namespace causeway::app {

namespace {

using remote::ConnectError;
using remote::ConnectProblem;

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectWords", text);
}

ConnectProblem problemOf(QSslError::SslError error)
{
    switch (error) {
    case QSslError::CertificateExpired:
    case QSslError::CertificateNotYetValid:
        return ConnectProblem::Expired;
    case QSslError::HostNameMismatch:
        return ConnectProblem::WrongName;
    default:
        return ConnectProblem::Untrusted;
    }
}

/// Of several findings the one that explains most: a foreign authority before a wrong name before a wrong time.
ConnectProblem gravestOf(const QList<QSslError>& errors)
{
    for (const ConnectProblem candidate : {ConnectProblem::Untrusted, ConnectProblem::WrongName})
        if (std::any_of(errors.begin(), errors.end(),
                        [&](const QSslError& error) { return problemOf(error.error()) == candidate; }))
            return candidate;
    return ConnectProblem::Expired;
}

QString sentenceOf(ConnectProblem problem, const QSslCertificate& certificate, const QUrl& url)
{
    switch (problem) {
    case ConnectProblem::Expired:
        return tr("its certificate is good from %1 to %2")
            .arg(certificate.effectiveDate().toString(Qt::ISODate), certificate.expiryDate().toString(Qt::ISODate));
    case ConnectProblem::WrongName:
        return tr("its certificate is for %1, not for %2").arg(identityOf(certificate), url.host());
    default:
        return tr("its certificate was issued by %1, whom nothing here trusts")
            .arg(certificate.issuerDisplayName().isEmpty() ? tr("somebody without a name")
                                                           : certificate.issuerDisplayName());
    }
}

} // namespace

ConnectError connectErrorOf(QAbstractSocket::SocketError error, const QList<QSslError>& tlsErrors, const QUrl& url,
                            const QString& said)
{
    if (!tlsErrors.isEmpty()) {
        const ConnectProblem problem = gravestOf(tlsErrors);
        const auto shown = std::find_if(tlsErrors.begin(), tlsErrors.end(),
                                        [&](const QSslError& each) { return problemOf(each.error()) == problem; });
        return {problem, sentenceOf(problem, shown->certificate(), url).toStdString()};
    }
    switch (error) {
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return {ConnectProblem::NotSecure, tr("TLS did not come about: %1").arg(said).toStdString()};
    case QAbstractSocket::HostNotFoundError:
        return {ConnectProblem::Unreachable, tr("there is no host %1").arg(url.host()).toStdString()};
    case QAbstractSocket::ConnectionRefusedError:
        return {ConnectProblem::Unreachable,
                tr("nothing listens on port %1 of %2").arg(url.port()).arg(url.host()).toStdString()};
    case QAbstractSocket::RemoteHostClosedError:
        return {ConnectProblem::NotSecure, tr("it closed the connection before TLS had come about").toStdString()};
    default:
        return {ConnectProblem::Unreachable, said.toStdString()};
    }
}

QString headlineOf(ConnectProblem problem)
{
    switch (problem) {
    case ConnectProblem::Unreachable:
        return tr("The cluster cannot be reached");
    case ConnectProblem::Untrusted:
        return tr("The cluster's certificate is not trusted");
    case ConnectProblem::Expired:
        return tr("The cluster's certificate is not valid now");
    case ConnectProblem::WrongName:
        return tr("The certificate is for another name");
    case ConnectProblem::NotSecure:
        return tr("What answers there does not speak TLS");
    case ConnectProblem::Unauthenticated:
        return tr("The token is not accepted");
    case ConnectProblem::Forbidden:
        return tr("The token does not allow this");
    case ConnectProblem::WrongVersion:
        return tr("Console and cluster speak different versions");
    case ConnectProblem::NoConsole:
        return tr("What answers there is no control plane");
    case ConnectProblem::Lost:
        return tr("The connection was lost");
    }
    return {};
}

QString remedyOf(ConnectProblem problem)
{
    switch (problem) {
    case ConnectProblem::Unreachable:
    case ConnectProblem::Lost:
        return tr(
            "Check the address and that causewayd runs there; beyond its own host it listens only with --api-listen.");
    case ConnectProblem::Untrusted:
        return tr("Give its CA certificates: trust/roots.crt in the data folder of the control plane.");
    case ConnectProblem::Expired:
        return tr("Compare the clocks of both hosts; a control plane that is started anew issues a new certificate.");
    case ConnectProblem::WrongName:
        return tr("Use a name that it is for, or start causewayd with --api-name for this one.");
    case ConnectProblem::NotSecure:
        return tr("Consoles connect to port 5682 unless it was set otherwise; port 5681 is the plain mesh API.");
    case ConnectProblem::Unauthenticated:
        return tr("Ask for a token: `causewayd token create --role operator` on the host of the control plane.");
    case ConnectProblem::Forbidden:
        return tr("Ask for a token of another role.");
    case ConnectProblem::WrongVersion:
        return tr("Use a console and a causewayd of the same version.");
    case ConnectProblem::NoConsole:
        return tr("Check the port: consoles connect to 5682 unless it was set otherwise.");
    }
    return {};
}

QString fingerprintOf(const QSslCertificate& certificate)
{
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper());
}

QString identityOf(const QSslCertificate& certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values();
    std::sort(names.begin(), names.end());
    return names.isEmpty() ? certificate.subjectDisplayName() : names.join(QStringLiteral(", "));
}

} // namespace causeway::app
