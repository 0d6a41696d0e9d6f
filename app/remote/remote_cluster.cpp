#include "app/remote/remote_cluster.h"

#include <QFileInfo>

#include <condition_variable>

namespace causeway::app {

namespace {

constexpr std::chrono::seconds firstAnswerLimit{20};

api::ApiAccess accessOf(const RemoteTarget& target)
{
    const QString origin = target.url.toString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery |
                                               QUrl::RemoveFragment | QUrl::FullyEncoded);
    const QString authorities =
        target.authorities.isEmpty() ? QString() : QFileInfo(target.authorities).absoluteFilePath();
    return {origin.toStdString(), authorities.toStdString(), true};
}

} // namespace

/// What a first attempt waits for: a view, or a reason why there is none.
class RemoteCluster::FirstAnswer
{
public:
    void give(std::optional<remote::ConnectError> error)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_isThere)
                return;
            m_isThere = true;
            m_error = std::move(error);
        }
        m_arrived.notify_all();
    }
    /// Also over once it is not wanted any more.
    std::optional<remote::ConnectError> wait(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        if (m_arrived.wait_for(lock, stop, firstAnswerLimit, [this] { return m_isThere; }))
            return m_error;
        if (stop.stop_requested())
            return remote::ConnectError{remote::ConnectProblem::Unreachable, "connecting was cancelled"};
        return remote::ConnectError{remote::ConnectProblem::Unreachable, "it did not answer in 20 s"};
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_arrived;
    bool m_isThere = false;
    std::optional<remote::ConnectError> m_error;
};

RemoteCluster::Attempt RemoteCluster::connect(RemoteTarget target, const std::string& version,
                                              const std::stop_token& stop)
{
    Attempt attempt;
    auto authorities = readAuthorities(target.authorities);
    if (!authorities) {
        attempt.error = {remote::ConnectProblem::Untrusted, authorities.error().message};
        return attempt;
    }
    const auto first = std::make_shared<FirstAnswer>();
    std::unique_ptr<RemoteCluster> cluster(
        new RemoteCluster(std::move(target), *std::move(authorities), version, first));
    const auto error = first->wait(stop);
    QMetaObject::invokeMethod(
        cluster->m_link, [&] { attempt.certificate = cluster->m_link->certificate(); }, Qt::BlockingQueuedConnection);
    attempt.isCancelled = error && stop.stop_requested();
    if (error)
        attempt.error = *error;
    else
        attempt.cluster = std::move(cluster);
    return attempt;
}

RemoteCluster::RemoteCluster(RemoteTarget target, QList<QSslCertificate> authorities, const std::string& version,
                             const std::shared_ptr<FirstAnswer>& first)
    : m_access(accessOf(target))
{
    RemoteLink::Callbacks callbacks;
    callbacks.greeted = [this](const remote::ServerHello& hello) {
        const std::lock_guard lock(m_mutex);
        m_hello = hello;
    };
    callbacks.view = [this, first](std::shared_ptr<const api::ClusterView> view) {
        show(std::move(view));
        first->give({});
    };
    callbacks.failed = [first](const remote::ConnectError& error) { first->give(error); };
    m_link = new RemoteLink(std::move(target), std::move(authorities), version, std::move(callbacks));
    m_thread.setObjectName(QStringLiteral("cw-remote"));
    m_link->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::started, m_link, &RemoteLink::start);
    QObject::connect(&m_thread, &QThread::finished, m_link, &QObject::deleteLater); // Where its socket lives.
    m_thread.start();
}

RemoteCluster::~RemoteCluster()
{
    QMetaObject::invokeMethod(m_link, &RemoteLink::stop, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

remote::ServerHello RemoteCluster::hello() const
{
    const std::lock_guard lock(m_mutex);
    return m_hello;
}

api::Capabilities RemoteCluster::capabilities() const
{
    const std::lock_guard lock(m_mutex);
    return m_hello.capabilities;
}

void RemoteCluster::show(std::shared_ptr<const api::ClusterView> view)
{
    const std::lock_guard lock(m_sinkMutex);
    m_view = std::move(view);
    if (m_sink)
        m_sink(m_view);
}

void RemoteCluster::watch(ViewSink sink)
{
    const std::lock_guard lock(m_sinkMutex);
    m_sink = std::move(sink);
    if (m_sink && m_view)
        m_sink(m_view);
}

template <typename Call>
void RemoteCluster::post(Call call)
{
    QMetaObject::invokeMethod(
        m_link, [link = m_link, call = std::move(call)]() mutable { link->use(call); }, Qt::QueuedConnection);
}

/// Who the author is, the cluster knows by the token.
void RemoteCluster::submit(api::ClusterCommand command, std::string /*author*/, Outcome outcome)
{
    post([command = std::move(command), outcome = std::move(outcome)](remote::ConsoleClient& client) {
        client.submit(command, outcome);
    });
}

void RemoteCluster::revisions(std::uint64_t before, std::size_t limit, Revisions outcome)
{
    post([before, limit, outcome = std::move(outcome)](remote::ConsoleClient& client) {
        client.revisions(before, limit, outcome);
    });
}

void RemoteCluster::previewRevert(std::uint64_t revision, Preview outcome)
{
    post([revision, outcome = std::move(outcome)](remote::ConsoleClient& client) {
        client.previewRevert(revision, outcome);
    });
}

/// A command is for where this console is: only it knows by which name and by whose certificate the cluster is reached.
void RemoteCluster::textOf(std::string route, api::TextForm form, Text outcome)
{
    if (form == api::TextForm::Curl) {
        form = api::TextForm::Request;
        outcome = [access = m_access, outcome = std::move(outcome)](const Result<std::string>& request) {
            outcome(request ? api::curlCommand(*request, access) : request);
        };
    }
    post([route = std::move(route), form, outcome = std::move(outcome)](remote::ConsoleClient& client) {
        client.textOf(route, form, outcome);
    });
}

void RemoteCluster::tryNow()
{
    post([](remote::ConsoleClient& client) { client.tryNow(); });
}

} // namespace causeway::app
