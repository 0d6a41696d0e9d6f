#include "app/remote/remote_cluster.h"
#include "engine/base/random.h"
#include "tests/system/causewayd_process.h"

#include <QFile>
#include <QTemporaryDir>
#include <QThread>
#include <QtTest>

#include <atomic>

using namespace causeway;
using app::RemoteCluster;
using app::RemoteTarget;

namespace {

constexpr int patienceMs = 30'000;

#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, patienceMs)

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

/// What a port told, for the test's thread to read.
class Watcher
{
public:
    explicit Watcher(api::ClusterPort& port)
    {
        port.watch([this](std::shared_ptr<const api::ClusterView> view) {
            const std::lock_guard lock(m_mutex);
            m_view = std::move(view);
        });
    }
    std::shared_ptr<const api::ClusterView> view()
    {
        const std::lock_guard lock(m_mutex);
        return m_view;
    }

private:
    std::mutex m_mutex;
    std::shared_ptr<const api::ClusterView> m_view;
};

/// An outcome that may come on another thread.
class Answer
{
public:
    api::ClusterPort::Outcome sink()
    {
        return [state = m_state](Result<api::CommandDone> outcome) {
            const std::lock_guard lock(state->mutex);
            ++state->times;
            state->outcome = std::move(outcome);
        };
    }
    int times() const
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->times;
    }
    Result<api::CommandDone> outcome() const
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->outcome;
    }

private:
    struct State
    {
        mutable std::mutex mutex;
        int times = 0;
        Result<api::CommandDone> outcome;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace

/// A console over a control plane that is killed and started again: the real causewayd, real TLS, real disk.
class ReconnectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_process = std::make_unique<test::CausewaydProcess>();
        QFile file(path("resources.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(resources) > 0);
        file.close();
        m_apiAddress = QStringLiteral("127.0.0.1:0");
        start({"--apply", path("resources.yaml")});
        test::CausewaydProcess token;
        QVERIFY2(token.run({"token", "create", "--role", "operator", "--name", "ada", "--data-dir", path("data"),
                            "--token-file", path("token")}) == 0,
                 token.everything());
    }

    void cleanup()
    {
        m_process.reset();
        m_folder.reset();
    }

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
            m_process->kill();
            start({});

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

        m_process->kill();

        EVENTUALLY(watcher.view()->problem);
        const auto stale = watcher.view();
        QVERIFY(stale->nextAttempt);
        QCOMPARE(stale->headRevision, last->headRevision);
        QCOMPARE(stale->routes.size(), last->routes.size());
        Answer answer;
        cluster->submit(api::RevertTo{1, 0}, "me", answer.sink());
        EVENTUALLY(answer.times() == 1);
        QCOMPARE(answer.outcome().error().code, ErrorCode::Unavailable);

        start({});
        EVENTUALLY(isLive(watcher));
        QCOMPARE(watcher.view()->headRevision, last->headRevision);
    }

    void endsTheConsoleOfARevokedToken()
    {
        const auto cluster = connected();
        Watcher watcher(*cluster);
        EVENTUALLY(isLive(watcher));

        test::CausewaydProcess token;
        QVERIFY(token.run({"token", "revoke", "ada", "--data-dir", path("data")}) == 0);

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
        m_process->kill();
        m_apiAddress = QStringLiteral("0.0.0.0:0");
        start({});
        RemoteTarget to = target();
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
        RemoteTarget to = target();
        to.url.setPort(m_meshApiPort);

        const RemoteCluster::Attempt attempt = RemoteCluster::connect(to, "test");

        QVERIFY(!attempt.cluster);
        QVERIFY(attempt.error.problem == remote::ConnectProblem::NotSecure);
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    /// Again on the port of the first start.
    void start(const QStringList& more)
    {
        m_process->start(QStringList{"control-plane", "--data-dir", path("data"), "--channel", "127.0.0.1:0",
                                     "--telemetry", "127.0.0.1:0", "--mesh-api", "127.0.0.1:0", "--api-listen",
                                     m_apiAddress, "--invitations", "0"} +
                         more);
        m_meshApiPort = m_process->waitForOutput(QStringLiteral("^mesh API http://[0-9.]+:(\\d+)$")).toInt();
        const QString port = m_process->waitForOutput(QStringLiteral("^consoles https://[0-9.]+:(\\d+)$"));
        QVERIFY2(!port.isEmpty(), m_process->everything());
        m_apiAddress = m_apiAddress.section(QLatin1Char(':'), 0, 0) + QLatin1Char(':') + port;
        m_apiPort = port.toInt();
    }

    RemoteTarget target() const
    {
        RemoteTarget to;
        to.url = app::clusterUrl(QStringLiteral("https://127.0.0.1:%1").arg(m_apiPort)).value();
        to.token = app::tokenFromFile(path("token")).value();
        to.authorities = path("data/trust/roots.crt");
        return to;
    }

    std::unique_ptr<RemoteCluster> connected() const
    {
        RemoteCluster::Attempt attempt = RemoteCluster::connect(target(), "test");
        if (!attempt.cluster)
            qFatal("no connection: %s", attempt.error.sentence.c_str());
        return std::move(attempt.cluster);
    }

    static bool isLive(Watcher& watcher)
    {
        const auto view = watcher.view();
        return view && !view->problem && !view->routes.empty() && !view->recentRevisions.empty();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::CausewaydProcess> m_process;
    QString m_apiAddress;
    int m_apiPort = 0;
    int m_meshApiPort = 0;
};

QTEST_GUILESS_MAIN(ReconnectTest)
#include "tst_reconnect.moc"
