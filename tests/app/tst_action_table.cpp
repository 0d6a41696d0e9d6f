#include "app/actions/action_table.h"

#include <QAbstractItemModelTester>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QSignalSpy>
#include <QtQml/QQmlExtensionPlugin>
#include <QtTest>

Q_IMPORT_QML_PLUGIN(Causeway_AppPlugin)

using namespace causeway::app;

namespace {

/// Actions as screens declare them.
const char screen[] = R"(
    import QtQml
    import Causeway.App

    QtObject {
        id: root

        property ActionTable actions: ActionTable {}
        property bool canUndo: false
        property int undone: 0
        property list<ConsoleAction> parts: [ // As an item has them.
            ConsoleAction {
                table: root.actions
                group: ConsoleAction.Program
                title: "Quit"
                sequences: ["Ctrl+Q"]
            },
            ConsoleAction {
                table: root.actions
                group: ConsoleAction.Program
                title: "All keys"
            },
            ConsoleAction {
                table: root.actions
                group: ConsoleAction.Change
                title: root.canUndo ? "Undo 20 → 28%" : "Undo"
                sequences: ["Ctrl+Z"]
                isEnabled: root.canUndo
                onTriggered: ++root.undone
            },
            ConsoleAction {
                table: root.actions
                group: ConsoleAction.Split
                title: "Move the split by one percent"
                keys: "← →"
                isKeyOnly: true
            }
        ]
    }
)";

} // namespace

class ActionTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
        QQmlComponent component(&m_engine);
        component.setData(screen, {});
        m_screen.reset(component.create());
        QVERIFY2(m_screen, qPrintable(component.errorString()));
    }

    void listsActionsByGroupWithTheKeysThatPeopleRead()
    {
        const QAbstractItemModelTester tester(table());

        QCOMPARE(table()->rowCount(), 4);
        QCOMPARE(text(0, ActionTable::KeysRole), QStringLiteral("← →"));
        QCOMPARE(text(1, ActionTable::KeysRole), QStringLiteral("Ctrl Z"));
        QCOMPARE(text(2, ActionTable::TitleRole), QStringLiteral("Quit"));
        QCOMPARE(text(3, ActionTable::TitleRole), QStringLiteral("All keys"));
    }

    void anActionRunsOnlyWhileItIsEnabled()
    {
        ConsoleAction* const undo = table()->actions().at(1);

        undo->trigger();
        QCOMPARE(m_screen->property("undone").toInt(), 0);
        m_screen->setProperty("canUndo", true);
        undo->trigger();

        QCOMPARE(m_screen->property("undone").toInt(), 1);
    }

    void followsWhatAnActionIsCalled()
    {
        const QSignalSpy changed(table(), &ActionTable::dataChanged);

        m_screen->setProperty("canUndo", true);

        QVERIFY(changed.count() > 0);
        QCOMPARE(text(1, ActionTable::TitleRole), QStringLiteral("Undo 20 → 28%"));
    }

    void anActionLeavesTheTableWhenItsScreenGoes()
    {
        const QAbstractItemModelTester tester(table());

        delete table()->actions().at(1);

        QCOMPARE(table()->rowCount(), 3);
    }

    void tellsKeysAsTheKeyboardHasThem_data()
    {
        QTest::addColumn<QString>("sequence");
        QTest::addColumn<QString>("keys");
        QTest::newRow("letters") << "Ctrl+Shift+Z"
                                 << "Ctrl Shift Z";
        QTest::newRow("plus") << "Ctrl++"
                              << "Ctrl +";
        QTest::newRow("minus") << "Ctrl+-"
                               << "Ctrl -";
        QTest::newRow("an arrow") << "Ctrl+Up" << QStringLiteral("Ctrl ↑");
        QTest::newRow("one key") << "F1"
                                 << "F1";
    }

    void tellsKeysAsTheKeyboardHasThem()
    {
        QFETCH(QString, sequence);
        QFETCH(QString, keys);

        QCOMPARE(keysOf(sequence), keys);
    }

private:
    ActionTable* table() const { return m_screen->property("actions").value<ActionTable*>(); }
    QString text(int row, int role) const { return table()->data(table()->index(row), role).toString(); }

    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_screen;
};

QTEST_GUILESS_MAIN(ActionTableTest)
#include "tst_action_table.moc"
