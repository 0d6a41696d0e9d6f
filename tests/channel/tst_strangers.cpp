#include "engine/base/random.h"
#include "engine/channel/channel.pb.h"
#include "engine/channel/frames.h"
#include "engine/channel/wire.h"
#include "engine/keys/spiffe.h"
#include "engine/snapshot/codec.h"
#include "engine/web/client.h"
#include "engine/web/server.h"
#include "tests/channel/channel_house.h"

#include <QtTest>

using namespace causeway;
using channel::wire::FromControl;
using channel::wire::FromPlane;
using test::ChannelHouse;
using test::RecordingPlane;

namespace {

bool holds(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

/// One end of a channel that says whatever a test wants, and writes down what it hears.
struct RawEnd
{
    void take(std::unique_ptr<web::WebSocket> opened)
    {
        socket = std::move(opened);
        reader.emplace(channel::controlMessageLimit);
        writer.emplace();
        heard.clear();
        socket->setCallbacks({[this](std::string_view frame) {
                                  if (auto message = reader->take(frame); message && *message)
                                      heard.push_back(std::move(**message));
                              },
                              [this](const std::string& reason) { closedBecause = reason; }, [] {}});
    }
    template <typename Message>
    void say(const Message& message)
    {
        for (const std::string& frame : writer->framesOf(message.SerializeAsString()))
            socket->send(frame);
    }

    std::unique_ptr<web::WebSocket> socket;
    std::optional<channel::FrameReader> reader;
    std::optional<channel::FrameWriter> writer;
    std::vector<std::string> heard; // Messages.
    std::string closedBecause;
};

/// A push of one cluster section.
FromControl pushOfOne(const snapshot::SharedSection& section)
{
    FromControl message;
    auto& push = *message.mutable_push();
    push.set_revision(9);
    auto& entry = *push.add_manifest();
    entry.set_kind(static_cast<std::uint32_t>(section->kind));
    entry.set_name(section->name);
    entry.set_hash(std::string(section->hash.view()));
    push.add_sections()->set_content(section->bytes);
    return message;
}

} // namespace

class StrangersTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_house = std::make_unique<ChannelHouse>(); }
    void cleanup()
    {
        m_house->fixture.run([this] {
            m_connect.reset();
            m_call.reset();
            m_plane.reset();
            m_raw = RawEnd();
            m_server.reset();
        });
        m_house.reset();
    }

    void refusesASectionByTheNameOfWhatItLacks()
    {
        auto message = pushOfOne(snapshot::encode(snapshot::Cluster{"shop/web"}));
        message.mutable_push()->mutable_sections(0)->add_needs("section/quantum");

        const FromPlane answer = answerOfAPlaneTo(message);

        QCOMPARE(answer.refuse().revision(), std::uint64_t(9));
        QVERIFY(holds(answer.refuse().reason(), "section/quantum"));
        QVERIFY(m_plane->deliveries.empty());
    }

    void refusesAMessageByTheNameOfWhatItLacks()
    {
        FromControl message;
        message.add_needs("time travel");

        const FromPlane answer = answerOfAPlaneTo(message);

        QVERIFY(answer.unsupported().capabilities(0) == "time travel");
    }

    void leavesAControlPlaneThatBreaksTheRules_data()
    {
        QTest::addColumn<QByteArray>("message");
        const auto section = snapshot::encode(snapshot::Cluster{"shop/web"});
        const auto row = [&](const char* name, auto change) {
            auto message = pushOfOne(section);
            change(*message.mutable_push());
            QTest::newRow(name) << QByteArray::fromStdString(message.SerializeAsString());
        };
        row("other bytes than the hash says", [](auto& push) { push.mutable_sections(0)->set_content("other"); });
        row("a section missing", [](auto& push) { push.clear_sections(); });
        row("a section of no entry", [](auto& push) { push.mutable_sections(0)->set_entry(1); });
        row("a short hash", [](auto& push) { push.mutable_manifest(0)->set_hash("short"); });
        row("an entry twice", [](auto& push) { *push.add_manifest() = push.manifest(0); });
        row("a kind beyond all", [](auto& push) { push.mutable_manifest(0)->set_kind(1000); });
        QTest::newRow("noise") << QByteArray("\xff\xff\xff\xff");
        QTest::newRow("nothing") << QByteArray();
    }
    void leavesAControlPlaneThatBreaksTheRules()
    {
        QFETCH(const QByteArray, message);
        connectAPlaneToUs();

        m_house->fixture.run([&] {
            for (const std::string& frame : m_raw.writer->framesOf(message.toStdString()))
                m_raw.socket->send(frame);
        });

        QVERIFY(eventually([&] { return !m_raw.closedBecause.empty(); }));
        QVERIFY(holds(m_raw.closedBecause, "1002"));
        QVERIFY(m_plane->deliveries.empty());
    }

    void turnsAwayAPlaneThatBreaksTheRules_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<bool>("afterHello");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const char* name, bool afterHello, auto fill, const char* reason = "1008") {
            FromPlane message;
            fill(message);
            QTest::newRow(name) << QByteArray::fromStdString(message.SerializeAsString()) << afterHello
                                << QByteArray(reason);
        };
        const char* const unread = "the plane sent what is not a message"; // Told before it is read.
        row("an answer before the hello", false, [](auto& m) { m.mutable_acknowledge()->set_revision(1); });
        row("an empty hello", false, [](auto& m) { m.mutable_hello(); });
        row("a hello with a bad hash", false, [](auto& m) {
            *m.mutable_hello() = helloOf("web-1").hello();
            m.mutable_hello()->add_held("short");
        });
        const auto hashes = [](auto& m) {
            *m.mutable_hello() = helloOf("web-1").hello();
            for (int i = 0; i < 200'001; ++i)
                m.mutable_hello()->add_held();
        };
        row("a hello with more hashes than memory is for", false, hashes, unread);
        const auto labels = [](auto& m) {
            *m.mutable_hello() = helloOf("web-1").hello();
            for (int i = 0; i < 200'001; ++i)
                m.mutable_hello()->mutable_declaration()->add_labels();
        };
        row("a hello with more labels than memory is for", false, labels, unread);
        row("two hellos", true, [](auto& m) { m = helloOf("web-1"); });
        row("a bad hash", true, [](auto& m) { m.mutable_acknowledge()->set_manifest_hash("short"); });
        row("nothing", true, [](auto&) {});
        QTest::newRow("noise") << QByteArray("\xff\xff\xff") << true << QByteArray(unread);
    }
    void turnsAwayAPlaneThatBreaksTheRules()
    {
        QFETCH(const QByteArray, message);
        QFETCH(const bool, afterHello);
        QFETCH(const QByteArray, reason);
        connectToTheGate();

        m_house->fixture.run([&] {
            if (afterHello)
                m_raw.say(helloOf("web-1"));
            for (const std::string& frame : m_raw.writer->framesOf(message.toStdString()))
                m_raw.socket->send(frame);
        });

        QVERIFY(eventually([&] { return !m_raw.closedBecause.empty(); }));
        QVERIFY(holds(m_raw.closedBecause, "1008"));
        QVERIFY2(holds(m_raw.closedBecause, reason.constData()), m_raw.closedBecause.c_str());
        QVERIFY(control().acknowledgements.empty());
        QVERIFY(eventually([&] { return control().session == nullptr; }));
    }

    void outlivesNoise()
    {
        Random random(3);
        for (int round = 0; round < 20; ++round) {
            connectToTheGate();
            std::string noise(1 + random.below(3000), '\0');
            for (char& c : noise)
                c = static_cast<char>(random.next());
            m_house->fixture.run([&] { m_raw.socket->send(noise); });
            QVERIFY(eventually([&] { return !m_raw.closedBecause.empty(); }));
        }

        m_house->fixture.run([&] {
            m_plane = std::make_unique<RecordingPlane>(m_house->fixture.loop(), m_house->linkOptions("web-2"));
        });
        QVERIFY(eventually([&] { return control().session != nullptr; }));
    }

    void ignoresAnAnswerToNoPush()
    {
        connectToTheGate();
        FromPlane answer;
        answer.mutable_acknowledge()->set_revision(99);
        answer.mutable_acknowledge()->set_manifest_hash(std::string(32, 'h'));

        m_house->fixture.run([&] {
            m_raw.say(helloOf("web-1"));
            m_raw.say(answer);
        });
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        const auto sections = test::sectionsWithPort(80);
        m_house->fixture.run([&] { control().session->push(1, snapshot::manifestOf(sections).value(), sections); });

        QVERIFY(eventually([&] { return m_raw.heard.size() == 2; })); // Welcome and push: the session goes on.
        QVERIFY(control().acknowledgements.empty());
    }

    void endsAPlaneThatTalksWithoutEnd()
    {
        connectToTheGate();
        FromPlane ask;
        ask.mutable_renew()->set_certificate_request_pem("no request"); // Each is answered, by a refusal.

        m_house->fixture.run([&] {
            m_raw.say(helloOf("web-1"));
            for (int i = 0; i < 10'000; ++i)
                m_raw.say(ask);
        });

        QVERIFY(eventually([&] { return !m_raw.closedBecause.empty(); }));
        QVERIFY2(holds(m_raw.closedBecause, "nobody asked for"), m_raw.closedBecause.c_str());
        QCOMPARE_LT(m_raw.heard.size(), std::size_t(2'000));
    }

    void keepsTheTwoNewestTelemetryConnectionsOfAPlane()
    {
        const auto identity = test::identityFrom(*m_house->authority, test::planeNamed("web-1"));
        std::array<RawEnd, 3> ends;
        for (RawEnd& end : ends) {
            QVERIFY(openSocket("/causeway/v1/telemetry", m_house->telemetryAddress, tlsOf(identity)).empty());
            m_house->fixture.run([&] { end.take(std::move(m_raw.socket)); });
        }

        QVERIFY(eventually([&] { return holds(ends[0].closedBecause, "replace this one"); }));
        QVERIFY(ends[1].closedBecause.empty() && ends[2].closedBecause.empty());
        m_house->fixture.run([&] { ends = {}; });
    }

    void answersRequestsThatAreNoJoin_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("status");
        QTest::newRow("elsewhere") << "GET"
                                   << "/" << 404;
        QTest::newRow("another method") << "GET"
                                        << "/causeway/v1/join" << 405;
        QTest::newRow("not a request to join") << "POST"
                                               << "/causeway/v1/join" << 400;
        QTest::newRow("the channel without upgrade") << "GET"
                                                     << "/causeway/v1/channel" << 404;
    }
    void answersRequestsThatAreNoJoin()
    {
        QFETCH(const QString, method);
        QFETCH(const QString, target);
        QFETCH(const int, status);
        std::optional<Result<web::Response>> answer;
        m_house->fixture.run([&] {
            web::Call call;
            call.address = m_house->channelAddress;
            call.tls = tlsOf({});
            call.method = method.toStdString();
            call.target = target.toStdString();
            call.body = method == "POST" ? "\xff\xff" : "";
            m_call = web::PendingCall::start(m_house->fixture.loop(), std::move(call),
                                             [&](Result<web::Response> got) { answer = std::move(got); });
        });

        QVERIFY(eventually([&] { return answer.has_value(); }));

        QVERIFY(*answer);
        QCOMPARE((*answer)->status, status);
    }

    void opensNoChannelWithoutACertificate()
    {
        const auto refused = openSocket("/causeway/v1/channel", m_house->channelAddress, tlsOf({}));

        QVERIFY(holds(refused, "join first"));
    }

    void opensNoTelemetryWithoutACertificate()
    {
        const auto refused = openSocket("/causeway/v1/telemetry", m_house->telemetryAddress, tlsOf({}));

        QVERIFY(holds(refused, "certificate required"));
    }

private:
    test::RecordingControl& control() { return *m_house->control; }
    bool eventually(const std::function<bool()>& condition) { return m_house->fixture.eventually(condition); }

    static FromPlane helloOf(const std::string& name)
    {
        FromPlane message;
        *message.mutable_hello()->mutable_declaration() = channel::toWire(test::planeNamed(name));
        return message;
    }

    std::shared_ptr<const net::TlsContext> tlsOf(const std::optional<keys::PlaneIdentity>& identity)
    {
        net::TlsOptions tls;
        if (identity)
            tls.identity = net::TlsIdentity{identity->certificateChainPem, identity->privateKeyPem};
        tls.trustedRootsPem = m_house->authority->trustedRootsPem();
        tls.expectedUriName = std::string(keys::controlPlaneUri);
        return net::TlsContext::createClient(tls).value();
    }

    /// Opens it as m_raw, or says why not.
    std::string openSocket(const char* path, const net::SocketAddress& address,
                           std::shared_ptr<const net::TlsContext> tls)
    {
        std::string refusal;
        bool isDone = false;
        m_house->fixture.run([&] {
            m_raw = RawEnd();
            web::WebSocketRequest request{address, address.toString(), path, std::move(tls)};
            m_connect = web::WebSocketConnect::start(m_house->fixture.loop(), std::move(request),
                                                     [&](Result<std::unique_ptr<web::WebSocket>> socket) {
                                                         isDone = true;
                                                         if (socket)
                                                             m_raw.take(std::move(*socket));
                                                         else
                                                             refusal = socket.error().message;
                                                     });
        });
        return eventually([&] { return isDone; }) ? refusal : "no answer";
    }

    /// We are plane web-1, with its certificate.
    void connectToTheGate()
    {
        const auto identity = test::identityFrom(*m_house->authority, test::planeNamed("web-1"));
        const auto refusal = openSocket("/causeway/v1/channel", m_house->channelAddress, tlsOf(identity));
        QVERIFY2(refusal.empty(), refusal.c_str());
    }

    /// We are the control plane, with its certificate.
    void connectAPlaneToUs()
    {
        m_house->fixture.run([&] {
            auto tls = m_house->gateTls();
            tls.clientCertificate = net::TlsOptions::ClientCertificate::Required;
            web::ServerOptions options;
            options.address = net::SocketAddress::create("127.0.0.1", 0).value();
            options.tls = net::TlsContext::createServer(tls).value();
            m_server = web::Server::create(
                           m_house->fixture.loop(), options, [](const web::Request&, web::Responder) {},
                           [this](const web::Request&) -> Result<web::WebSocket::Opened> {
                               return [this](std::unique_ptr<web::WebSocket> socket) { m_raw.take(std::move(socket)); };
                           })
                           .value();
            auto link = m_house->linkOptions("web-1");
            link.controlPlane = m_server->address();
            m_plane = std::make_unique<RecordingPlane>(m_house->fixture.loop(), link);
        });
        QVERIFY(eventually([&] { return m_raw.heard.size() == 1; })); // Its hello.
    }

    FromPlane answerOfAPlaneTo(const FromControl& message)
    {
        connectAPlaneToUs();
        m_house->fixture.run([&] { m_raw.say(message); });
        FromPlane answer;
        if (eventually([&] { return m_raw.heard.size() == 2; }))
            channel::parse(answer, m_raw.heard[1]);
        return answer;
    }

    std::unique_ptr<ChannelHouse> m_house;
    std::unique_ptr<web::Server> m_server;
    RawEnd m_raw;
    std::unique_ptr<web::WebSocketConnect> m_connect;
    std::unique_ptr<web::PendingCall> m_call;
    std::unique_ptr<RecordingPlane> m_plane;
};

QTEST_APPLESS_MAIN(StrangersTest)
#include "tst_strangers.moc"
