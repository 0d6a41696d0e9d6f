#include "engine/telemetry/access_log.h"

#include <QtTest>

#include <QScopeGuard>
#include <QTemporaryDir>

#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <map>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace causeway;
using namespace causeway::telemetry;
using namespace std::chrono_literals;

namespace {

const SystemClock systemClock;

std::unique_ptr<AccessLog> open(const QString& target, std::size_t lanes = 1, std::size_t blocks = 64)
{
    AccessLogOptions options;
    options.target = target.toStdString();
    options.lanes = lanes;
    options.blocks = blocks;
    auto log = AccessLog::open(std::move(options), systemClock);
    return log ? *std::move(log) : nullptr;
}

void write(AccessLog& log, std::size_t lane, const std::string& path)
{
    AccessRecord record;
    record.client = "127.0.0.1";
    record.method = "GET";
    record.protocol = "HTTP/1.1";
    record.path = path;
    log.lane(lane).write(record, systemClock.now());
}

QList<QByteArray> linesOf(const QString& name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<QByteArray> lines = file.readAll().split('\n');
    lines.removeLast(); // Behind the last line end: nothing, unless a line is torn, which the sum then misses.
    return lines;
}

QByteArray pathIn(const QByteArray& line)
{
    const qsizetype from = line.indexOf("\"GET ") + 5;
    return line.mid(from, line.indexOf(' ', from) - from);
}

} // namespace

class AccessLogTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }
    void cleanup() { QFile::remove(file()); }

    void whatIsRecordedIsInTheFileSoon()
    {
        const auto log = open(file());
        QVERIFY(log);

        write(*log, 0, "/one");

        QTRY_COMPARE(linesOf(file()).size(), 1);
        QCOMPARE(pathIn(linesOf(file())[0]), QByteArray("/one"));
        struct stat what
        {
        };
        QCOMPARE(::stat(file().toUtf8().constData(), &what), 0);
        QCOMPARE(what.st_mode & 0777U & ~0022U, 0640U & ~0022U); // Nothing for everyone.
    }

    void allThatWasRecordedIsThereInTheEnd()
    {
        {
            const auto log = open(file(), 4);
            std::vector<std::thread> workers;
            for (std::size_t lane = 0; lane < 4; ++lane)
                workers.emplace_back([&log, lane] {
                    for (int i = 0; i < 5'000; ++i)
                        write(*log, lane, "/" + std::to_string(lane) + "/" + std::to_string(i));
                });
            for (std::thread& worker : workers)
                worker.join();
            QCOMPARE(log->counts().lost, std::uint64_t(0));
        }

        std::map<QByteArray, int> next; // Of each lane: its lines are in order.
        for (const QByteArray& line : linesOf(file())) {
            const QList<QByteArray> parts = pathIn(line).split('/');
            QCOMPARE(parts.size(), 3);
            QCOMPARE(parts[2].toInt(), next[parts[1]]++);
        }
        QCOMPARE(next.size(), std::size_t(4));
        for (const auto& [lane, count] : next)
            QCOMPARE(count, 5'000);
    }

    void aFileThatWasMovedAwayIsFollowedWithoutALostOrDoubledLine()
    {
        QStringList files;
        int records = 0;
        {
            const auto log = open(file());
            std::atomic<bool> isDone = false;
            std::thread worker([&] {
                for (; !isDone; ++records) { // No faster than it is written: nothing is to be lost here.
                    while (log->counts().written + 2'000 < static_cast<std::uint64_t>(records))
                        std::this_thread::yield();
                    write(*log, 0, std::to_string(records));
                }
            });
            const auto joined = qScopeGuard([&] {
                isDone = true;
                worker.join();
            });
            for (int i = 0; i < 5; ++i) {
                QTRY_VERIFY(QFileInfo(file()).size() > 0);
                files.append(file() + QString::number(i));
                QVERIFY(QFile::rename(file(), files.back()));
                log->reopen();
            }
        }
        files.append(file());

        int next = 0;
        for (const QString& one : files)
            for (const QByteArray& line : linesOf(one))
                QCOMPARE(pathIn(line).toInt(), next++);
        QCOMPARE(next, records);
        for (const QString& one : files)
            QFile::remove(one);
    }

    void whereTheNewFileCannotBeOpenedTheOldOneStays()
    {
        const QString folder = m_folder.filePath(QStringLiteral("logs"));
        QVERIFY(QDir().mkpath(folder));
        const QString name = folder + QStringLiteral("/access.log");
        const auto log = open(name);
        QVERIFY(QDir().rename(folder, folder + QStringLiteral("-moved")));

        log->reopen();
        write(*log, 0, "/after");

        const QString moved = folder + QStringLiteral("-moved/access.log");
        QTRY_COMPARE(linesOf(moved).size(), 1);
    }

    void aFullDiskLosesRecordsAndCountsThem()
    {
        const auto log = open(QStringLiteral("/dev/full"));
        QVERIFY(log);
        for (int i = 0; i < 5'000; ++i)
            write(*log, 0, "/x");

        QTRY_COMPARE(log->counts().lost, std::uint64_t(5'000));
        QCOMPARE(log->counts().written, std::uint64_t(0));
    }

    void aDiskThatIsFullForAWhileKeepsEachLineWhole()
    {
        // A limit on the size of files is a disk that is full, and can be lifted.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        std::uint64_t lost = 0;
        {
            const auto log = open(file());
            const rlimit small{10'000, before.rlim_max};
            QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
            for (int i = 0; i < 1'000; ++i)
                write(*log, 0, "/before/" + std::to_string(i));
            QTRY_VERIFY(log->counts().written + log->counts().lost == 1'000);
            QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
            lost = log->counts().lost;
            for (int i = 0; i < 10; ++i)
                write(*log, 0, "/after/" + std::to_string(i));
        }

        QVERIFY(lost > 0 && lost < 1'000);
        int torn = 0;
        QStringList after;
        for (const QByteArray& line : linesOf(file())) {
            torn += line.endsWith("flags=-") ? 0 : 1;
            if (line.contains("/after/"))
                after.append(QString::fromLatin1(pathIn(line)));
        }
        QVERIFY(torn <= 1); // The one under way ends in the middle, on a line of its own.
        QCOMPARE(after.size(), 10);
        QCOMPARE(after.front(), QStringLiteral("/after/0"));
    }

    void aReaderThatIsStuckHoldsNobodyUp()
    {
        const QString pipe = m_folder.filePath(QStringLiteral("stuck"));
        QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
        const int reader = ::open(pipe.toUtf8().constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        constexpr int records = 20'000;
        std::uint64_t lost = 0;
        QByteArray got;
        {
            const auto log = open(pipe, 1, 4);
            QVERIFY(log);
            for (int i = 0; i < records; ++i) // Many times what pipe and blocks hold: it would stand still otherwise.
                write(*log, 0, "/" + std::to_string(i));
            lost = log->counts().lost;
            QVERIFY(lost > 0 && lost < records);

            // Whoever reads again gets whole lines again.
            std::array<char, 65536> bytes;
            const auto read = [&] {
                const ssize_t count = ::read(reader, bytes.data(), bytes.size());
                if (count > 0)
                    got.append(bytes.data(), static_cast<qsizetype>(count));
                return count > 0;
            };
            QTRY_VERIFY((read(), log->counts().written + log->counts().lost == records));
            while (read()) {
            }
        }
        ::close(reader);

        QVERIFY(got.endsWith('\n'));
        QCOMPARE(static_cast<std::uint64_t>(got.count('\n')), records - lost);
    }

    void aReaderThatIsStuckDoesNotHoldUpTheEnd()
    {
        const QString pipe = m_folder.filePath(QStringLiteral("stuck at the end"));
        QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
        const int reader = ::open(pipe.toUtf8().constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        auto log = open(pipe);
        for (int i = 0; i < 5'000; ++i)
            write(*log, 0, "/x");

        log.reset(); // Comes back.

        ::close(reader);
    }

    void aReaderThatLeavesDoesNotEndTheProcess()
    {
        const QString pipe = m_folder.filePath(QStringLiteral("left"));
        QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
        const int reader = ::open(pipe.toUtf8().constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        const auto log = open(pipe);
        ::close(reader);

        write(*log, 0, "/x");

        QTRY_COMPARE(log->counts().lost, std::uint64_t(1));
    }

    void saysWhichTargetCannotBeOpened()
    {
        AccessLogOptions options;
        options.target = "/nowhere/access.log";

        const auto log = AccessLog::open(options, systemClock);

        QVERIFY(!log);
        QVERIFY2(log.error().message.find("/nowhere/access.log") != std::string::npos, log.error().message.c_str());
    }

    void queriesStayOutWhereTheyAreNotWanted()
    {
        {
            AccessLogOptions options;
            options.target = file().toStdString();
            options.withQuery = false;
            const auto log = AccessLog::open(options, systemClock);
            AccessRecord record;
            record.method = "GET";
            record.path = "/a";
            record.query = "token=secret";
            record.hasQuery = true;
            record.protocol = "HTTP/1.1";
            record.referer = "http://b/?token=secret";
            (*log)->lane(0).write(record, systemClock.now());
            record.method = {};
            record.requestLine = "GET /a?token=secret";
            (*log)->lane(0).write(record, systemClock.now());
        }

        const QList<QByteArray> lines = linesOf(file());
        QCOMPARE(lines.size(), 2);
        QVERIFY2(lines[0].contains("\"GET /a HTTP/1.1\"") && lines[0].contains("\"http://b/\""), lines[0]);
        for (const QByteArray& line : lines)
            QVERIFY2(!line.contains("secret"), line);
    }

private:
    QString file() const { return m_folder.filePath(QStringLiteral("access.log")); }

    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(AccessLogTest)
#include "tst_access_log.moc"
