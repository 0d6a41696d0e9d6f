#include "tests/app/screen_stage.h"

#include <QDir>
#include <QQuickItem>
#include <QtTest>

#include <functional>

namespace causeway::testing {

namespace {

constexpr int patienceMs = 20'000;
constexpr int settleMs = 60;

/// Lends a cluster that the test holds to a Startup that wants to own one.
class Lent final : public app::RunningCluster
{
public:
    explicit Lent(FakeCluster& cluster)
        : m_cluster(cluster)
    {
    }

    api::ClusterPort& port() override { return m_cluster; }
    QString entrance() const override { return QStringLiteral("http://127.83.4.10:8000"); }

private:
    FakeCluster& m_cluster;
};

QQuickItem* findItem(QQuickItem* item, const std::function<bool(const QQuickItem&)>& wanted)
{
    if (!item->isVisible())
        return nullptr;
    if (wanted(*item))
        return item;
    for (QQuickItem* child : item->childItems()) {
        if (QQuickItem* found = findItem(child, wanted))
            return found;
    }
    return nullptr;
}

} // namespace

ScreenStage::ScreenStage(api::ClusterView view, QSize size)
{
    addTraffic(view, view.nodes.empty() ? 0 : 1240, now);
    cluster.view = std::move(view);
    cluster.answersAtOnce = true;
    starting.release();
    open(size);
    startup.begin();
    QTRY_VERIFY_WITH_TIMEOUT(startup.state() == app::Startup::State::Running, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(shown().status()->isKnown(), patienceMs);
    settle();
}

ScreenStage::ScreenStage(Error error, QSize size)
    : failure(std::move(error))
{
    starting.release();
    open(size);
    startup.begin();
    QTRY_VERIFY_WITH_TIMEOUT(startup.state() == app::Startup::State::Failed, patienceMs);
}

ScreenStage::ScreenStage(Before before, QSize size)
{
    open(size);
    if (before == Before::End) {
        startup.begin();
        QTRY_VERIFY_WITH_TIMEOUT(!startup.step().isEmpty(), patienceMs);
    }
}

ScreenStage::~ScreenStage()
{
    starting.release(); // The starting thread may wait, and the startup waits for it.
}

void ScreenStage::open(QSize size)
{
    startup.setAttach([] { return Result<>(); });
    window().resize(size);
    window().requestActivate(); // Or it takes no keys.
    QVERIFY(QTest::qWaitForWindowActive(&window()));
}

app::StartTarget ScreenStage::target()
{
    return {[this](const auto& progress) { return lend(progress); }, app::labWaitingText(),
            [](const Error& error) { return app::labWords(error, QStringLiteral("/var/lib/causeway")); }};
}

app::ClusterChooser::Places ScreenStage::places()
{
    return {target(), true, folder.filePath(QStringLiteral("tokens")), "1.0.0",
            [this](const auto&, const auto&) { return found; }};
}

Result<std::unique_ptr<app::RunningCluster>> ScreenStage::lend(const app::Startup::Progress& progress)
{
    progress("3 of 9 data planes joined");
    starting.acquire();
    if (failure)
        return causeway::failure(*failure);
    return std::make_unique<Lent>(cluster);
}

void ScreenStage::show()
{
    const auto before = shown().bridge()->latest();
    cluster.show();
    QTRY_VERIFY_WITH_TIMEOUT(shown().bridge()->latest() != before, patienceMs);
}

void ScreenStage::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(&window(), key, modifiers);
}

QQuickItem* ScreenStage::find(const QString& objectName)
{
    return findItem(window().contentItem(), [&](const QQuickItem& item) { return item.objectName() == objectName; });
}

void ScreenStage::click(const QString& objectName)
{
    settle();
    QTRY_VERIFY_WITH_TIMEOUT(find(objectName), patienceMs);
    const QQuickItem& item = *find(objectName);
    const QPointF middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2));
    QTest::mouseClick(&window(), Qt::LeftButton, {}, middle.toPoint());
}

bool ScreenStage::shows(const QString& part)
{
    return findItem(window().contentItem(), [&](const QQuickItem& item) {
               return item.inherits("QQuickText") && item.property("text").toString().contains(part);
           }) != nullptr;
}

void ScreenStage::settle()
{
    QTest::qWait(settleMs);
}

bool ScreenStage::save(const QString& name)
{
    settle();
    const QDir pictures(QStringLiteral(CAUSEWAY_SCREENS));
    return pictures.mkpath(QStringLiteral(".")) &&
           window().grabWindow().save(pictures.filePath(name + QStringLiteral(".png")));
}

} // namespace causeway::testing
