#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <chrono>
#include <optional>

namespace causeway::test {

/// The real `causewayd` as a child process, with folders of its own. Killed when this goes.
class CausewaydProcess
{
public:
    CausewaydProcess();
    ~CausewaydProcess();
    CausewaydProcess(const CausewaydProcess&) = delete;
    CausewaydProcess& operator=(const CausewaydProcess&) = delete;

    void start(const QStringList& arguments);
    /// Starts and waits for the end; nothing when it does not end by the deadline (it is killed then).
    std::optional<int> run(const QStringList& arguments, std::chrono::seconds deadline = std::chrono::seconds(60));

    /// The first captured group of a line of output that matches, now or later; empty when none comes in time.
    QString waitForOutput(const QString& pattern, std::chrono::seconds deadline = std::chrono::seconds(60));

    bool isRunning() const;
    qint64 processId() const { return m_process.processId(); }
    void kill();      // SIGKILL, and waits for the end.
    void interrupt(); // SIGINT.
    void hangUp();    // SIGHUP.
    void signal(int number);
    std::optional<int> waitForExit(std::chrono::seconds deadline = std::chrono::seconds(30));

    /// What it wrote so far.
    QString output() { return read(), QString::fromUtf8(m_output); }
    QString errors() { return read(), QString::fromUtf8(m_errors); }
    /// Both, for a failing test.
    QByteArray everything() { return read(), m_output + m_errors; }

private:
    void read();

    QTemporaryDir m_home;
    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
};

} // namespace causeway::test
