#include "app/remote_start.h"

#include "app/remote/connect_words.h"
#include "app/remote/remote_cluster.h"

#include <QCoreApplication>

namespace causeway::app {

namespace {

class ConnectedCluster final : public RunningCluster
{
public:
    explicit ConnectedCluster(std::unique_ptr<RemoteCluster> cluster)
        : m_cluster(std::move(cluster))
    {
    }

    api::ClusterPort& port() override { return *m_cluster; }
    QString entrance() const override { return QString::fromStdString(m_cluster->hello().entrance); }
    std::string author() const override { return m_cluster->hello().tokenName; }

private:
    std::unique_ptr<RemoteCluster> m_cluster;
};

/// The start fails with an Error like every other; what kind of problem it was stands beside it.
using Problem = std::shared_ptr<remote::ConnectProblem>;

} // namespace

StartTarget remoteStart(const RemoteTarget& target, const std::string& version)
{
    const auto problem = std::make_shared<remote::ConnectProblem>();
    StartTarget start;
    start.waiting = QCoreApplication::translate("RemoteStart", "Connecting to %1.").arg(target.url.toString());
    start.canCancel = true;
    start.start = [target, version,
                   problem](const StartTarget::Progress& tell) -> Result<std::unique_ptr<RunningCluster>> {
        tell("Asking " + target.url.authority().toStdString());
        RemoteCluster::Attempt attempt = RemoteCluster::connect(target, version, tell.stop());
        if (attempt.cluster)
            return std::make_unique<ConnectedCluster>(std::move(attempt.cluster));
        *problem = attempt.error.problem;
        if (attempt.isCancelled)
            return failure(ErrorCode::Cancelled, "the cluster at {}: {}", target.url.toString().toStdString(),
                           attempt.error.sentence);
        return failure(ErrorCode::Unavailable, "the cluster at {}: {}", target.url.toString().toStdString(),
                       attempt.error.sentence);
    };
    start.explain = [problem](const Error&) { return StartTarget::Words{headlineOf(*problem), remedyOf(*problem)}; };
    return start;
}

StartTarget startWithoutToken(const ClusterContext& context, const Error& reason)
{
    StartTarget start;
    start.start = [error = makeError(reason.code, "the cluster at {}: {}", context.url.toString().toStdString(),
                                     reason.message)](const StartTarget::Progress&) {
        return Result<std::unique_ptr<RunningCluster>>(failure(error));
    };
    // A keychain that says no is told with what helps.
    start.explain = [isDenied = reason.code == ErrorCode::PermissionDenied](const Error&) {
        const auto tr = [](const char* words) { return QCoreApplication::translate("RemoteStart", words); };
        return StartTarget::Words{tr("The token cannot be read"),
                                  isDenied ? QString() : tr("Change the connection and type its token.")};
    };
    return start;
}

} // namespace causeway::app
