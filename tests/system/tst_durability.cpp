#include "tests/system/fleet.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace causeway;
using namespace causeway::test;

namespace {

/// strace on a running process, all of its threads.
class SystemCallTrace
{
public:
    /// False where the system does not let one process watch another.
    bool attachTo(qint64 process)
    {
        m_strace.start(QStringLiteral("strace"),
                       {QStringLiteral("-f"), QStringLiteral("-s"), QStringLiteral("16"), QStringLiteral("-e"),
                        QStringLiteral("trace=fdatasync,recvfrom,read,sendmsg,sendto,write"), QStringLiteral("-o"),
                        file(), QStringLiteral("-p"), QString::number(process)});
        QByteArray said;
        while (m_strace.waitForReadyRead(10'000) || m_strace.state() == QProcess::Running) {
            said += m_strace.readAllStandardError();
            if (said.contains("attached"))
                return true;
        }
        return false;
    }

    QStringList linesAfterDetaching()
    {
        m_strace.terminate();
        m_strace.waitForFinished();
        QFile trace(file());
        return trace.open(QIODevice::ReadOnly) ? QString::fromUtf8(trace.readAll()).split(u'\n') : QStringList();
    }

private:
    QString file() const { return m_folder.filePath(QStringLiteral("trace")); }

    QTemporaryDir m_folder;
    QProcess m_strace;
};

/// Flushes that were completed between each PUT that came in and its answer.
QList<int> flushesBeforeAnswers(const QStringList& trace)
{
    QList<int> flushes;
    int sincePut = -1; // No PUT is being answered.
    for (const QString& line : trace) {
        if (line.contains(QStringLiteral("\"PUT /meshes")))
            sincePut = 0;
        else if (line.contains(QStringLiteral("fdatasync")) && line.contains(QStringLiteral("= 0")) && sincePut >= 0)
            ++sincePut;
        else if (line.contains(QStringLiteral("\"HTTP/1.1 20")) && sincePut >= 0)
            flushes.append(std::exchange(sincePut, -1));
    }
    return flushes;
}

} // namespace

class DurabilityTest : public QObject
{
    Q_OBJECT

private slots:
    void everyWriteIsFlushedToDiskBeforeItIsAnswered()
    {
        Fleet fleet;
        QVERIFY2(fleet.startControlPlane(), fleet.problem());
        SystemCallTrace trace;
        if (!trace.attachTo(fleet.control.processId()))
            QSKIP("this system does not let strace watch another process");
        HttpProbe api(fleet.meshApiUrl());

        for (int weight = 1; weight <= 20; ++weight) {
            const auto answer = api.send("PUT", Fleet::routePath, Fleet::routeWith("100", QByteArray::number(weight)));
            QVERIFY2(answer && (answer->status == 200 || answer->status == 201), fleet.problem());
        }

        const QList<int> flushes = flushesBeforeAnswers(trace.linesAfterDetaching());
        QCOMPARE(flushes.size(), 20);
        QVERIFY(!flushes.contains(0));
    }
};

QTEST_GUILESS_MAIN(DurabilityTest)
#include "tst_durability.moc"
