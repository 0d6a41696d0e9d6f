#include "app/controllers/load_controller.h"

#include "app/text/traffic_text.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace causeway::app {

namespace {

constexpr std::chrono::milliseconds betweenCommands{100};

} // namespace

LoadController::LoadController(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    m_pace.setSingleShot(true);
    m_pace.setInterval(betweenCommands);
    connect(&m_pace, &QTimer::timeout, this, &LoadController::send);
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &LoadController::takeView);
}

void LoadController::setProtection(const Protection& protection)
{
    m_protection = protection;
    Q_EMIT changed();
}

/// Once all is answered the view is right, though it may show what somebody else set meanwhile.
void LoadController::takeView()
{
    if (!m_isUnsent && m_unanswered == 0)
        m_wanted.reset();
    Q_EMIT changed();
}

void LoadController::putDown()
{
    m_wanted.reset();
    m_isUnsent = false;
    m_pace.stop();
}

QString LoadController::whyNot() const
{
    return m_protection.isOn ? tr("%1 is protected: its load is not changed from here").arg(m_protection.context)
                             : QString();
}

bool LoadController::isAvailable() const
{
    return m_bridge.latest()->load && m_bridge.capabilities().setsLoad;
}

double LoadController::target() const
{
    const auto& load = m_bridge.latest()->load;
    return m_wanted.value_or(load ? load->target : 0.0);
}

double LoadController::maximum() const
{
    const auto& load = m_bridge.latest()->load;
    return load ? std::max(load->maximum, 1.0) : 1.0;
}

QString LoadController::targetText() const
{
    return text::rateWithUnit(target());
}

QString LoadController::measuredText() const
{
    const auto& load = m_bridge.latest()->load;
    if (!load)
        return {};
    return tr("Clients measure %1 (%2), p99 %3")
        .arg(text::rateWithUnit(load->traffic.requestsPerSecond), text::basis(load->traffic), text::p99(load->traffic));
}

void LoadController::setTarget(double requestsPerSecond)
{
    if (!canChange()) {
        Q_EMIT failed(whyNot());
        return;
    }
    m_wanted = std::clamp(std::round(requestsPerSecond), 0.0, maximum());
    m_isUnsent = true;
    Q_EMIT changed();
    if (!m_pace.isActive())
        send();
}

void LoadController::send()
{
    if (!m_isUnsent)
        return;
    m_isUnsent = false;
    m_pace.start();
    ++m_unanswered;
    m_bridge.submit(api::SetLoad{*m_wanted}, [this](const auto& result) {
        --m_unanswered;
        if (result)
            return;
        putDown();
        Q_EMIT changed();
        Q_EMIT failed(QString::fromStdString(result.error().message));
    });
}

} // namespace causeway::app
