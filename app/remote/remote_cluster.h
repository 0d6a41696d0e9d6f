#pragma once

#include "app/remote/remote_link.h"
#include "engine/api/cluster_port.h"
#include "engine/api/curl_command.h"

#include <QThread>

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <variant>

namespace causeway::app {

/// A cluster elsewhere, as the console sees it: the same port as a lab's, over TLS and a WebSocket.
///
/// Threads: connect() waits, so it has no place on the GUI thread; callbacks come on a thread of its own.
class RemoteCluster final : public api::ClusterPort
{
public:
    /// What a first attempt came to, whether it succeeded or not.
    struct Attempt
    {
        std::unique_ptr<RemoteCluster> cluster; // Null when it did not.
        remote::ConnectError error;
        QSslCertificate certificate; // Of the cluster, if it got that far.
        bool isCancelled = false;    // It was not wanted any more.
    };
    /// Returns soon once `stop` asks for it.
    static Attempt connect(RemoteTarget target, const std::string& version, const std::stop_token& stop = {});
    ~RemoteCluster() override;

    /// As of the newest greeting.
    remote::ServerHello hello() const;

    api::Capabilities capabilities() const override;
    void watch(ViewSink sink) override;
    void submit(api::ClusterCommand command, std::string author, Outcome outcome) override;
    void revisions(std::uint64_t before, std::size_t limit, Revisions outcome) override;
    void previewRevert(std::uint64_t revision, Preview outcome) override;
    void textOf(std::string route, api::TextForm form, Text outcome) override;
    void tryNow() override;

private:
    class FirstAnswer;

    RemoteCluster(RemoteTarget target, QList<QSslCertificate> authorities, const std::string& version,
                  const std::shared_ptr<FirstAnswer>& first);
    void show(std::shared_ptr<const api::ClusterView> view);
    template <typename Call>
    void post(Call call);

    mutable std::mutex m_mutex;
    remote::ServerHello m_hello;
    std::mutex m_sinkMutex; // Held while the sink runs, so that watch() can promise that the old one is done.
    ViewSink m_sink;
    std::shared_ptr<const api::ClusterView> m_view; // Null before the first.
    const api::ApiAccess m_access;                  // Of commands to copy.
    QThread m_thread;
    RemoteLink* m_link; // On the thread, which ends it.
};

} // namespace causeway::app
