#include "engine/net/sockets.h"
#include "engine/proxy/application_probe.h"

#include <QtTest>

#include <atomic>
#include <memory>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

/// A probe on a loop of its own, with what it said last.
class ProbeBench
{
public:
    explicit ProbeBench(const net::SocketAddress& application)
        : m_thread(*net::LoopThread::create("probe"))
    {
        m_thread->runAndWait([&] {
            m_probe =
                std::make_unique<proxy::ApplicationProbe>(m_thread->loop(), application, 5ms, [this](bool isThere) {
                    m_isThere = isThere;
                    ++m_changes;
                });
        });
    }
    ~ProbeBench()
    {
        m_thread->runAndWait([this] { m_probe.reset(); });
    }

    bool isThere() const { return m_isThere; }
    int changes() const { return m_changes; }

private:
    std::unique_ptr<net::LoopThread> m_thread;
    std::unique_ptr<proxy::ApplicationProbe> m_probe;
    std::atomic<bool> m_isThere = true;
    std::atomic<int> m_changes = 0;
};

net::SocketAddress boundTo(const net::FileDescriptor& listener)
{
    return *net::SocketAddress::ofSocket(listener.get());
}

} // namespace

class ApplicationProbeTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsThatAnApplicationIsGoneAndBack()
    {
        net::FileDescriptor listener = *net::listenOn(*net::SocketAddress::create("127.0.0.1", 0));
        const net::SocketAddress address = boundTo(listener);
        ProbeBench bench(address);

        listener.close();
        QTRY_VERIFY(!bench.isThere());
        QCOMPARE(bench.changes(), 1);
        listener = *net::listenOn(address);

        QTRY_VERIFY(bench.isThere());
        QCOMPARE(bench.changes(), 2);
    }
};

QTEST_APPLESS_MAIN(ApplicationProbeTest)
#include "tst_application_probe.moc"
