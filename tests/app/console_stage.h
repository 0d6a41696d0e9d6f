#pragma once

#include "app/console_window.h"
#include "app/lab_words.h"
#include "tests/support/fake_cluster.h"

#include <QDir>
#include <QQuickItem>
#include <QtTest>

namespace causeway::testing {

/// Lends a cluster that the test holds to a Startup that wants to own one.
class LentCluster final : public app::RunningCluster
{
public:
    explicit LentCluster(FakeCluster& cluster)
        : m_cluster(cluster)
    {
    }

    api::ClusterPort& port() override { return m_cluster; }
    QString entrance() const override { return QStringLiteral("http://127.83.4.10:8000"); }

private:
    FakeCluster& m_cluster;
};

/// A window with a cluster in it.
struct Stage
{
    static constexpr std::int64_t now = 1'795'269'731;

    explicit Stage(api::ClusterView view, QSize size = {1280, 800})
    {
        addTraffic(view, 1240, now);
        cluster.view = std::move(view);
        cluster.answersAtOnce = true;
        start(size);
    }

    explicit Stage(Error failure)
        : error(std::move(failure))
    {
        start({1280, 800});
    }

    void start(QSize size)
    {
        startup.setAttach([] { return Result<>(); });
        window.window()->resize(size);
        startup.begin();
        QVERIFY(QTest::qWaitForWindowExposed(window.window()));
        window.window()->requestActivate(); // Or it takes no keys.
        QVERIFY(QTest::qWaitForWindowActive(window.window()));
        QTRY_VERIFY(startup.state() != app::Startup::State::Starting);
        if (startup.console())
            QTRY_VERIFY(!startup.console()->selection()->routeId().isEmpty());
    }

    app::SplitController& split() { return *startup.console()->split(); }

    QQuickItem* find(const QString& objectName) { return window.window()->findChild<QQuickItem*>(objectName); }

    void click(const QString& objectName)
    {
        QTRY_VERIFY(find(objectName) && find(objectName)->isVisible());
        QTest::qWait(100); // Until it is laid out.
        const QQuickItem* item = find(objectName);
        const QPointF middle = item->mapToScene(QPointF(item->width() / 2, item->height() / 2));
        QTest::mouseClick(window.window(), Qt::LeftButton, {}, middle.toPoint());
    }

    void write(const QString& name)
    {
        QTest::qWait(100); // A few frames, so that what was asked for is laid out and drawn.
        const QImage image = window.window()->grabWindow();
        QVERIFY(!image.isNull());
        QDir().mkpath(QStringLiteral(CAUSEWAY_SCREENS));
        QVERIFY(image.save(QStringLiteral(CAUSEWAY_SCREENS "/%1.png").arg(name)));
    }

    Result<std::unique_ptr<app::RunningCluster>> lend()
    {
        if (error)
            return causeway::failure(*error);
        return std::make_unique<LentCluster>(cluster);
    }

    std::optional<Error> error;
    FakeCluster cluster;
    app::Startup startup{{[this](const auto&) { return lend(); }, app::labWaitingText(),
                          [](const Error& why) { return app::labWords(why, QStringLiteral("/var/lib/causeway")); }},
                         "you"};
    app::ConsoleWindow window{startup};
};

} // namespace causeway::testing
