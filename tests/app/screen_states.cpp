#include "tests/app/screen_states.h"

#include <QQuickItem>
#include <QSslCertificate>
#include <QtTest>

#include <map>

namespace causeway::testing {

namespace {

using Stage = std::unique_ptr<ScreenStage>;
using State = api::PlaneProgressView::State;

Stage onCards(QSize size)
{
    auto stage = std::make_unique<ScreenStage>(twoZoneScenario(), size);
    stage->cluster.change(cardRoute, {72, 28}, "you");
    addTraffic(stage->cluster.view, 1240, 1'795'269'731);
    api::TrustView& trust = stage->cluster.view.trust;
    trust.isMutualTls = true;
    trust.nextRotation = std::chrono::system_clock::now() + std::chrono::minutes(19 * 60 + 30);
    trust.rootsFingerprints = {"6f1c0a7be2d94410"};
    stage->show();
    return stage;
}

Stage idle(QSize size)
{
    return std::make_unique<ScreenStage>(ScreenStage::Before::Begin, size);
}

Stage starting(QSize size)
{
    return std::make_unique<ScreenStage>(ScreenStage::Before::End, size);
}

Stage failed(QSize size)
{
    return std::make_unique<ScreenStage>(
        makeError(ErrorCode::AlreadyExists, "/var/lib/causeway is used by process 4711 since 14:02:11"), size);
}

Stage empty(QSize size)
{
    api::ClusterView view;
    view.name = "Local lab";
    view.summary = "no zone";
    return std::make_unique<ScreenStage>(std::move(view), size);
}

Stage inspecting(QSize size)
{
    Stage stage = onCards(size);
    stage->key(Qt::Key_I, Qt::ControlModifier);
    return stage;
}

Stage dragging(QSize size)
{
    Stage stage = onCards(size);
    stage->split().begin();
    stage->split().setNewShare(45);
    return stage;
}

// Five of eight planes have it; of the others one waits for another, and one is away.
Stage applying(QSize size)
{
    Stage stage = onCards(size);
    api::ClusterView& view = stage->cluster.view;
    api::PropagationView& propagation = view.recentRevisions.front().propagation;
    propagation.applied = 5;
    propagation.acknowledged.reset();
    propagation.offline = {view.planes.back().name};
    propagation.planes.clear();
    for (std::size_t i = 0; i < view.planes.size(); ++i) {
        api::PlaneProgressView each;
        each.plane = view.planes[i].name;
        each.state = i < 5 ? State::Applied : i == 5 ? State::Sent : State::Waiting;
        if (i < 5)
            each.took = std::chrono::microseconds(1900 + 300 * i);
        if (i > 5)
            each.reason = "waits for ingress-cloud";
        view.planes[i].state = i < 5 ? api::PlaneState::InSync : api::PlaneState::Applying;
        propagation.planes.push_back(each);
    }
    propagation.planes.back().state = State::Offline;
    view.planes.back().state = api::PlaneState::Offline;
    stage->show();
    stage->key(Qt::Key_I, Qt::ControlModifier);
    if (!QTest::qWaitFor([&] { return stage->find(QStringLiteral("slowChange")) != nullptr; }))
        qWarning("Nothing tells that the change takes long.");
    return stage;
}

Stage refused(QSize size)
{
    Stage stage = onCards(size);
    api::ClusterView& view = stage->cluster.view;
    const std::string reason = "the route needs a path by regular expression, which this plane (0.9.4) does not know";
    for (api::PlaneView& plane : view.planes)
        plane.servedRevision = view.headRevision;
    view.planes.back().servedRevision = view.headRevision - 1;
    view.planes.back().state = api::PlaneState::Refused;
    view.planes.back().reason = reason;
    api::PropagationView& propagation = view.recentRevisions.front().propagation;
    propagation.applied = propagation.concerned - 1;
    propagation.acknowledged.reset();
    propagation.refusedBy = {view.planes.back().name + ": " + reason};
    stage->show();
    stage->key(Qt::Key_I, Qt::ControlModifier);
    return stage;
}

Stage lost(QSize size)
{
    Stage stage = onCards(size);
    const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    stage->cluster.view.time = now - std::chrono::seconds(38);
    stage->cluster.view.problem = "the TLS handshake with global.example:5682 timed out";
    stage->cluster.view.nextAttempt = now + std::chrono::seconds(400);
    stage->show();
    return stage;
}

Stage lostDetails(QSize size)
{
    Stage stage = lost(size);
    QQuickItem* const details = stage->find(QStringLiteral("staleDetails"));
    QMetaObject::invokeMethod(details, "clicked");
    return stage;
}

Stage manyBackends(QSize size)
{
    auto stage = std::make_unique<ScreenStage>(wideScenario(3, 24), size);
    stage->key(Qt::Key_I, Qt::ControlModifier);
    return stage;
}

Stage fault(QSize size)
{
    Stage stage = onCards(size);
    api::ClusterView& view = stage->cluster.view;
    view.nodes.back().health = api::Health::Bad;
    view.nodes.back().healthReason = "1 of 2 instances does not listen";
    api::FaultView made;
    made.id = 1;
    made.kind = api::FaultKind::StoppedInstance;
    made.title = view.nodes.back().name + " has a stopped instance";
    made.at = view.nodes.back().id;
    made.author = "you";
    made.since = view.time;
    view.faults = {made};
    stage->show();
    return stage;
}

Stage link(QSize size)
{
    Stage stage = onCards(size);
    stage->shown().selection()->setLinkId(QString::fromStdString(zoneLink));
    return stage;
}

Stage huge(QSize size)
{
    return std::make_unique<ScreenStage>(wideScenario(10, 400), size);
}

Stage notice(QSize size)
{
    Stage stage = onCards(size);
    stage->cluster.answersAtOnce = false;
    stage->split().applyQuick(50);
    stage->cluster.answer(
        failure(ErrorCode::PermissionDenied, "the token of ops may look at mesh default, not change it"));
    return stage;
}

Stage foreignChange(QSize size)
{
    Stage stage = onCards(size);
    stage->split().begin();
    stage->split().setNewShare(45);
    stage->cluster.change(cardRoute, {65, 35}, "ops@example.com");
    stage->show();
    return stage;
}

Stage question(QSize size)
{
    Stage stage = foreignChange(size);
    stage->split().release();
    return stage;
}

Stage staged(QSize size)
{
    Stage stage = onCards(size);
    stage->split().setProtection({true, 0.1, "prod-global"});
    stage->split().begin();
    stage->split().setNewShare(35);
    stage->split().release();
    return stage;
}

Stage stagedJump(QSize size)
{
    Stage stage = staged(size);
    stage->split().begin();
    stage->split().setNewShare(75);
    stage->split().release();
    stage->split().applyStaged();
    return stage;
}

const char* const certificate = "-----BEGIN CERTIFICATE-----\n"
                                "MIIBpDCCAUqgAwIBAgIUd8rrFQn9bPCjUDC0pqX6jfrBiu4wCgYIKoZIzj0EAwIw\n"
                                "FzEVMBMGA1UEAwwMbWVzaC5leGFtcGxlMCAXDTI2MTEyOTE1NDg1NloYDzIxMjYx\n"
                                "MTA1MTU0ODU2WjAXMRUwEwYDVQQDDAxtZXNoLmV4YW1wbGUwWTATBgcqhkjOPQIB\n"
                                "BggqhkjOPQMBBwNCAASbj182nkTabKsSjMP9oQlTaRP+UNRhu4uVuosZIbjg8AjX\n"
                                "P87jJG/ExOK5WNclq0AJgrNEQ9X6hYGVdigf0msdo3IwcDAdBgNVHQ4EFgQUeriq\n"
                                "gwsKXrnJGI2zkSrTBpArXZwwHwYDVR0jBBgwFoAUeriqgwsKXrnJGI2zkSrTBpAr\n"
                                "XZwwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHREEFjAUggxtZXNoLmV4YW1wbGWHBAoU\n"
                                "AAQwCgYIKoZIzj0EAwIDSAAwRQIgT9/0wM3TEQUmJnW6xVTUWMZZuayET9pciE5k\n"
                                "RvI2YSoCIQCv4CHQSHlQtGz8ZqOy+3dDNNlpa+HhqottK7eq2cUChA==\n"
                                "-----END CERTIFICATE-----\n";

void fillIn(app::ConnectionForm& form)
{
    form.setProperty("address", QStringLiteral("https://mesh.example:5682"));
    form.setProperty("token", QStringLiteral("cwa_5f0c1d"));
    form.setProperty("authorities", QString());
}

Stage connecting(QSize size)
{
    Stage stage = onCards(size);
    stage->key(Qt::Key_N, Qt::ControlModifier);
    return stage;
}

// A try that came to this, with the dialog open.
Stage tried(QSize size, app::ConnectionForm::Answer found)
{
    Stage stage = connecting(size);
    stage->found = std::move(found);
    app::ConnectionForm& form = *stage->clusters.form();
    fillIn(form);
    form.test();
    const auto isOver = [&form] { return form.testState() != app::ConnectionForm::TestState::Testing; };
    if (!QTest::qWaitFor(isOver))
        qWarning("The try does not end.");
    return stage;
}

template <remote::ConnectProblem problem, bool hasCertificate>
Stage notConnected(QSize size)
{
    using Problem = remote::ConnectProblem;
    const QSslCertificate shown = hasCertificate ? QSslCertificate(QByteArray(certificate)) : QSslCertificate();
    const std::map<Problem, std::string> sentences{
        {Problem::Unreachable, "nothing listens on port 5682 of mesh.example"},
        {Problem::Untrusted, "its certificate was issued by mesh.example, whom nothing here trusts"},
        {Problem::WrongName, "its certificate is for 10.20.0.4, mesh.example, not for console.example"},
        {Problem::Unauthenticated, "the token is unknown here, or was revoked"}};
    return tried(size, {std::nullopt, {problem, sentences.at(problem)}, shown});
}

Stage connectable(QSize size)
{
    remote::ServerHello hello;
    hello.clusterName = "mesh.example";
    hello.version = "1.0.0";
    hello.tokenName = "ada";
    return tried(size, {hello, {}, QSslCertificate(QByteArray(certificate))});
}

void keep(ScreenStage& stage, const QString& name)
{
    app::ConnectionForm& form = *stage.clusters.form();
    form.begin();
    fillIn(form);
    form.setProperty("address", QStringLiteral("https://127.0.0.1:1"));
    form.setProperty("name", name);
    form.setProperty("isProtected", true);
    form.keep();
}

// Nothing listens where the kept connection leads.
Stage notReached(QSize size)
{
    Stage stage = onCards(size);
    keep(*stage, QStringLiteral("prod-global"));
    const auto isFailed = [&] { return stage->startup.state() == app::Startup::State::Failed; };
    if (!QTest::qWaitFor(isFailed, 30'000))
        qWarning("The connection does not fail.");
    return stage;
}

Stage changingConnection(QSize size)
{
    Stage stage = notReached(size);
    stage->click(QStringLiteral("changeConnection"));
    return stage;
}

Stage knownConnections(QSize size)
{
    Stage stage = notReached(size);
    stage->clusters.openLocal();
    stage->starting.release();
    const auto waitFor = [&](app::Startup::State state) {
        if (!QTest::qWaitFor([&] { return stage->startup.state() == state; }))
            qWarning("The start does not go on.");
    };
    waitFor(app::Startup::State::Running);
    stage->startup.close();
    waitFor(app::Startup::State::Idle);
    return stage;
}

Stage filtered(QSize size)
{
    Stage stage = onCards(size);
    stage->key(Qt::Key_F, Qt::ControlModifier);
    for (const Qt::Key letter : {Qt::Key_D, Qt::Key_I, Qt::Key_S, Qt::Key_P})
        stage->key(letter);
    return stage;
}

template <Qt::Key key, Qt::KeyboardModifier modifier = Qt::NoModifier>
Stage after(QSize size)
{
    Stage stage = onCards(size);
    stage->key(key, modifier);
    return stage;
}

Stage revisions(QSize size)
{
    Stage stage = onCards(size);
    for (const std::uint32_t share : {30U, 35U, 40U})
        stage->cluster.change(cardRoute, {100 - share, share}, share == 35 ? "ops@example.com" : "you");
    stage->cluster.view.recentRevisions[1].reason = "second step of the rehearsal";
    stage->show();
    stage->key(Qt::Key_H, Qt::ControlModifier);
    stage->shown().revisions()->setChosen(stage->cluster.view.recentRevisions[1].number);
    return stage;
}

Stage reverting(QSize size)
{
    Stage stage = revisions(size);
    stage->shown().revert()->ask(stage->cluster.view.recentRevisions[2].number);
    if (!QTest::qWaitFor([&] { return stage->shown().revert()->isAsking(); }))
        qWarning("Nobody is asked.");
    return stage;
}

/// Long enough ago that nodes were counted in it.
Stage ranged(QSize size)
{
    Stage stage = onCards(size);
    for (const std::int64_t later : {10, 20}) {
        addTraffic(stage->cluster.view, later == 10 ? 1240 : 310, ScreenStage::now + later);
        stage->show();
    }
    stage->shown().time()->setRange(static_cast<double>(ScreenStage::now + 1),
                                    static_cast<double>(ScreenStage::now + 9));
    return stage;
}

/// Before anything was counted by node.
Stage rangedTooEarly(QSize size)
{
    Stage stage = onCards(size);
    stage->shown().time()->setRange(static_cast<double>(ScreenStage::now - 90),
                                    static_cast<double>(ScreenStage::now - 30));
    return stage;
}

Stage pinned(QSize size)
{
    Stage stage = onCards(size);
    for (const int before : {200, 90})
        stage->shown().time()->togglePin(static_cast<double>(ScreenStage::now - before));
    return stage;
}

Stage severalRoutes(QSize size)
{
    Stage stage = inspecting(size);
    for (const char* path : {"/card/limits", "/card/statement", "/login"}) {
        api::RouteView another = stage->cluster.view.routes.front();
        another.id += path;
        another.label = path;
        stage->cluster.view.routes.push_back(std::move(another));
    }
    stage->show();
    stage->shown().selection()->setNodeId(QString::fromStdString(stage->cluster.view.routes.front().decidedBy));
    return stage;
}

Stage twoMeshes(QSize size)
{
    Stage stage = onCards(size);
    for (api::NodeView& node : stage->cluster.view.nodes) {
        if (node.kind == api::NodeKind::Service && node.zone == "cloud")
            node.mesh = "payments";
    }
    stage->show();
    stage->find(QStringLiteral("topologyCanvas"))->setProperty("coloursMeshes", true);
    return stage;
}

Stage viewMenu(QSize size)
{
    Stage stage = onCards(size);
    stage->click(QStringLiteral("viewButton"));
    return stage;
}

Stage found(QSize size)
{
    Stage stage = after<Qt::Key_K, Qt::ControlModifier>(size);
    for (const Qt::Key letter : {Qt::Key_D, Qt::Key_I, Qt::Key_S})
        stage->key(letter);
    return stage;
}

} // namespace

const std::vector<ScreenState>& screenStates()
{
    static const std::vector<ScreenState> states{
        {"start", idle},
        {"starting", starting},
        {"failed", failed},
        {"empty", empty},
        {"live", onCards},
        {"inspecting", inspecting},
        {"dragging", dragging},
        {"applying", applying},
        {"refused", refused},
        {"lost", lost},
        {"lost-details", lostDetails},
        {"many-backends", manyBackends},
        {"fault", fault},
        {"link", link},
        {"break-something", after<Qt::Key_F9>},
        {"filtered", filtered},
        {"frozen", after<Qt::Key_F8>},
        {"range", ranged},
        {"range-too-early", rangedTooEarly},
        {"pins", pinned},
        {"revisions", revisions},
        {"reverting", reverting},
        {"several-routes", severalRoutes},
        {"two-meshes", twoMeshes},
        {"view-menu", viewMenu},
        {"huge", huge},
        {"notice", notice},
        {"foreign-change", foreignChange},
        {"question", question},
        {"staged", staged},
        {"staged-jump", stagedJump},
        {"connect", connecting},
        {"connect-unreachable", notConnected<remote::ConnectProblem::Unreachable, false>},
        {"connect-untrusted", notConnected<remote::ConnectProblem::Untrusted, true>},
        {"connect-wrong-name", notConnected<remote::ConnectProblem::WrongName, true>},
        {"connect-wrong-token", notConnected<remote::ConnectProblem::Unauthenticated, true>},
        {"connect-good", connectable},
        {"not-reached", notReached},
        {"connection-changed", changingConnection},
        {"connections", knownConnections},
        {"outline", after<Qt::Key_B, Qt::ControlModifier>},
        {"planes", after<Qt::Key_P, Qt::ControlModifier>},
        {"keys", after<Qt::Key_F1>},
        {"palette", after<Qt::Key_K, Qt::ControlModifier>},
        {"palette-found", found},
    };
    return states;
}

} // namespace causeway::testing
