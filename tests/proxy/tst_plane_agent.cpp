#include "engine/base/files.h"
#include "engine/channel/stored_snapshot.h"
#include "engine/keys/identity_file.h"
#include "engine/keys/root_set.h"
#include "engine/proxy/plane_agent.h"
#include "engine/snapshot/codec.h"
#include "engine/telemetry/access_log.h"
#include "tests/channel/channel_house.h"

#include <QtTest>

#include <atomic>
#include <sys/stat.h>

using namespace causeway;
using namespace std::chrono_literals;
using test::ChannelHouse;

namespace {

/// A data plane without sockets, which answers from a thread of its own as the real one does.
class ScriptedPlane final : public proxy::DataPlane
{
public:
    void apply(std::shared_ptr<const snapshot::Snapshot> snapshot, Applied applied) override
    {
        m_worker->loop().post([this, snapshot, applied = std::move(applied)] {
            applied(m_problem.empty() ? take(*snapshot) : failure(ErrorCode::Unavailable, "{}", m_problem));
        });
    }
    Result<> setIdentity(const keys::PlaneIdentity& identity) override
    {
        m_worker->loop().post([this, identity] { m_identities.push_back(identity); });
        return {};
    }
    Result<> addKeys(const std::vector<proxy::NamedKey>&) override { return {}; }
    void endMeshConnections() override
    {
        m_worker->loop().post([this] { ++m_endings; });
    }
    Result<net::SocketAddress> listenerAddress(const std::string&) const override
    {
        return failure(ErrorCode::NotFound, "no listeners here");
    }
    void setAccepting(const std::string&, bool, Applied applied) override { applied({}); }

    void observe(Observed observed) override { observed({}); }

    void collect(Collected collected) override
    {
        m_worker->loop().post([this, collected = std::move(collected)] {
            telemetry::TrafficReport report;
            report.from = m_countedFrom;
            report.until = m_countedFrom = m_countedFrom + 250ms;
            report.counts = std::exchange(m_counts, {});
            collected(std::move(report));
        });
    }
    void inherit(std::vector<proxy::HandedSocket>) override {}
    std::vector<proxy::HandedSocket> listeningSockets() const override { return {}; }
    void drain(std::chrono::milliseconds, proxy::IdleClients, Drained drained) override { drained(0); }

    void count(std::uint64_t requests)
    {
        m_worker->runAndWait([&] {
            m_counts.emplace_back();
            m_counts.back().requests = requests;
        });
    }
    void refuseBecause(const std::string& problem)
    {
        m_worker->runAndWait([&] { m_problem = problem; });
    }
    std::vector<keys::PlaneIdentity> identities()
    {
        std::vector<keys::PlaneIdentity> copy;
        m_worker->runAndWait([&] { copy = m_identities; });
        return copy;
    }
    /// How often connections of the mesh were ended.
    int endings()
    {
        int count = 0;
        m_worker->runAndWait([&] { count = m_endings; });
        return count;
    }
    std::vector<std::uint64_t> applied()
    {
        std::vector<std::uint64_t> copy;
        m_worker->runAndWait([&] { copy = m_applied; });
        return copy;
    }

private:
    Result<> take(const snapshot::Snapshot& snapshot)
    {
        m_applied.push_back(snapshot.revision);
        return {};
    }

