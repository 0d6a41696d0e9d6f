#include "tests/system/causewayd_process.h"

#include <QDeadlineTimer>
#include <QRegularExpression>

#include <csignal>

namespace causeway::test {

CausewaydProcess::CausewaydProcess()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"})
        environment.insert(QLatin1String(name), m_home.filePath(QLatin1String(name)));
    m_process.setProcessEnvironment(environment);
    m_process.setWorkingDirectory(m_home.path());
}

CausewaydProcess::~CausewaydProcess()
{
    kill();
}

void CausewaydProcess::start(const QStringList& arguments)
{
    m_output.clear();
    m_errors.clear();
    m_process.start(QStringLiteral(CAUSEWAYD_PROGRAM), arguments);
    m_process.waitForStarted();
}

std::optional<int> CausewaydProcess::run(const QStringList& arguments, std::chrono::seconds deadline)
{
    start(arguments);
    const auto status = waitForExit(deadline);
    if (!status)
        kill();
    return status;
}

QString CausewaydProcess::waitForOutput(const QString& pattern, std::chrono::seconds deadline)
{
    const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
    const QDeadlineTimer timer(deadline);
    while (true) {
        read();
        const auto match = expression.match(QString::fromUtf8(m_output));
        if (match.hasMatch())
            return match.captured(1);
        if (timer.hasExpired() || !isRunning())
            return {};
        m_process.waitForReadyRead(50);
    }
}

bool CausewaydProcess::isRunning() const
{
    return m_process.state() != QProcess::NotRunning;
}

void CausewaydProcess::kill()
{
    if (!isRunning())
        return;
    m_process.kill();
    m_process.waitForFinished(-1);
    read();
}

void CausewaydProcess::interrupt()
{
    signal(SIGINT);
}

void CausewaydProcess::hangUp()
{
    signal(SIGHUP);
}

void CausewaydProcess::signal(int number)
{
    ::kill(static_cast<pid_t>(m_process.processId()), number);
}

std::optional<int> CausewaydProcess::waitForExit(std::chrono::seconds deadline)
{
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(deadline);
    const bool isDone = !isRunning() || m_process.waitForFinished(static_cast<int>(limit.count()));
    read();
    if (!isDone || m_process.exitStatus() != QProcess::NormalExit)
        return std::nullopt;
    return m_process.exitCode();
}

void CausewaydProcess::read()
{
    if (!m_process.isOpen())
        return;
    m_output += m_process.readAllStandardOutput();
    m_errors += m_process.readAllStandardError();
}

} // namespace causeway::test
