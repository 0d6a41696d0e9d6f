#include "app/remote/remote_cluster.h"
#include "engine/base/random.h"
#include "tests/system/port_watcher.h"
#include "tests/system/remote_control_plane.h"

#include <QThread>
#include <QtTest>

#include <atomic>

using namespace causeway;
using app::RemoteCluster;
using app::RemoteTarget;
using test::Answer;
using test::RemoteControlPlane;
using test::Watcher;

namespace {

constexpr int patienceMs = 30'000;

#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, patienceMs)

} // namespace

/// A console over a control plane that is killed and started again: the real causewayd, real TLS, real disk.
class ReconnectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_controlPlane = std::make_unique<RemoteControlPlane>();
        start();
        m_token = m_controlPlane->createToken(QStringLiteral("operator"), QStringLiteral("ada"));
        QVERIFY(!m_token.isEmpty());
    }

    void cleanup() { m_controlPlane.reset(); }

    void answersSoManyQuestionsOfAConsoleAtOnce()
    {
        constexpr int asked = 200;
        const auto cluster = connected();
        std::atomic<int> answered = 0;
        std::atomic<int> turnedAway = 0;
        const auto ask = [&] {
            cluster->revisions(0, 10, [&](const auto& revisions) {
                if (!revisions && revisions.error().code == ErrorCode::ResourceExhausted)
                    ++turnedAway;
                else if (revisions && !revisions->empty())
                    ++answered;
            });
        };

        for (int i = 0; i < asked; ++i)
            ask();
        EVENTUALLY(answered + turnedAway == asked);
        const int before = answered;
        ask();

        EVENTUALLY(answered == before + 1); // Each that was answered has made room.
        QVERIFY(before >= 8 && turnedAway > 0);
    }

    void appliesNothingTwiceWhenTheControlPlaneIsKilledDuringACommand()
    {
        const auto cluster = connected();
        Watcher watcher(*cluster);
        Random random(5);
        for (std::uint32_t round = 1; round <= 6; ++round) {
            EVENTUALLY(isLive(watcher));
            const auto before = watcher.view();
            const api::RouteView& route = before->routes.front();
            Answer answer;

            cluster->submit(api::SetSplit{route.id, route.version, {{"old", 100 - round}, {"new", round}}, "round"},
                            "me", answer.sink());
            QThread::usleep(random.below(6000)); // Before, while or after it reaches the disk.
            m_controlPlane->kill();
            start();

            EVENTUALLY(answer.times() == 1);
            QVERIFY2(answer.outcome().has_value(), answer.outcome() ? "" : answer.outcome().error().message.c_str());
            EVENTUALLY(isLive(watcher) && watcher.view()->headRevision >= answer.outcome()->revision);
            const auto after = watcher.view();
            QCOMPARE(after->headRevision, before->headRevision + 1);
            QCOMPARE(after->routes.front().backends.at(1).weight, round);
            QCOMPARE(after->recentRevisions.front().author, std::string("ada"));
        }
    }

    void saysWhatIsStaleAndRecoversByItself()
    {
        const auto cluster = connected();
        Watcher watcher(*cluster);
        EVENTUALLY(isLive(watcher));
        const auto last = watcher.view();

        m_controlPlane->kill();

        EVENTUALLY(watcher.view()->problem);
        const auto stale = watcher.view();
        QVERIFY(stale->nextAttempt);
        QCOMPARE(stale->headRevision, last->headRevision);
        QCOMPARE(stale->routes.size(), last->routes.size());
        Answer answer;
        cluster->submit(api::RevertTo{1, 0}, "me", answer.sink());
        EVENTUALLY(answer.times() == 1);
        QCOMPARE(answer.outcome().error().code, ErrorCode::Unavailable);

        start();
        EVENTUALLY(isLive(watcher));
        QCOMPARE(watcher.view()->headRevision, last->headRevision);
    }

    void endsTheConsoleOfARevokedToken()
    {
        const auto cluster = connected();
        Watcher watcher(*cluster);
        EVENTUALLY(isLive(watcher));

        QVERIFY(m_controlPlane->revokeToken(QStringLiteral("ada")));

        EVENTUALLY(watcher.view()->problem);
        QVERIFY(watcher.view()->problem->find("token") != std::string::npos);
    }

    void saysInWordsWhyThereIsNoConnection_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<bool>("trusts");
        QTest::addColumn<int>("problem");
        const auto number = [](remote::ConnectProblem problem) { return static_cast<int>(problem); };
        QTest::newRow("another authority")
            << "127.0.0.1" << QByteArray() << false << number(remote::ConnectProblem::Untrusted);
        QTest::newRow("another name") << "127.0.0.2" << QByteArray() << true
                                      << number(remote::ConnectProblem::WrongName);
        QTest::newRow("another token") << "127.0.0.1" << QByteArray("cwa_wrong") << true
                                       << number(remote::ConnectProblem::Unauthenticated);
    }

    void saysInWordsWhyThereIsNoConnection()
    {
        QFETCH(QString, host);
        QFETCH(QByteArray, token);
        QFETCH(bool, trusts);
        QFETCH(int, problem);
        m_controlPlane->kill();
        start(QStringLiteral("0.0.0.0"));
        RemoteTarget to = m_controlPlane->target(m_token);
        to.url.setHost(host);
        if (!token.isEmpty())
            to.token = token.toStdString();
        if (!trusts)
            to.authorities.clear();

        const RemoteCluster::Attempt attempt = RemoteCluster::connect(to, "test");

        QVERIFY(!attempt.cluster);
        QCOMPARE(static_cast<int>(attempt.error.problem), problem);
        QVERIFY(!attempt.certificate.isNull());
    }

    void meetsPlainPortsWithAReason()
    {
        RemoteTarget to = m_controlPlane->target(m_token);
        to.url.setPort(m_controlPlane->meshApiPort());

        const RemoteCluster::Attempt attempt = RemoteCluster::connect(to, "test");

        QVERIFY(!attempt.cluster);
        QVERIFY(attempt.error.problem == remote::ConnectProblem::NotSecure);
    }

private:
    void start(const QString& consoleHost = QStringLiteral("127.0.0.1"))
    {
        const QByteArray problem = m_controlPlane->start(consoleHost);
        QVERIFY2(problem.isEmpty(), problem);
    }

    std::unique_ptr<RemoteCluster> connected() const
    {
        RemoteCluster::Attempt attempt = RemoteCluster::connect(m_controlPlane->target(m_token), "test");
        if (!attempt.cluster)
            qFatal("no connection: %s", attempt.error.sentence.c_str());
        return std::move(attempt.cluster);
    }

    static bool isLive(Watcher& watcher)
    {
        const auto view = watcher.view();
        return view && !view->problem && !view->routes.empty() && !view->recentRevisions.empty();
    }

    std::unique_ptr<RemoteControlPlane> m_controlPlane;
    QString m_token;
};

QTEST_GUILESS_MAIN(ReconnectTest)
#include "tst_reconnect.moc"
