#include "app/controllers/undo_controller.h"
#include "tests/support/fake_cluster.h"

#include <QSignalSpy>
#include <QtTest>

using namespace causeway;
using app::undoStacksOf;

namespace {

api::RevisionView revision(std::uint64_t number, const std::string& author,
                           std::optional<std::uint64_t> inverts = std::nullopt)
{
    api::RevisionView made;
    made.number = number;
    made.author = author;
    made.inverts = inverts;
    return made;
}

struct Bench
{
    Bench()
    {
        cluster.view = testing::cardScenario();
        cluster.answersAtOnce = true;
    }

    void change(std::uint32_t percent, const std::string& author)
    {
        const std::uint64_t number = cluster.change(testing::cardRoute, {100 - percent, percent}, author);
        cluster.show();
        QVERIFY(QTest::qWaitFor([&] { return bridge.latest()->headRevision == number; }));
    }

    std::uint32_t weight() { return cluster.route(testing::cardRoute).backends[1].weight; }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::UndoController undo{bridge};
};

} // namespace

class UndoControllerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesBackOnlyWhatThisUserDid()
    {
        const auto stacks = undoStacksOf({revision(3, "ops"), revision(2, "you"), revision(1, "you")}, "you");

        QCOMPARE(stacks.undo, (std::vector<std::uint64_t>{1, 2}));
        QVERIFY(stacks.redo.empty());
    }

    void anUndoMovesTheChangeToRedoAndARedoBack()
    {
        const auto undone = undoStacksOf({revision(2, "you", 1), revision(1, "you")}, "you");
        QVERIFY(undone.undo.empty());
        QCOMPARE(undone.redo, (std::vector<std::uint64_t>{2}));

        const auto redone = undoStacksOf({revision(3, "you", 2), revision(2, "you", 1), revision(1, "you")}, "you");
        QCOMPARE(redone.undo, (std::vector<std::uint64_t>{3}));
        QVERIFY(redone.redo.empty());
    }

    void aNewChangeEndsWhatCouldBePutBack()
    {
        const auto stacks = undoStacksOf({revision(3, "you"), revision(2, "you", 1), revision(1, "you")}, "you");

        QVERIFY(stacks.redo.empty());
    }

    void anInversionOfWhatIsOlderThanTheLogIsNeitherUndoneNorRedone()
    {
        const auto stacks = undoStacksOf({revision(53, "you", 2), revision(52, "you", 51), revision(51, "you")}, "you");

        QVERIFY(stacks.undo.empty());
        QCOMPARE(stacks.redo, (std::vector<std::uint64_t>{52}));
    }

    void passesOverWhatSomebodyElsePutBackAlready()
    {
        Bench bench;
        bench.change(28, "you");
        bench.change(40, "you");
        bench.change(28, "ops");
        QSignalSpy failures(&bench.undo, &app::UndoController::failed);
        bench.undo.undo(); // The fake asks first, as it was changed since.
        QTRY_VERIFY(bench.undo.isAsking());

        bench.undo.confirm();
        QTRY_COMPARE(failures.count(), 1);
        QVERIFY(failures.front().front().toString().contains(QStringLiteral("taken back already")));
        bench.undo.undo();
        QTRY_VERIFY(bench.undo.isAsking());
        bench.undo.confirm();

        QTRY_COMPARE(bench.weight(), 20U);
    }

    void passesOverWhatCanNeverBeTakenBack()
    {
        Bench bench;
        bench.cluster.answersAtOnce = false;
        bench.change(28, "you");

        bench.undo.undo();
        bench.cluster.answer(failure(ErrorCode::NotFound, "revision 214 is not kept any more"));

        QTRY_VERIFY(bench.undo.undoText() == QStringLiteral("Nothing to undo"));
        QVERIFY(!bench.undo.canUndo());
    }

    void asksFirstWhereTheClusterIsProtected_data()
    {
        QTest::addColumn<bool>("isRedo");
        QTest::newRow("undo") << false;
        QTest::newRow("redo") << true;
    }

    void asksFirstWhereTheClusterIsProtected()
    {
        QFETCH(bool, isRedo);
        Bench bench;
        bench.change(28, "you");
        if (isRedo) {
            bench.undo.undo();
            QTRY_VERIFY(bench.undo.canRedo());
        }
        const std::uint32_t before = bench.weight();
        bench.undo.setProtection({true, 0.1, QStringLiteral("prod")});

        isRedo ? bench.undo.redo() : bench.undo.undo();
        QVERIFY(bench.undo.isAsking());
        QCOMPARE(bench.undo.questionTitle(), QStringLiteral("prod is protected"));
        QVERIFY(
            bench.undo.question().contains(QString::fromStdString(bench.bridge.latest()->recentRevisions[0].title)));
        bench.undo.dismiss();
        QCOMPARE(bench.weight(), before);

        isRedo ? bench.undo.redo() : bench.undo.undo();
        bench.undo.confirm();
        QTRY_COMPARE(bench.weight(), isRedo ? 28U : 20U);
    }

    void asksBeforeARevisionIsTakenBackWhereTheClusterIsProtected()
    {
        Bench bench;
        bench.change(28, "ops");
        bench.undo.setProtection({true, 0.1, QStringLiteral("prod")});

        bench.undo.invert(214);

        QVERIFY(bench.undo.isAsking());
        QVERIFY(bench.cluster.received.empty());
    }

    void asksAgainWhenAProtectedRevisionWasChangedSince()
    {
        Bench bench;
        bench.change(28, "you");
        bench.change(35, "ops");
        bench.undo.setProtection({true, 0.1, QStringLiteral("prod")});

        bench.undo.undo();
        bench.undo.confirm();
        QTRY_COMPARE(bench.undo.questionTitle(), QStringLiteral("It was changed since"));
        QCOMPARE(bench.weight(), 35U);
        bench.undo.confirm();

        QTRY_COMPARE(bench.weight(), 20U);
    }

    void aLiveStepGoesOverOnlyWhenItWasDone_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("canUndo");
        QTest::addColumn<bool>("canRedo");
        QTest::newRow("done") << -1 << false << true;
        QTest::newRow("not now") << static_cast<int>(ErrorCode::Unavailable) << true << false;
        QTest::newRow("never") << static_cast<int>(ErrorCode::NotFound) << false << false;
    }

    void aLiveStepGoesOverOnlyWhenItWasDone()
    {
        QFETCH(int, code);
        Bench bench;
        app::LiveWay::Done told;
        bench.undo.add({QStringLiteral("delay"), [&](const app::LiveWay::Done& done) { told = done; }, [] {}});

        bench.undo.undo();
        QVERIFY(!bench.undo.canUndo() && !bench.undo.canRedo());
        told(code < 0 ? Result<api::CommandDone>(api::CommandDone{})
                      : Result<api::CommandDone>(failure(static_cast<ErrorCode>(code), "no")));

        QTEST(bench.undo.canUndo(), "canUndo");
        QTEST(bench.undo.canRedo(), "canRedo");
    }

    void goesBackAndForthAsNewRevisions()
    {
        Bench bench;
        bench.change(28, "you");

        bench.undo.undo();
        QTRY_COMPARE(bench.weight(), 20U);
        QTRY_VERIFY(bench.undo.canRedo());
        QVERIFY(!bench.undo.canUndo());

        bench.undo.redo();
        QTRY_COMPARE(bench.weight(), 28U);
        QCOMPARE(bench.cluster.view.headRevision, std::uint64_t(216));
    }

    void asksWhenSomebodyElseChangedItSince()
    {
        Bench bench;
        bench.change(28, "you");
        bench.change(35, "ops");

        bench.undo.undo();
        QTRY_VERIFY(bench.undo.isAsking());
        QCOMPARE(bench.weight(), 35U);
        QVERIFY(!bench.undo.question().isEmpty());

        bench.undo.confirm();
        QTRY_COMPARE(bench.weight(), 20U);
    }

    void leavesItWhenToldSo()
    {
        Bench bench;
        bench.change(28, "you");
        bench.change(35, "ops");
        bench.undo.undo();
        QTRY_VERIFY(bench.undo.isAsking());

        bench.undo.dismiss();

        QCOMPARE(bench.weight(), 35U);
        QVERIFY(bench.undo.canUndo());
    }

    void asSecondKeyWaitsUntilTheFirstIsSeen()
    {
        Bench bench;
        bench.cluster.answersAtOnce = false;
        bench.change(28, "you");
        bench.change(40, "you");

        bench.undo.undo();
        bench.undo.undo();

        QCOMPARE(bench.cluster.received.size(), std::size_t(1));
    }

    void saysWhatFailed()
    {
        Bench bench;
        bench.cluster.answersAtOnce = false;
        bench.change(28, "you");
        QSignalSpy failures(&bench.undo, &app::UndoController::failed);

        bench.undo.undo();
        bench.cluster.answer(failure(ErrorCode::Unavailable, "the store is full"));

        QTRY_COMPARE(failures.count(), 1);
        QVERIFY(bench.undo.canUndo());
    }
};

QTEST_GUILESS_MAIN(UndoControllerTest)
#include "tst_undo_controller.moc"
