#include "tests/system/fleet.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

namespace causeway::test {

namespace {

QByteArray meshService(const NamedService& service, const QByteArray& name)
{
    return "type: MeshService\nmesh: default\nname: " + name +
           "\nspec:\n  ports: [{port: 80, appProtocol: http}]\n  instances: [{name: " +
           QByteArray::fromStdString(service.name()) +
           ", address: 127.0.0.1, port: " + QByteArray::number(service.port()) + "}]\n---\n";
}

} // namespace

Fleet::Fleet()
{
    QFile file(m_folder.filePath(QStringLiteral("resources.yml")));
    if (file.open(QIODevice::WriteOnly))
        file.write(resources());
}

QByteArray Fleet::resources() const
{
    return meshService(older, "older") + meshService(newer, "newer") + routeWith("100", "0") +
           "\n---\n_format_version: \"3.0\"\n"
           "services: [{name: shop, host: older, routes: [{name: shop, paths: [/shop]}]}]\n";
}

QByteArray Fleet::routeWith(const QByteArray& older, const QByteArray& newer)
{
    return "{\"type\": \"MeshHTTPRoute\", \"mesh\": \"default\", \"name\": \"split\", \"spec\": {"
           "\"targetRef\": {\"kind\": \"Mesh\"}, \"to\": [{\"targetRef\": {\"kind\": \"MeshService\", \"name\": "
           "\"older\"},"
           "\"rules\": [{\"matches\": [{\"path\": {\"type\": \"PathPrefix\", \"value\": \"/\"}}],"
           "\"default\": {\"backendRefs\": ["
           "{\"kind\": \"MeshService\", \"name\": \"older\", \"port\": 80, \"weight\": " +
           older + "}, {\"kind\": \"MeshService\", \"name\": \"newer\", \"port\": 80, \"weight\": " + newer +
           "}]}}]}]}}";
}

bool Fleet::start()
{
    return startControlPlane() && startPlanes();
}

bool Fleet::startControlPlane()
{
    const auto local = [](std::uint16_t port) { return QStringLiteral("127.0.0.1:%1").arg(port); };
    QStringList arguments{
        "control-plane",    "--data-dir", controlFolder(),  "--channel",    local(m_channel), "--telemetry",
        local(m_telemetry), "--mesh-api", local(m_meshApi), "--api-listen",
        local(0), // Nobody connects there, and other tests run beside this one.
        "--invitations",    "2"};
    arguments += controlOptions;
    if (m_gatewayUrl.isEmpty())
        arguments += {"--apply", m_folder.filePath(QStringLiteral("resources.yml"))};
    control.start(arguments);
    return !control.waitForOutput(QStringLiteral("(mesh API http://\\S+)")).isEmpty();
}

QList<QStringList> Fleet::joinCommands(const QString& output)
{
    QList<QStringList> commands;
    for (const QString& line : output.split(QLatin1Char('\n'))) {
        const qsizetype at = line.indexOf(QStringLiteral("causewayd data-plane "));
        if (at >= 0)
            commands.append(line.mid(at).remove(QLatin1Char('\\')).split(QLatin1Char(' '), Qt::SkipEmptyParts).mid(1));
    }
    return commands;
}

bool Fleet::startPlanes()
{
    if (control.waitForOutput(QStringLiteral("causewayd data-plane (?:.|\\n)*causewayd data-plane (.*)")).isEmpty())
        return false;
    const QList<QStringList> commands = joinCommands(control.output());
    const std::uint16_t port = freePort();
    m_gatewayUrl = QStringLiteral("http://127.0.0.1:%1").arg(port);
    m_gatewayArguments = commands.at(0) + QStringList{"--name",      "edge",
                                                      "--role",      "gateway",
                                                      "--workload",  "edge",
                                                      "--listen",    QStringLiteral("127.0.0.1:%1").arg(port),
                                                      "--data-dir",  m_folder.filePath(QStringLiteral("edge")),
                                                      "--hand-over", m_folder.filePath(QStringLiteral("edge.sock"))};
    m_gatewayArguments += gatewayOptions;
    gateway.start(m_gatewayArguments);
    sidecar.start(commands.at(1) + QStringList{"--name", "edge-sidecar", "--role", "sidecar", "--workload", "edge",
                                               "--outbound", QStringLiteral("older=127.0.0.1:%1").arg(m_sidecarPort)});
    HttpProbe probe(m_gatewayUrl);
    for (const QDeadlineTimer timer(std::chrono::seconds(30)); !timer.hasExpired(); QThread::msleep(10))
        if (const auto answer = probe.get("/shop"); answer && answer->status == 200)
            return true;
    return false;
}

QStringList Fleet::gatewayArgumentsAfterJoining() const
{
    QStringList arguments = m_gatewayArguments;
    for (const char* option : {"--token", "--authority"}) {
        const qsizetype at = arguments.indexOf(QLatin1String(option));
        arguments.remove(at, 2);
    }
    return arguments;
}

QByteArray Fleet::problem()
{
    return "control plane:\n" + control.everything() + "gateway:\n" + gateway.everything() + "sidecar:\n" +
           sidecar.everything();
}

} // namespace causeway::test
