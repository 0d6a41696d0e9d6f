#include "app/bridge/cluster_bridge.h"

#include <QCoreApplication>
#include <QPointer>

#include <chrono>
#include <utility>

namespace causeway::app {

namespace {

constexpr std::chrono::milliseconds frameLength{16};

} // namespace

ClusterBridge::ClusterBridge(api::ClusterPort& port, std::string author, QObject* parent)
    : QObject(parent)
    , m_port(port)
    , m_author(std::move(author))
    , m_latest(std::make_shared<const api::ClusterView>())
    , m_published(m_latest)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(frameLength);
    connect(&m_frame, &QTimer::timeout, this, &ClusterBridge::publish);

    m_port.watch([this](View view) {
        QMetaObject::invokeMethod(
            this, [this, view = std::move(view)]() mutable { receive(std::move(view)); }, Qt::QueuedConnection);
    });
}

ClusterBridge::~ClusterBridge()
{
    m_port.watch({}); // After this no thread of the engine holds `this`.
}

void ClusterBridge::submit(api::ClusterCommand command, Outcome outcome)
{
    // The application outlives every bridge, so it is the one to post to; whether we still live is asked over there.
    auto deliver = [self = QPointer(this), outcome = std::move(outcome)](const Result<api::CommandDone>& result) {
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, outcome, result] {
                if (self)
                    outcome(result);
            },
            Qt::QueuedConnection);
    };
    m_port.submit(std::move(command), m_author, std::move(deliver));
}

void ClusterBridge::setFrozen(bool isFrozen)
{
    if (m_isFrozen == isFrozen)
        return;
    m_isFrozen = isFrozen;
    Q_EMIT frozenChanged();
    if (!m_isFrozen && m_published != m_latest) {
        m_published = m_latest;
        Q_EMIT viewChanged();
    }
}

void ClusterBridge::receive(View view)
{
    if (!view)
        return;
    m_received = std::move(view);
    if (!m_frame.isActive())
        publish();
}

void ClusterBridge::publish()
{
    if (!m_received)
        return;
    m_frame.start();
    m_latest = std::exchange(m_received, nullptr);
    Q_EMIT latestChanged();
    if (m_isFrozen)
        return;
    m_published = m_latest;
    Q_EMIT viewChanged();
}

} // namespace causeway::app
