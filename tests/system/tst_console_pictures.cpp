#include "engine/lab/scenario_generator.h"
#include "tests/system/lab_console.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace causeway;
using test::LabConsole;

namespace {

constexpr int patienceMs = 30'000;
constexpr std::uint64_t requestsToShow = 600; // Enough for percentiles on both sides of the split.

#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, patienceMs)

bool write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

/// Flips a bit of what the store in a folder keeps of its first revision.
bool damage(const QString& folder)
{
    bool isDamaged = false;
    for (const QFileInfo& entry : QDir(folder).entryInfoList(QDir::Files)) {
        QFile file(entry.filePath());
        if (!file.open(QIODevice::ReadWrite))
            return false;
        QByteArray content = file.readAll();
        const auto place = content.indexOf("scenario card-migration");
        if (place < 0)
            continue;
        content[place] = static_cast<char>(content[place] ^ 1);
        isDamaged = file.seek(0) && file.write(content) == content.size();
    }
    return isDamaged;
}

/// Somebody else at the same cluster.
void changeAsSomebodyElse(LabConsole& console, std::uint32_t monolith, std::uint32_t disputes)
{
    api::SetSplit command;
    command.route = console.console().selection()->routeId().toStdString();
    command.weights = {{"monolith", monolith}, {"disputes", disputes}};
    command.reason = "rehearsal";
    console.lab().port().submit(std::move(command), "ops@example.com", [](const auto&) {});
}

} // namespace