    std::vector<std::uint64_t> m_applied; // Revisions.
    std::vector<keys::PlaneIdentity> m_identities;
    int m_endings = 0;
    std::string m_problem;
    std::vector<telemetry::TrafficCount> m_counts;
    WallTime m_countedFrom{1'790'000'000s};
    std::unique_ptr<net::LoopThread> m_worker = net::LoopThread::create("worker").value();
};

} // namespace

class PlaneAgentTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_house = std::make_unique<ChannelHouse>();
        m_plane = std::make_unique<ScriptedPlane>();
    }
    void cleanup()
    {
        stopAgent();
        m_plane.reset();
        m_house.reset();
    }

    void appliesWhatIsPushedAndAcknowledges()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));

        const auto manifest = push(7, 80);

        QVERIFY(eventually([&] { return control().acknowledgements.size() == 1; }));
        QVERIFY(control().acknowledgements.front().manifest == manifest.hash());
        QVERIFY(m_plane->applied() == std::vector<std::uint64_t>{7});
        QCOMPARE(served(), std::uint64_t(7));
    }

    void servesFromDiskBeforeAnyContactWhenTheControlPlaneIsDown()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        const auto manifest = push(7, 80);
        QVERIFY(eventually([&] { return control().acknowledgements.size() == 1; }));
        stopAgent();
        m_house->closeGate();
        m_plane = std::make_unique<ScriptedPlane>();

        startAgent();
        QVERIFY(eventually([&] { return m_agent->servedRevision() == 7; }));
        QVERIFY(m_plane->applied() == std::vector<std::uint64_t>{7});

        m_house->openGate(); // Once it is back, it hears what is served and has nothing to send.
        QVERIFY(eventually([&] { return control().session && control().session->helloRevision() == 7; }));
        QVERIFY(control().session->helloManifest() == manifest.hash());
    }

    void refusesWhatCannotBeAppliedAndKeepsServingTheOldOne()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        push(7, 80);
        QVERIFY(eventually([&] { return control().acknowledgements.size() == 1; }));
        m_plane->refuseBecause("port 80 is taken");

        push(8, 81);

        QVERIFY(eventually([&] { return control().refusals.size() == 1; }));
        QVERIFY(control().refusals.front().reason == "port 80 is taken");
        QCOMPARE(served(), std::uint64_t(7));
        m_plane->refuseBecause("");
        push(9, 82);
        QVERIFY(eventually([&] { return control().acknowledgements.size() == 2; }));
    }

    void refusesASnapshotThatDoesNotHoldTogether()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        const std::vector<snapshot::SharedSection> lonely{snapshot::encode(snapshot::Cluster{"shop/web"})};

        m_house->fixture.run([&] { control().session->push(7, snapshot::manifestOf(lonely).value(), lonely); });

        QVERIFY(eventually([&] { return control().refusals.size() == 1; }));
        QVERIFY(control().refusals.front().reason.find("shop/web") != std::string::npos);
        QVERIFY(m_plane->applied().empty());
    }

    void acknowledgesEqualContentWithoutApplyingItAgain()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        push(7, 80);
        push(8, 80);

        QVERIFY(eventually(
            [&] { return !control().acknowledgements.empty() && control().acknowledgements.back().revision == 8; }));
        QVERIFY(m_plane->applied() == std::vector<std::uint64_t>{7});
        QCOMPARE(served(), std::uint64_t(8));
    }

    void appliesEachOfManyPushesInOrder()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));

        for (std::uint16_t revision = 1; revision <= 50; ++revision) {
            push(revision, revision);
            QVERIFY(eventually([&] {
                return !control().acknowledgements.empty() && control().acknowledgements.back().revision == revision;
            }));
        }

        QCOMPARE(m_plane->applied().size(), std::size_t(50));
        stopAgent(); // Waits for the disk: the newest is what is kept.
        m_plane = std::make_unique<ScriptedPlane>();
        startAgent();
        QVERIFY(eventually([&] { return m_agent->servedRevision() == 50; }));
    }

    void keepsWhatItServesNowForASuccessorThatIsAboutToRead()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        for (std::uint16_t revision = 1; revision <= 20; ++revision)
            push(revision, revision);
        QVERIFY(eventually([&] { return m_agent->servedRevision() == 20; }));

        std::atomic<bool> isKept = false;
        m_agent->keepNow([&] { isKept = true; });

        QVERIFY(eventually([&] { return isKept.load(); }));
        const auto stored = channel::decodeStoredSnapshot(readFile(folder() / "snapshot", 1 << 20).value());
        QVERIFY(stored);
        QCOMPARE(stored->revision, std::uint64_t(20));
    }

    void doesNotServeADamagedCache_data()
    {
        QTest::addColumn<bool>("isCut");
        QTest::newRow("cut") << true;
        QTest::newRow("changed") << false;
    }
    void doesNotServeADamagedCache()
    {
        QFETCH(const bool, isCut);
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        push(7, 80);
        QVERIFY(eventually([&] { return control().acknowledgements.size() == 1; }));
        stopAgent();
        std::string kept = readFile(folder() / "snapshot", 1 << 20).value();
        isCut ? kept.resize(kept.size() - 5) : static_cast<void>(kept[60] ^= 1);
        QVERIFY(replaceFile(folder() / "snapshot", kept, FileAccess::OwnerOnly));
        m_plane = std::make_unique<ScriptedPlane>();
        QVERIFY(eventually([&] { return control().session == nullptr; }));

        startAgent();

        QVERIFY(eventually([&] { return control().session != nullptr; }));
        QCOMPARE(control().session->helloRevision(), std::uint64_t(0));
        QVERIFY(control().session->helloManifest() == Digest{});
        QVERIFY(m_plane->applied().empty());
    }

    void keepsItsFolderToItself()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        push(7, 80);
        QVERIFY(eventually([&] { return control().acknowledgements.size() == 1; }));
        stopAgent();

        struct stat status
        {
        };
        QCOMPARE(::stat(folder().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0700U);
        QCOMPARE(::stat((folder() / "snapshot").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
    }

    void namesAFolderThatCannotBeUsed()
    {
        QVERIFY(replaceFile(folder(), "a file", FileAccess::Shared));

        proxy::PlaneAgentOptions options;
        options.dataFolder = folder();
        const auto agent = proxy::PlaneAgent::create(m_house->fixture.loop(), m_house->clock, *m_plane, options);

        QVERIFY(!agent);
        QVERIFY(agent.error().message.find("data") != std::string::npos);
    }

    void sendsAccessRecordsAsTheyCome()
    {
        const auto pipe = telemetry::RecordPipe::create().value();
        const SystemClock systemClock;
        const auto log = telemetry::AccessLog::writeTo(pipe->takeOutput(), {}, systemClock);
        auto options = agentOptions();
        options.records = pipe.get();
        startAgent(options);
        constexpr int count = 20'000; // More than fits into the pipe and the channel at once.
        for (int i = 0; i < count; ++i) {
            telemetry::AccessRecord record;
            record.method = "GET";
            const std::string path = "/" + std::to_string(i);
            record.path = path;
            log->lane(0).write(record, systemClock.now());
            if (i % 1'000 == 0) // No faster than they are sent: nothing is to be lost here.
                QVERIFY(log->flush(10s));
        }
        QVERIFY(log->flush(10s));

        QVERIFY(eventually([&] { return m_agent->hasDeliveredRecords(); }));

        std::string got;
        m_house->fixture.run([&] { got = control().records; });
        QCOMPARE(log->counts().lost, std::uint64_t(0));
        int next = 0;
        for (std::size_t at = got.find("GET /"); at != std::string::npos; at = got.find("GET /", at + 1))
            QCOMPARE(std::stoi(got.substr(at + 5, 8)), next++);
        QCOMPARE(next, count);
        stopAgent(); // Before its pipe.
    }

    void renewsItsCertificateWithoutLeavingTheChannel()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        QCOMPARE(m_plane->identities().size(), std::size_t(1));

        m_house->fixture.run([&] { control().session->askToRenew("a test"); });

        QVERIFY(eventually([&] { return control().session->renewals() == 1; }));
        QVERIFY(eventually([&] { return m_plane->identities().size() == 2; }));
        const auto stored = keys::loadIdentity(folder() / keys::identityFileName).value();
        QVERIFY(stored == m_plane->identities().back());
        QVERIFY(stored.privateKeyPem != m_plane->identities().front().privateKeyPem);
        QCOMPARE(control().events.size(), std::size_t(1));
    }

    void keepsTheRootsThatItIsGiven()
    {
        startAgent();
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        QVERIFY(m_house->authority->prepareRoot());
        const auto roots = m_house->authority->trustedRootsPem();

        m_house->fixture.run([&] { control().session->sendRoots(roots); });

        QVERIFY(eventually([&] { return control().session->trustedRoots() == keys::rootSetDigest(roots).value(); }));
        QVERIFY(keys::loadIdentity(folder() / keys::identityFileName).value().trustedRootsPem == roots);
        QVERIFY(m_plane->identities().back().trustedRootsPem == roots);
    }

    void findsBackWhenItsCertificateEndedAShortWhileAgo()
    {
        auto options = agentOptions();
        options.link = m_house->lateLinkOptions("web-1", 600s);
        startAgent(options);

        QVERIFY(eventually([&] { return control().session != nullptr; }));
        QVERIFY(eventually([&] { return m_agent->isConnected(); }));
        const auto stored = keys::loadIdentity(folder() / keys::identityFileName).value();
        QVERIFY(keys::Certificate::chainFromPem(stored.certificateChainPem)->front().notAfter() >
                m_house->clock.wallNow());
    }

    void staysAwayWhenItsCertificateIsToRunOut()
    {
        auto options = agentOptions();
        options.link = m_house->lateLinkOptions("web-1", 600s);
        startAgent(options, Renewal::Off);
        QVERIFY(eventually([&] { return !control().strangers.empty(); }));
        QVERIFY(!control().session);

        m_house->fixture.run([&] { m_agent->setRenewal(true); });

        QVERIFY(eventually([&] { return control().session != nullptr; }));
    }

    void endsItsConnectionsInTheMeshWhenItsCertificateRunsOut()
    {
        startAgent();
        QVERIFY(eventually([&] { return m_agent->isConnected(); }));
        QCOMPARE(m_plane->endings(), 0);

        m_house->fixture.run([&] { m_agent->expireCertificate(); });

        QVERIFY(eventually([&] { return m_plane->identities().size() == 2; }));
        QVERIFY(eventually([&] { return m_plane->endings() == 1; }));
    }

    void reportsWhatWasCounted()
    {
        startAgent();
        m_plane->count(3);
        m_plane->count(4);

        QVERIFY(eventually([&] { return countedRequests() == 7; }));
        QVERIFY(reports().front().plane == "web-1");
    }

    void reportsWithoutAGapInTime()
    {
        startAgent(1ms, 4ms); // Most collections have nothing to say and are left out.
        QVERIFY(eventually([&] { return control().reports.size() >= 5; }));

        const auto told = reports();
        for (std::size_t i = 1; i < 5; ++i) // Later ones may be dropped where nobody has time to confirm them.
            QVERIFY(told[i].from == told[i - 1].until);
    }

private:
    test::RecordingControl& control() { return *m_house->control; }
    bool eventually(const std::function<bool()>& condition) { return m_house->fixture.eventually(condition); }
    std::filesystem::path folder() const { return m_house->folder.filePath("data").toStdString(); }

    enum class Renewal
    {
        Off,
        On
    };

    proxy::PlaneAgentOptions agentOptions()
    {
        proxy::PlaneAgentOptions options;
        options.dataFolder = folder();
        options.link = m_house->linkOptions("web-1");
        options.collectInterval = 5ms;
        options.reportInterval = 1s;
        return options;
    }

    void startAgent(std::chrono::milliseconds collect = 5ms, std::chrono::milliseconds report = 1s)
    {
        auto options = agentOptions();
        options.collectInterval = collect;
        options.reportInterval = report;
        startAgent(options);
    }

    void startAgent(const proxy::PlaneAgentOptions& options, Renewal renewal = Renewal::On)
    {
        m_house->fixture.run([&] {
            m_agent = proxy::PlaneAgent::create(m_house->fixture.loop(), m_house->clock, *m_plane, options).value();
            m_agent->setRenewal(renewal == Renewal::On);
        });
    }

    void stopAgent()
    {
        m_house->fixture.run([&] { m_agent.reset(); });
    }

    snapshot::Manifest push(std::uint64_t revision, std::uint16_t port)
    {
        const auto sections = test::sectionsWithPort(port);
        auto manifest = snapshot::manifestOf(sections).value();
        m_house->fixture.run([&] { control().session->push(revision, manifest, sections); });
        return manifest;
    }

    std::uint64_t served()
    {
        std::uint64_t revision = 0;
        m_house->fixture.run([&] { revision = m_agent->servedRevision(); });
        return revision;
    }

    /// A copy: more of them come while the test looks.
    std::vector<telemetry::TrafficReport> reports()
    {
        std::vector<telemetry::TrafficReport> copy;
        m_house->fixture.run([&] { copy = control().reports; });
        return copy;
    }

    /// On the loop's thread.
    std::uint64_t countedRequests()
    {
        std::uint64_t total = 0;
        for (const auto& report : control().reports)
            for (const auto& count : report.counts)
                total += count.requests;
        return total;
    }

    std::unique_ptr<ChannelHouse> m_house;
    std::unique_ptr<ScriptedPlane> m_plane;
    std::unique_ptr<proxy::PlaneAgent> m_agent;
};

QTEST_APPLESS_MAIN(PlaneAgentTest)
#include "tst_plane_agent.moc"
