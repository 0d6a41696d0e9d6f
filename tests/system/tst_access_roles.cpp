#include "app/remote/remote_cluster.h"
#include "tests/system/port_watcher.h"
#include "tests/system/remote_control_plane.h"

#include <QProcess>
#include <QtTest>

#include <algorithm>
#include <future>

using namespace causeway;
using app::RemoteCluster;
using test::Answer;
using test::RemoteControlPlane;
using test::Watcher;

namespace {

constexpr int patienceMs = 30'000;

const QByteArray route = R"({"type": "MeshHTTPRoute", "mesh": "default", "name": "%1", "spec": {"to": [{
    "targetRef": {"kind": "MeshService", "name": "old"},
    "rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
               "default": {"backendRefs": [{"kind": "MeshService", "name": "new", "port": 80}]}}]}]}})";

QByteArray run(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    if (!process.waitForFinished(patienceMs) || process.exitCode() != 0)
        return "failed: " + process.readAllStandardError() + process.readAllStandardOutput();
    return process.readAllStandardOutput();
}

} // namespace

/// What the server lets whom do, asked by curl and by a console: the real causewayd, real tokens, real TLS.
class AccessRolesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QByteArray problem = m_controlPlane.start();
        QVERIFY2(problem.isEmpty(), problem);
    }

    void letsEachRoleDoWhatItMay_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QByteArray>("reading");
        QTest::addColumn<QByteArray>("writing");
        QTest::addColumn<QByteArray>("tokens");
        QTest::addColumn<bool>("mayDrag");
        QTest::newRow("viewer") << "viewer" << QByteArray("200") << QByteArray("403") << QByteArray("403") << false;
        QTest::newRow("operator") << "operator" << QByteArray("200") << QByteArray("201") << QByteArray("403") << true;
        QTest::newRow("admin") << "admin" << QByteArray("200") << QByteArray("201") << QByteArray("200") << true;
    }

    void letsEachRoleDoWhatItMay()
    {
        QFETCH(QString, role);
        QFETCH(QByteArray, reading);
        QFETCH(QByteArray, writing);
        QFETCH(QByteArray, tokens);
        QFETCH(bool, mayDrag);
        const QString tokenFile = m_controlPlane.createToken(role, role);
        QVERIFY(!tokenFile.isEmpty());
        const auto target = m_controlPlane.target(tokenFile);
        const QString name = "by-" + role;

        QCOMPARE(statusOf(target, "/meshes/default/meshhttproutes"), reading);
        QCOMPARE(statusOf(target, "/meshes/default/meshhttproutes/" + name,
                          {"-X", "PUT", "-H", "Content-Type: application/json", "--data-binary",
                           QString::fromUtf8(route).arg(name)}),
                 writing);
        QCOMPARE(statusOf(target, "/causeway/v1/tokens"), tokens);
        QCOMPARE(statusOf(target, "/causeway/v1/tokens",
                          {"-X", "POST", "--data-binary",
                           QStringLiteral(R"({"role": "admin", "name": "climber-%1"})").arg(role)}),
                 tokens == "200" ? QByteArray("201") : tokens); // Nobody makes himself more than he is.
        QCOMPARE(drags(target), mayDrag);
    }

    void letsNobodyInWithoutAToken()
    {
        const QString tokenFile = m_controlPlane.createToken(QStringLiteral("viewer"), QStringLiteral("gone"));
        auto target = m_controlPlane.target(tokenFile);
        QVERIFY(m_controlPlane.revokeToken(QStringLiteral("gone")));
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(target, "/meshes"), QByteArray("401"), patienceMs);

        target.token = "cwa_guessed";

        QCOMPARE(statusOf(target, "/meshes"), QByteArray("401"));
    }

    void theCommandThatIsCopiedWorksWhereTheConsoleIs()
    {
        const auto target =
            m_controlPlane.target(m_controlPlane.createToken(QStringLiteral("operator"), QStringLiteral("copyist")));
        RemoteCluster::Attempt attempt = RemoteCluster::connect(target, "test");
        QVERIFY(attempt.cluster);
        Watcher watcher(*attempt.cluster);
        QTRY_VERIFY_WITH_TIMEOUT(split(watcher), patienceMs);
        std::promise<Result<std::string>> copied;
        attempt.cluster->textOf(split(watcher)->id, api::TextForm::Curl,
                                [&](Result<std::string> text) { copied.set_value(std::move(text)); });
        const auto text = copied.get_future().get();
        QVERIFY2(text.has_value(), text ? "" : text.error().message.c_str());
        QVERIFY(text->find(target.token) == std::string::npos);

        auto environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("CAUSEWAY_TOKEN"));
        const QByteArray without = run("sh", {"-c", QString::fromStdString(*text)}, environment);
        QVERIFY2(without.contains("set it to the token"), without);
        environment.insert(QStringLiteral("CAUSEWAY_TOKEN"), QString::fromStdString(target.token));
        const QByteArray answer = run("sh", {"-c", QString::fromStdString(*text)}, environment);

        QVERIFY2(!answer.startsWith("failed"), answer);
    }

private:
    static QByteArray statusOf(const app::RemoteTarget& target, const QString& path, const QStringList& more = {})
    {
        return run("curl",
                   QStringList{"-sS", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", target.authorities, "-H",
                               "Authorization: Bearer " + QString::fromStdString(target.token),
                               target.url.resolved(QUrl(path)).toString()} +
                       more,
                   QProcessEnvironment::systemEnvironment());
    }

    /// The split that everything starts with; null before it is seen.
    static const api::RouteView* split(Watcher& watcher)
    {
        static std::shared_ptr<const api::ClusterView> view;
        view = watcher.view();
        if (!view || view->problem)
            return nullptr;
        const auto found = std::ranges::find(view->routes, std::string("cutover"), &api::RouteView::resource);
        return found == view->routes.end() ? nullptr : &*found;
    }

    static bool drags(const app::RemoteTarget& target)
    {
        RemoteCluster::Attempt attempt = RemoteCluster::connect(target, "test");
        if (!attempt.cluster)
            return false;
        Watcher watcher(*attempt.cluster);
        const bool isThere = QTest::qWaitFor([&] { return split(watcher) != nullptr; }, patienceMs);
        if (!isThere)
            return false;
        const api::RouteView& shown = *split(watcher);
        const std::uint32_t moved = shown.backends.at(1).weight + 1;
        Answer answer;
        attempt.cluster->submit(
            api::SetSplit{shown.id, shown.version, {{"old", 100 - moved}, {"new", moved}}, "a drag"}, "me",
            answer.sink());
        if (!QTest::qWaitFor([&] { return answer.times() == 1; }, patienceMs))
            return false;
        const auto outcome = answer.outcome();
        if (!outcome && outcome.error().code != ErrorCode::PermissionDenied)
            qWarning("%s", outcome.error().message.c_str());
        return outcome.has_value();
    }

    RemoteControlPlane m_controlPlane;
};

QTEST_GUILESS_MAIN(AccessRolesTest)
#include "tst_access_roles.moc"
