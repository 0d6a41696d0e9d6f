#pragma once

#include "tests/system/causewayd_process.h"
#include "tests/system/http_probe.h"
#include "tests/system/named_service.h"

#include <QTemporaryDir>

#include <memory>

namespace causeway::test {

/// A control plane, a gateway and its sidecar, each a process of its own, before two services of one route:
/// requests to /shop go to `older` and `newer` by weight.
///
/// Shape: start() first; the planes joined with the commands that the control plane printed.
class Fleet
{
public:
    static constexpr const char* routePath = "/meshes/default/meshhttproutes/split";

    Fleet();

    /// Control plane, planes, and the first answer through them. False: `problem` tells why not.
    bool start();
    /// The control plane alone, on the ports that it had before.
    bool startControlPlane();
    QByteArray problem();

    QStringList controlOptions; // More of them, for the next start.
    QStringList gatewayOptions; //
    CausewaydProcess control;
    CausewaydProcess gateway;
    CausewaydProcess sidecar;
    NamedService older{"older-1"};
    NamedService newer{"newer-1"};

    QString gatewayUrl() const { return m_gatewayUrl; }
    QString meshApiUrl() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_meshApi); }
    QString controlFolder() const { return m_folder.filePath(QStringLiteral("control")); }
    QStringList gatewayArguments() const { return m_gatewayArguments; }
    /// The same without the invitation, which is for the first start only.
    QStringList gatewayArgumentsAfterJoining() const;

    /// The route as Kuma writes it, with these weights in place.
    static QByteArray routeWith(const QByteArray& older, const QByteArray& newer);

private:
    bool startPlanes();
    QByteArray resources() const;
    /// The arguments of the printed join command, up to the name that people fill in.
    static QList<QStringList> joinCommands(const QString& output);

    QTemporaryDir m_folder;
    std::uint16_t m_channel = freePort();
    std::uint16_t m_telemetry = freePort();
    std::uint16_t m_meshApi = freePort();
    std::uint16_t m_sidecarPort = freePort();
    QString m_gatewayUrl;
    QStringList m_gatewayArguments;
};

} // namespace causeway::test
