#include "tests/system/remote_control_plane.h"

#include <QFile>

namespace causeway::test {

namespace {

const char* const resources = R"(type: MeshService
mesh: default
name: old
spec:
  ports: [{port: 80, appProtocol: http}]
---
type: MeshService
mesh: default
name: new
spec:
  ports: [{port: 80, appProtocol: http}]
---
type: MeshHTTPRoute
mesh: default
name: cutover
spec:
  targetRef: {kind: Mesh}
  to:
  - targetRef: {kind: MeshService, name: old}
    rules:
    - matches: [{path: {type: PathPrefix, value: /}}]
      default:
        backendRefs:
        - {kind: MeshService, name: old, port: 80, weight: 100}
        - {kind: MeshService, name: new, port: 80, weight: 0}
)";

} // namespace

RemoteControlPlane::RemoteControlPlane()
{
    QFile file(path("resources.yaml"));
    if (!file.open(QIODevice::WriteOnly) || file.write(resources) <= 0)
        qFatal("%s cannot be written", qPrintable(file.fileName()));
}

QByteArray RemoteControlPlane::start(const QString& consoleHost)
{
    const bool isFirst = m_consolePort == 0;
    QStringList arguments{"control-plane",
                          "--data-dir",
                          path("data"),
                          "--channel",
                          "127.0.0.1:0",
                          "--telemetry",
                          "127.0.0.1:0",
                          "--mesh-api",
                          "127.0.0.1:0",
                          "--invitations",
                          "0",
                          "--api-listen",
                          consoleHost + QLatin1Char(':') + QString::number(m_consolePort)};
    if (isFirst)
        arguments << "--apply" << path("resources.yaml");
    m_process.start(arguments);
    m_meshApiPort = m_process.waitForOutput(QStringLiteral("^mesh API http://[0-9.]+:(\\d+)$")).toInt();
    m_consolePort = m_process.waitForOutput(QStringLiteral("^consoles https://[0-9.]+:(\\d+)$")).toInt();
    return m_consolePort > 0 ? QByteArray() : m_process.everything() + "(it did not start)";
}

QString RemoteControlPlane::createToken(const QString& role, const QString& name)
{
    const QString file = path(name + ".token");
    CausewaydProcess tokens;
    const auto ended = tokens.run(
        {"token", "create", "--role", role, "--name", name, "--data-dir", path("data"), "--token-file", file});
    return ended == 0 ? file : QString();
}

bool RemoteControlPlane::revokeToken(const QString& name)
{
    CausewaydProcess tokens;
    return tokens.run({"token", "revoke", name, "--data-dir", path("data")}) == 0;
}

app::RemoteTarget RemoteControlPlane::target(const QString& tokenFile) const
{
    app::RemoteTarget to;
    to.url = app::clusterUrl(QStringLiteral("https://127.0.0.1:%1").arg(m_consolePort)).value();
    to.token = app::tokenFromFile(tokenFile).value();
    to.authorities = path("data/trust/roots.crt");
    return to;
}

} // namespace causeway::test