/// Takes the real console over real labs through its states, and leaves a picture of each in the build folder.
class ConsolePicturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("qrc:|QQmlComponent")));
        m_folder = std::make_unique<QTemporaryDir>();
    }
    void cleanup() { m_folder.reset(); }

    void aDragFromTheStartToItsUndo_data() { addSizes(); }
    void aDragFromTheStartToItsUndo()
    {
        QFETCH(QSize, size);
        LabConsole console(options(), size);
        QVERIFY(console.open());
        QVERIFY(console.save(QStringLiteral("start")));
        EVENTUALLY(console.isLive());
        EVENTUALLY(console.counted().sum() > requestsToShow);
        QVERIFY(console.save(QStringLiteral("live")));

        console.press(console.grip());
        for (const double position : {0.9, 0.7, 0.55})
            console.move(console.placeAt(position));
        QTRY_COMPARE(console.split().newShareText(), QStringLiteral("45%"));
        QVERIFY(console.save(QStringLiteral("dragging")));

        console.letGo(console.placeAt(0.55));
        EVENTUALLY(console.weightOf("disputes") == 45 && console.isApplied());
        const std::uint64_t counted = console.counted().sum();
        EVENTUALLY(console.counted().sum() > counted + requestsToShow);
        QVERIFY(console.save(QStringLiteral("applied")));

        EVENTUALLY(console.console().undo()->canUndo());
        console.key(Qt::Key_Z, Qt::ControlModifier);
        EVENTUALLY(console.weightOf("disputes") == 0 && console.isApplied());
        QVERIFY(console.save(QStringLiteral("undone")));
    }

    void aChangeBySomebodyElse_data() { addSizes(); }
    void aChangeBySomebodyElse()
    {
        QFETCH(QSize, size);
        LabConsole console(options(), size);
        QVERIFY(console.open());
        EVENTUALLY(console.isLive());
        EVENTUALLY(console.counted().sum() > requestsToShow);
        console.press(console.grip());
        for (const double position : {0.9, 0.7, 0.6})
            console.move(console.placeAt(position));

        changeAsSomebodyElse(console, 65, 35);

        EVENTUALLY(console.shows(QStringLiteral("ops@example.com set disputes 35%")));
        QVERIFY(console.shows(QStringLiteral("theirs 35%")));
        QVERIFY(console.shows(QStringLiteral("Let go: choose")));
        QVERIFY(console.save(QStringLiteral("foreign-change")));
        console.letGo(console.placeAt(0.6));
        EVENTUALLY(console.split().isAsking());
        QVERIFY(console.save(QStringLiteral("foreign-change-question")));
        console.split().discard();
    }

    void aClusterOfThreeZones_data() { addSizes(); }
    void aClusterOfThreeZones()
    {
        QFETCH(QSize, size);
        const QString file = m_folder->filePath(QStringLiteral("generated.yml"));
        lab::ScenarioSize scenario;
        scenario.rate = 300;
        QVERIFY(write(file, QByteArray::fromStdString(lab::generatedScenario(scenario))));
        runtime::LocalLabOptions with = options();
        with.scenarioFile = file.toStdString();
        LabConsole console(with, size);
        QVERIFY(console.open());
        EVENTUALLY(console.isLive());
        const api::ClusterView& view = *console.console().bridge()->view();
        QCOMPARE(view.zones.size(), std::size_t{3});
        const auto isService = [](const api::NodeView& node) { return node.kind == api::NodeKind::Service; };
        QCOMPARE(std::ranges::count_if(view.nodes, isService), std::ptrdiff_t{60});
        EVENTUALLY(console.split().backends()->count() == 5);
        EVENTUALLY(console.lab().statistics().total.counts.requests > requestsToShow);
        QVERIFY(console.save(QStringLiteral("three-zones")));

        const std::uint64_t before = console.headRevision();
        const QPoint grip = console.grip();
        const QPoint higher = console.placeAt(0.15); // Its neighbours push the grip far up, and it moves from there.
        console.press(grip);
        console.move(higher);
        QVERIFY(console.save(QStringLiteral("three-zones-dragging")));
        console.letGo(higher);
        EVENTUALLY(console.headRevision() == before + 1 && console.isApplied());
        QCOMPARE(console.clientFailures(), std::uint64_t{0});
    }

    void aFolderThatAnotherLabUses_data() { addSizes(); }
    void aFolderThatAnotherLabUses()
    {
        QFETCH(QSize, size);
        const auto first = runtime::LabEngine::start(options(), {});
        QVERIFY(first);

        LabConsole console(options(), size);
        QVERIFY(console.open());

        EVENTUALLY(console.startup().state() == app::Startup::State::Failed);
        QVERIFY(console.startup().canAttach());
        QVERIFY(console.shows(QStringLiteral("Another lab is using this folder")));
        QCOMPARE(console.window().activeFocusItem(), console.findNamed(QStringLiteral("Attach to it")));
        QVERIFY(console.save(QStringLiteral("folder-in-use")));
    }

    void aFolderThatCannotBeOne_data() { addSizes(); }
    void aFolderThatCannotBeOne()
    {
        QFETCH(QSize, size);
        const QString file = m_folder->filePath(QStringLiteral("not-a-folder"));
        QVERIFY(write(file, "text"));
        runtime::LocalLabOptions with = options();
        with.dataFolder = file.toStdString();

        LabConsole console(with, size);
        QVERIFY(console.open());

        EVENTUALLY(console.startup().state() == app::Startup::State::Failed);
        QVERIFY(console.shows(file));
        QVERIFY(console.save(QStringLiteral("folder-is-a-file")));
    }

    void aStoreThatIsDamaged_data() { addSizes(); }
    void aStoreThatIsDamaged()
    {
        QFETCH(QSize, size);
        QVERIFY(runtime::LabEngine::start(options(), {}));
        QVERIFY(damage(m_folder->filePath(QStringLiteral("data/control-plane"))));

        LabConsole console(options(), size);
        QVERIFY(console.open());

        EVENTUALLY(console.startup().state() == app::Startup::State::Failed);
        QVERIFY(console.shows(QStringLiteral("The store is damaged")));
        QVERIFY(console.save(QStringLiteral("store-damaged")));
    }

    void aScenarioThatCannotBeRead_data() { addSizes(); }
    void aScenarioThatCannotBeRead()
    {
        QFETCH(QSize, size);
        const QString file = m_folder->filePath(QStringLiteral("mine.yml"));
        QVERIFY(write(file, "name: mine\nmesh: default\nzone: [here]\n"));
        runtime::LocalLabOptions with = options();
        with.scenarioFile = file.toStdString();

        LabConsole console(with, size);
        QVERIFY(console.open());

        EVENTUALLY(console.startup().state() == app::Startup::State::Failed);
        QVERIFY(console.shows(QStringLiteral("The scenario cannot be used")));
        QVERIFY(console.save(QStringLiteral("scenario-refused")));
    }

    // A lab goes to other ports when its own are taken, so that none is left can only be told, not brought about.
    void anAddressThatIsTaken_data() { addSizes(); }
    void anAddressThatIsTaken()
    {
        QFETCH(QSize, size);
        LabConsole console(makeError(ErrorCode::Unavailable, "127.0.0.1:5681 is already in use by another program"),
                           size);
        QVERIFY(console.open());

        EVENTUALLY(console.startup().state() == app::Startup::State::Failed);
        QVERIFY(console.save(QStringLiteral("port-taken")));
    }

private:
    static void addSizes()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1280x800") << QSize(1280, 800);
        QTest::newRow("1600x1000") << QSize(1600, 1000);
    }

    runtime::LocalLabOptions options() const
    {
        runtime::LocalLabOptions options;
        options.dataFolder = m_folder->filePath(QStringLiteral("data")).toStdString();
        options.requestsPerSecond = 300;
        return options;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    app::ConsoleWindow::prepareApplication();
    ConsolePicturesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_console_pictures.moc"
