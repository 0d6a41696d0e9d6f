#include "tests/app/screen_states.h"
#include "tests/support/scene_check.h"

#include <QAccessible>
#include <QApplication>
#include <QQuickItem>
#include <QRegularExpression>
#include <QtTest>

using namespace causeway;
using app::Appearance;
using testing::ScreenStage;
using testing::ScreenState;

Q_DECLARE_METATYPE(const ScreenState*)

namespace {

constexpr int patienceMs = 5'000;

using Scheme = Appearance::Scheme;

QString pictureOf(const ScreenState& state, QSize size, Scheme scheme, int percent)
{
    return QStringLiteral("%1-%2x%3-%4-%5")
        .arg(QLatin1String(state.name))
        .arg(size.width())
        .arg(size.height())
        .arg(scheme == Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
        .arg(percent);
}

} // namespace

/// Opens the real screens over a cluster in the hand, in every state, size, theme and size of text, and leaves a
/// picture of each in the build folder.
class EveryScreenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // Whose desktop this is must not matter.
        QAccessible::setActive(true);
    }
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("qrc:|QQmlComponent"))); }

    void showsAllItsTextWhole_data()
    {
        QTest::addColumn<const ScreenState*>("state");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("percent");
        for (const ScreenState& state : testing::screenStates()) {
            for (const QSize size : {QSize(1600, 1000), QSize(1280, 800), QSize(1024, 700)}) {
                for (const int percent : {100, 200}) {
                    QTest::addRow("%s %dx%d %d%%", state.name, size.width(), size.height(), percent)
                        << &state << size << percent;
                }
            }
        }
    }

    void showsAllItsTextWhole()
    {
        QFETCH(const ScreenState*, state);
        QFETCH(QSize, size);
        QFETCH(int, percent);
        const std::unique_ptr<ScreenStage> stage = state->reach(size);
        Appearance& appearance = stage->console.appearance();
        appearance.setTextPercent(percent);

        for (const Scheme scheme : {Scheme::Dark, Scheme::Light}) {
            appearance.setScheme(scheme);
            QVERIFY(stage->save(pictureOf(*state, size, scheme, percent)));
            QStringList flaws; // Rows may still be on their way to their places where the machine is busy.
            const auto isWhole = [&] { return (flaws = testing::flawsOf(stage->window())).isEmpty(); };
            QVERIFY2(QTest::qWaitFor(isWhole, patienceMs), qPrintable(flaws.join(QLatin1Char('\n'))));
        }
    }

    void everythingThatTakesTheFocusHasAName_data()
    {
        QTest::addColumn<const ScreenState*>("state");
        QTest::addColumn<QSize>("size");
        for (const ScreenState& state : testing::screenStates()) {
            for (const QSize size :
                 {QSize(1600, 1000), QSize(1024, 700)}) // The inspector beside the picture, and over it.
                QTest::addRow("%s %d", state.name, size.width()) << &state << size;
        }
    }

    void everythingThatTakesTheFocusHasAName()
    {
        QFETCH(const ScreenState*, state);
        QFETCH(QSize, size);
        const std::unique_ptr<ScreenStage> stage = state->reach(size);
        stage->settle();

        const QStringList nameless = testing::namelessIn(stage->window());

        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }

    void tabComesToEverythingAndBack_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("beside one another") << QSize(1600, 1000);
        QTest::newRow("inspector over the picture") << QSize(1280, 800);
    }

    void tabComesToEverythingAndBack()
    {
        QFETCH(QSize, size);
        const auto stage = std::make_unique<ScreenStage>(testing::twoZoneScenario(), size);
        stage->key(Qt::Key_I, Qt::ControlModifier);
        stage->settle();
        QList<QQuickItem*> missing = testing::tabStopsOf(stage->window());
        QQuickItem* const first = stage->window().activeFocusItem();
        QVERIFY(missing.contains(first));

        for (qsizetype i = missing.size(); i > 0; --i) {
            missing.removeAll(stage->window().activeFocusItem());
            stage->key(Qt::Key_Tab);
        }

        for (const QQuickItem* item : std::as_const(missing))
            qWarning() << "Tab does not come to" << testing::nameOf(*item);
        QVERIFY(missing.isEmpty());
        QCOMPARE(stage->window().activeFocusItem(), first);
        stage->key(Qt::Key_Backtab, Qt::ShiftModifier);
        stage->key(Qt::Key_Tab);
        QCOMPARE(stage->window().activeFocusItem(), first);
    }

    void whatHasTheFocusLooksLikeIt()
    {
        const auto stage = std::make_unique<ScreenStage>(testing::twoZoneScenario(), QSize(1600, 1000));
        stage->shown().bridge()->setFrozen(true); // Nothing else changes the picture.
        const auto stops = testing::tabStopsOf(stage->window());
        stage->key(Qt::Key_Tab); // Until keys are used, the picture does not say that it has the focus.
        stage->settle();

        for (qsizetype i = 0; i < stops.size(); ++i) {
            QQuickItem* const item = stage->window().activeFocusItem();
            const QRect place = item->mapRectToScene(item->boundingRect()).adjusted(-6, -6, 6, 6).toAlignedRect();
            const QImage with = stage->window().grabWindow().copy(place);
            stage->key(Qt::Key_Tab);
            QTest::qWait(20);
            const QImage without = stage->window().grabWindow().copy(place);
            QVERIFY2(with != without, qPrintable(testing::nameOf(*item)));
        }
    }

    void everyActionHasWordsAndIsFoundByThem()
    {
        const auto stage = std::make_unique<ScreenStage>(testing::twoZoneScenario());
        stage->key(Qt::Key_K, Qt::ControlModifier);
        app::PaletteModel& palette = *stage->shown().palette();

        QVERIFY(palette.rowCount() > 10);
        palette.setWords(QStringLiteral("freeze"));

        QCOMPARE(palette.data(palette.index(0), app::PaletteModel::KeysRole).toString(), QStringLiteral("F8"));
        stage->key(Qt::Key_Return);
        QTRY_VERIFY(stage->shown().bridge()->isFrozen());
    }

    void theInspectorOpensOverTheNarrowPictureAndEscapePutsItAway()
    {
        const auto stage = std::make_unique<ScreenStage>(testing::twoZoneScenario(), QSize(1280, 800));
        QVERIFY(!stage->find(QStringLiteral("inspectorDrawer")));

        stage->shown().selection()->setRouteId(QString::fromStdString(testing::cardRoute));
        QTRY_VERIFY(stage->find(QStringLiteral("inspectorDrawer")));
        stage->key(Qt::Key_Escape);

        QTRY_VERIFY(!stage->find(QStringLiteral("inspectorDrawer")));
        stage->window().resize(1600, 1000);
        QTRY_VERIFY(stage->find(QStringLiteral("inspectorDrawer"))); // Beside the picture it always is.
    }

    void theFilterStaysInSightUntilEscapeClearsIt()
    {
        const auto stage = std::make_unique<ScreenStage>(testing::twoZoneScenario());
        app::ViewFilter& filter = *stage->shown().filter();
        const int rows = stage->shown().outline()->rowCount();

        stage->key(Qt::Key_F, Qt::ControlModifier);
        for (const Qt::Key letter : {Qt::Key_P, Qt::Key_A, Qt::Key_Y, Qt::Key_M})
            stage->key(letter);

        QTRY_COMPARE(filter.words(), QStringLiteral("paym"));
        QCOMPARE(filter.countText(), QStringLiteral("1 of 8"));
        QVERIFY(stage->shown().outline()->rowCount() < rows);
        stage->key(Qt::Key_1, Qt::ControlModifier);
        QVERIFY(stage->find(QStringLiteral("filterBox")));
        stage->key(Qt::Key_F, Qt::ControlModifier);
        stage->key(Qt::Key_Escape);
        QTRY_VERIFY(!filter.isActive());
        QTRY_VERIFY(!stage->find(QStringLiteral("filterBox")));
        QCOMPARE(stage->shown().outline()->rowCount(), rows);
    }

    void closingTheClusterComesBackToTheStartAndOpensAgain()
    {
        const auto stage = std::make_unique<ScreenStage>(testing::twoZoneScenario());

        stage->key(Qt::Key_W, Qt::ControlModifier);

        QTRY_COMPARE(stage->startup.state(), app::Startup::State::Idle);
        QVERIFY(stage->shows(QStringLiteral("Open the local lab")));
        stage->starting.release();
        stage->key(Qt::Key_Return);
        QTRY_COMPARE(stage->startup.state(), app::Startup::State::Running);
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    app::ConsoleWindow::prepareApplication();
    EveryScreenTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_every_screen.moc"
