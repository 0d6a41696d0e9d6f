#include "engine/base/files.h"
#include "engine/base/random.h"
#include "engine/control/commit_thread.h"
#include "engine/control/state_store.h"
#include "engine/control/store_check.h"
#include "tests/support/loop_fixture.h"

#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fstream>
#include <future>
#include <sys/wait.h>
#include <unistd.h>

using namespace causeway;
using namespace causeway::control;
using std::filesystem::path;

namespace {

model::MeshService service(const std::string& name, std::uint16_t port)
{
    return {"default", name, {}, {{"main", port, model::Protocol::Http}}, {}};
}

model::Revision revision(std::uint64_t number, std::optional<model::Resource> before,
                         std::optional<model::Resource> after)
{
    model::Revision revision;
    revision.number = number;
    revision.time = WallTime(std::chrono::seconds(1'700'000'000 + number));
    revision.author = "ann";
    revision.reason = "because";
    revision.changes = {{model::keyOf(after ? *after : *before), std::move(before), std::move(after)}};
    return revision;
}

/// The revision that sets the port of one of ten services to its own number.
model::Revision nthRevision(std::uint64_t number)
{
    const auto port = [](std::uint64_t n) { return static_cast<std::uint16_t>(1 + n % 60'000); };
    const std::string name = "s" + std::to_string(number % 10);
    std::optional<model::Resource> before;
    if (number > 10)
        before = service(name, port(number - 10));
    return revision(number, std::move(before), service(name, port(number)));
}

Result<> commitOne(StateStore& store, model::Revision next)
{
    return store.commit({&next, 1});
}

Result<std::unique_ptr<StateStore>> openStore(const QTemporaryDir& folder, StoreOptions options = {})
{
    options.folder = folder.path().toStdString();
    return StateStore::open(std::move(options));
}

void fill(StateStore& store, std::uint64_t from, std::uint64_t until)
{
    while (from <= until) {
        std::vector<model::Revision> batch;
        for (; from <= until && batch.size() < 20; ++from)
            batch.push_back(nthRevision(from));
        QVERIFY(store.commit(batch));
    }
}

std::string contentOf(const path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void writeTo(const path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// The three files as they are after a kill: the child commits and dies without closing anything.
void fillAndDie(const path& folder, std::uint64_t count, std::uint64_t checkpointAt)
{
    const pid_t child = ::fork();
    if (child == 0) {
        auto store = StateStore::open({folder, 10'000, 0});
        for (std::uint64_t number = 1; store && number <= count; ++number) {
            model::Revision next = nthRevision(number);
            if (!(*store)->commit({&next, 1}))
                ::_exit(1);
            if (number == checkpointAt && !SqliteDatabase::open(databasePath(folder)).value()->checkpoint())
                ::_exit(1);
        }
        ::_exit(store ? 0 : 1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
}

struct Damage
{
    std::string file;
    std::string description;
};

/// One seeded injury: bytes flipped, a tail cut off, a stretch zeroed.
Damage injure(const path& folder, Random& random)
{
    static constexpr const char* files[] = {"state.db", "state.db-wal", "witness"};
    const std::string file = files[random.below(3)];
    std::string content = contentOf(folder / file);
    const std::uint64_t at = random.below(content.size());
    const std::uint64_t kind = random.below(3);
    if (kind == 0)
        content.resize(at);
    else if (kind == 1)
        content[at] = static_cast<char>(content[at] ^ (1 << random.below(8)));
    else
        content.replace(at, 512, std::min<std::size_t>(512, content.size() - at), '\0');
    writeTo(folder / file, content);
    static constexpr const char* words[] = {"cut", "flipped", "zeroed"};
    return {file, file + " " + words[kind] + " at " + std::to_string(at)};
}

} // namespace

class StateStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensWithWhatWasCommitted();
    void chainsRevisionsByTheirHashes();
    void commitsABatchAsOne();
    void forgetsOldRevisionsButNotTheChain();
    void refusesAGapInTheNumbers();
    void goesOnAfterAFullDisk();
    void remembersPlanes();
    void opensWithoutAPlaneThatItCannotReadAnyMore();
    void keepsItsLogShortThoughSomebodyAlwaysWrites();
    void namesTheProcessThatHoldsTheFolder();
    void tellsALostTailFromACleanEnd();
    void tellsALostDatabaseFromANewOne();
    void losesNothingSilentlyWhateverIsDamaged();
    void changesNothingWhenItRefuses();
    void keepsEveryAcknowledgedRevisionOverKills();
    void verifiesBesideARunningStore();
};

void StateStoreTest::opensWithWhatWasCommitted()
{
    const QTemporaryDir folder;
    {
        auto store = openStore(folder);
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        QVERIFY(commitOne(**store, revision(1, {}, service("a", 80))));
        QVERIFY(commitOne(**store, revision(2, service("a", 80), service("a", 81))));
        QVERIFY(commitOne(**store, revision(3, {}, service("b", 90))));
        QVERIFY(commitOne(**store, revision(4, service("b", 90), {})));
    }

    auto store = openStore(folder);

    QVERIFY2(store, store ? "" : store.error().message.c_str());
    const StoredState state = (*store)->takeInitialState();
    QCOMPARE(state.head, 4UL);
    QCOMPARE(state.resources.size(), 1UL);
    QVERIFY(state.resources[0].resource == model::Resource(service("a", 81)));
    QCOMPARE(state.resources[0].version, 2UL);
    QVERIFY(state.resources[0].created == WallTime(std::chrono::seconds(1'700'000'001)));
    QVERIFY(state.resources[0].modified == WallTime(std::chrono::seconds(1'700'000'002)));
}

void StateStoreTest::chainsRevisionsByTheirHashes()
{
    const QTemporaryDir folder;
    auto store = openStore(folder);
    QVERIFY(store);
    model::Revision undo = revision(3, service("a", 81), service("a", 80));
    undo.inverts = 2;
    QVERIFY(commitOne(**store, revision(1, {}, service("a", 80))));
    QVERIFY(commitOne(**store, revision(2, service("a", 80), service("a", 81))));
    QVERIFY(commitOne(**store, undo));

    const auto log = (*store)->revisions(0, 10);

    QVERIFY(log);
    QCOMPARE(log->size(), 3UL);
    QVERIFY(log->at(0).previous == log->at(1).hash);
    QVERIFY(log->at(1).previous == log->at(2).hash);
    QVERIFY(log->at(2).previous == Digest());
    QVERIFY(log->at(0).inverts == 2UL);
    QVERIFY(log->at(1).changes == revision(2, service("a", 80), service("a", 81)).changes);
    QCOMPARE((*store)->revisions(3, 1)->at(0).number, 2UL);
}

void StateStoreTest::commitsABatchAsOne()
{
    const QTemporaryDir folder;
    auto store = openStore(folder);
    QVERIFY(store);
    std::vector<model::Revision> batch = {nthRevision(1), nthRevision(2), nthRevision(3)};

    QVERIFY((*store)->commit(batch));

    QVERIFY(batch[2].previous == batch[1].hash);
    QCOMPARE(verifyStore(folder.path().toStdString())->acknowledged, 3UL);
}

void StateStoreTest::forgetsOldRevisionsButNotTheChain()
{
    const QTemporaryDir folder;
    StoreOptions options;
    options.keptRevisions = 100;
    {
        auto store = openStore(folder, options);
        QVERIFY(store);
        fill(**store, 1, 1'000);
    }

    const auto report = verifyStore(folder.path().toStdString());

    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->head, 1'000UL);
    QVERIFY(report->oldestKept > 500 && report->oldestKept <= 901);
}

void StateStoreTest::refusesAGapInTheNumbers()
{
    const QTemporaryDir folder;
    auto store = openStore(folder);
    QVERIFY(store);

    const auto outcome = commitOne(**store, nthRevision(2));

    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Unavailable);
}

void StateStoreTest::goesOnAfterAFullDisk()
{
    const QTemporaryDir folder;
    StoreOptions options;
    options.pageLimit = 24;
    std::uint64_t stored = 0;
    {
        auto store = openStore(folder, options);
        QVERIFY(store);
        Result<> outcome;
        while ((outcome = commitOne(**store, nthRevision(stored + 1))))
            ++stored;
        QCOMPARE(outcome.error().code, ErrorCode::ResourceExhausted);
        QVERIFY(outcome.error().message.find("full") != std::string::npos);
    }

    auto store = openStore(folder);

    QVERIFY2(store, store ? "" : store.error().message.c_str());
    QVERIFY(stored > 5);
    QCOMPARE((*store)->takeInitialState().head, stored);
    QVERIFY(commitOne(**store, nthRevision(stored + 1)));
}

void StateStoreTest::keepsItsLogShortThoughSomebodyAlwaysWrites()
{
    constexpr int changes = 300;
    constexpr std::uintmax_t mostLog = 24 << 20;
    const QTemporaryDir folder;
    model::MeshService large = service("large", 80);
    for (int i = 0; i < 1'500; ++i)
        large.labels["label-" + std::to_string(i)] = "value";
    test::LoopFixture answers;
    auto store = openStore(folder);
    QVERIFY2(store, store ? "" : store.error().message.c_str());
    auto thread = control::CommitThread::create(*std::move(store), answers.loop());
    QVERIFY(thread);
    std::uintmax_t longest = 0;
    std::optional<model::Resource> before;
    for (std::uint64_t number = 1; number <= changes; ++number) {
        large.labels["label-0"] = std::to_string(number);
        std::promise<bool> written;
        (*thread)->append(revision(number, before, large),
                          [&](const Result<model::Revision>& done) { written.set_value(done.has_value()); });
        QVERIFY(written.get_future().get());
        before = large;
        longest = std::max(longest, std::filesystem::file_size(folder.filePath("state.db-wal").toStdString()));
    }
    answers.run([&] { thread->reset(); });

    QVERIFY2(longest < mostLog, std::to_string(longest).c_str());
}

void StateStoreTest::opensWithoutAPlaneThatItCannotReadAnyMore()
{
    const QTemporaryDir folder;
    model::PlaneDeclaration plane{"default", "on-prem", "gw", model::PlaneRole::Gateway, {}, "gw", {}};
    {
        auto store = openStore(folder);
        QVERIFY((*store)->rememberPlane({plane, WallTime()}));
        plane.name = "other";
        plane.labels = {{"team", "\xff"}}; // As an earlier version took it from any plane.
        QVERIFY((*store)->rememberPlane({plane, WallTime()}));
    }

    auto store = openStore(folder);

    QVERIFY2(store, store ? "" : store.error().message.c_str());
    const auto planes = (*store)->takeInitialState().planes;
    QCOMPARE(planes.size(), std::size_t(1));
    QCOMPARE(planes.front().declaration.name, std::string("gw"));
}

void StateStoreTest::remembersPlanes()
{
    const QTemporaryDir folder;
    const model::PlaneDeclaration plane{
        "default", "on-prem", "gw", model::PlaneRole::Gateway, {{"app", "gw"}}, "gw", {{"127.0.0.1", 8000, ""}}};
    model::PlaneDeclaration ingress = plane;
    ingress.name = "ingress";
    ingress.role = model::PlaneRole::ZoneIngress;
    ingress.advertisedAddress = "127.0.0.9";
    ingress.advertisedPort = 10'001;
    model::PlaneDeclaration sidecar = plane;
    sidecar.name = "sidecar";
    sidecar.role = model::PlaneRole::Sidecar;
    sidecar.address = "127.0.0.2";
    sidecar.inbounds = {{"disputes", "127.0.0.2", 8080, "127.0.0.2", 9080}};
    {
        auto store = openStore(folder);
        QVERIFY((*store)->rememberPlane({plane, WallTime(std::chrono::seconds(1))}));
        QVERIFY((*store)->rememberPlane({plane, WallTime(std::chrono::seconds(5))}));
        QVERIFY((*store)->rememberPlane({ingress, WallTime()}));
        QVERIFY((*store)->rememberPlane({sidecar, WallTime()}));
        model::PlaneDeclaration other = plane;
        other.name = "gone";
        QVERIFY((*store)->rememberPlane({other, WallTime()}));
        QVERIFY((*store)->forgetPlane("default", "gone"));
    }

    auto store = openStore(folder);

    QVERIFY(store);
    const StoredState state = (*store)->takeInitialState();
    QCOMPARE(state.planes.size(), 3UL);
    QVERIFY(state.planes[0].declaration == plane);
    QVERIFY(state.planes[1].declaration == ingress);
    QVERIFY(state.planes[2].declaration == sidecar);
    QVERIFY(state.planes[0].lastSeen == WallTime(std::chrono::seconds(5)));
}

void StateStoreTest::namesTheProcessThatHoldsTheFolder()
{
    const QTemporaryDir folder;
    const auto first = openStore(folder);
    QVERIFY(first);

    const auto second = openStore(folder);

    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::AlreadyExists);
    QVERIFY2(second.error().message.find("in use by process " + std::to_string(::getpid())) != std::string::npos,
             second.error().message.c_str());
}

void StateStoreTest::tellsALostTailFromACleanEnd()
{
    const QTemporaryDir folder;
    const path files = folder.path().toStdString();
    fillAndDie(files, 20, 0);
    std::string log = contentOf(files / "state.db-wal");
    log.resize(log.size() / 2);
    writeTo(files / "state.db-wal", log);

    const auto store = openStore(folder);

    QVERIFY(!store);
    QCOMPARE(store.error().code, ErrorCode::DataLoss);
    QVERIFY2(store.error().message.find("state.db is damaged: acknowledged revisions") != std::string::npos,
             store.error().message.c_str());
    QVERIFY(store.error().message.find("to 20 are lost") != std::string::npos);
}

void StateStoreTest::tellsALostDatabaseFromANewOne()
{
    const QTemporaryDir folder;
    const path files = folder.path().toStdString();
    fillAndDie(files, 3, 0);
    std::filesystem::remove(files / "state.db");

    const auto store = openStore(folder);

    QVERIFY(!store);
    QCOMPARE(store.error().code, ErrorCode::DataLoss);
    QVERIFY(store.error().message.find("revisions up to 3 are lost") != std::string::npos);
    QVERIFY(std::filesystem::exists(files / "state.db-wal"));
}

void StateStoreTest::losesNothingSilentlyWhateverIsDamaged()
{
    const QTemporaryDir folder;
    const path whole = path(folder.path().toStdString()) / "whole";
    constexpr std::uint64_t acknowledged = 60;
    std::filesystem::create_directory(whole);
    fillAndDie(whole, acknowledged, 30);
    Random random(7);
    int refused = 0;
    for (int round = 0; round < 250; ++round) {
        const path copy = path(folder.path().toStdString()) / "copy";
        std::filesystem::remove_all(copy);
        std::filesystem::create_directory(copy);
        for (const char* file : {"state.db", "state.db-wal", "witness"})
            std::filesystem::copy_file(whole / file, copy / file);
        const Damage damage = injure(copy, random);

        const auto store = StateStore::open({copy, 10'000, 0});

        if (!store) {
            ++refused;
            const bool isNamed =
                store.error().message.find((copy / damage.file.substr(0, 7)).string()) != std::string::npos ||
                store.error().message.find("state.db") != std::string::npos;
            QVERIFY2(store.error().code == ErrorCode::DataLoss && isNamed,
                     (damage.description + ": " + store.error().message).c_str());
            continue;
        }
        const StoredState state = (*store)->takeInitialState();
        QVERIFY2(state.head == acknowledged && state.resources.size() == 10, damage.description.c_str());
        for (const StoredResource& each : state.resources)
            QVERIFY2(std::get<model::MeshService>(each.resource).ports[0].port == each.version + 1,
                     damage.description.c_str());
        QCOMPARE((*store)->revisions(0, 100)->size(), acknowledged);
    }
    QVERIFY(refused > 60);
}

void StateStoreTest::changesNothingWhenItRefuses()
{
    const QTemporaryDir folder;
    const path files = folder.path().toStdString();
    fillAndDie(files, 20, 10);
    std::string log = contentOf(files / "state.db-wal");
    log[log.size() / 2] = static_cast<char>(log[log.size() / 2] ^ 1);
    writeTo(files / "state.db-wal", log);
    const std::string database = contentOf(files / "state.db");
    const std::string witness = contentOf(files / "witness");

    QVERIFY(!openStore(folder));
    QVERIFY(!verifyStore(files));

    QVERIFY(contentOf(files / "state.db") == database);
    QVERIFY(contentOf(files / "state.db-wal") == log);
    QVERIFY(contentOf(files / "witness") == witness);
}

void StateStoreTest::keepsEveryAcknowledgedRevisionOverKills()
{
    const QTemporaryDir folder;
    const path files = folder.path().toStdString();
    Random random(11);
    std::uint64_t acknowledged = 0;
    for (int round = 0; round < 40; ++round) {
        int ends[2] = {};
        QCOMPARE(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto store = StateStore::open({files, 200, 0});
            for (std::uint64_t number = store ? (*store)->takeInitialState().head + 1 : 0; store; ++number) {
                model::Revision next = nthRevision(number);
                if (!(*store)->commit({&next, 1}) || ::write(ends[1], &number, sizeof number) != sizeof number)
                    break;
            }
            ::_exit(1);
        }
        ::close(ends[1]);
        // Killed in the middle of the commit that follows a random number of answers.
        std::uint64_t number = 0;
        for (std::uint64_t left = 1 + random.below(20); left > 0; --left) {
            QCOMPARE(::read(ends[0], &number, sizeof number), static_cast<ssize_t>(sizeof number));
            acknowledged = number;
        }
        const auto moment = std::chrono::steady_clock::now() + std::chrono::microseconds(random.below(3'000));
        while (std::chrono::steady_clock::now() < moment) {
        }
        ::kill(child, SIGKILL);
        while (::read(ends[0], &number, sizeof number) == sizeof number)
            acknowledged = number;
        ::close(ends[0]);
        ::waitpid(child, nullptr, 0);

        const auto report = verifyStore(files);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QVERIFY2(report->head >= acknowledged && report->head <= acknowledged + 1,
                 (std::to_string(report->head) + " " + std::to_string(acknowledged)).c_str());
    }
    QVERIFY(acknowledged > 40);
}

void StateStoreTest::verifiesBesideARunningStore()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder);
    QVERIFY(store);
    fill(**store, 1, 12);

    const auto report = verifyStore(folder.path().toStdString());

    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->head, 12UL);
    QCOMPARE(report->oldestKept, 1UL);
    QCOMPARE(report->resources, 10UL);
    QVERIFY(commitOne(**store, nthRevision(13)));
}

QTEST_APPLESS_MAIN(StateStoreTest)
#include "tst_state_store.moc"
