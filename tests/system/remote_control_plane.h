#pragma once

#include "app/remote/remote_target.h"
#include "tests/system/causewayd_process.h"

#include <QTemporaryDir>

namespace causeway::test {

/// The real causewayd as a control plane for consoles elsewhere, with two services and a route that is split between
/// them, on a disk of its own.
class RemoteControlPlane
{
public:
    RemoteControlPlane();

    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// Empty when it runs; else what it said. Again on the port of the first start, after kill().
    QByteArray start(const QString& consoleHost = QStringLiteral("127.0.0.1"));
    void kill() { m_process.kill(); }
    /// The file that holds the token; empty when there is none.
    QString createToken(const QString& role, const QString& name);
    bool revokeToken(const QString& name);

    app::RemoteTarget target(const QString& tokenFile) const;
    int consolePort() const { return m_consolePort; }
    int meshApiPort() const { return m_meshApiPort; }

private:
    QTemporaryDir m_folder;
    CausewaydProcess m_process;
    int m_consolePort = 0;
    int m_meshApiPort = 0;
};

} // namespace causeway::test
