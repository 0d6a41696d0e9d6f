#include "app/controllers/copy_controller.h"

#include <QClipboard>
#include <QGuiApplication>

namespace causeway::app {

namespace {

constexpr std::chrono::seconds shownFor{3};

} // namespace

CopyController::CopyController(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    m_forget.setSingleShot(true);
    m_forget.setInterval(shownFor);
    connect(&m_forget, &QTimer::timeout, this, [this] { tell({}); });
}

void CopyController::copyYaml(const QString& routeId)
{
    copy(routeId, api::TextForm::Yaml, tr("Copied as YAML"));
}

void CopyController::copyCurl(const QString& routeId)
{
    copy(routeId, api::TextForm::Curl, tr("Copied as curl"));
}

void CopyController::copy(const QString& routeId, api::TextForm form, const QString& sentence)
{
    if (routeId.isEmpty())
        return;
    m_bridge.textOf(routeId.toStdString(), form, [this, sentence](const Result<std::string>& text) {
        if (!text)
            return Q_EMIT failed(QString::fromStdString(text.error().message));
        QGuiApplication::clipboard()->setText(QString::fromStdString(*text));
        tell(sentence);
        m_forget.start();
    });
}

void CopyController::tell(const QString& sentence)
{
    m_done = sentence;
    Q_EMIT doneChanged();
}

} // namespace causeway::app
