#include "app/appearance/desktop_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace causeway::app {

namespace {

constexpr uint preferDark = 1;
constexpr uint preferLight = 2;

QString service()
{
    return QStringLiteral("org.freedesktop.portal.Desktop");
}

QString path()
{
    return QStringLiteral("/org/freedesktop/portal/desktop");
}

QString interface()
{
    return QStringLiteral("org.freedesktop.portal.Settings");
}

QString group()
{
    return QStringLiteral("org.freedesktop.appearance");
}

QString key()
{
    return QStringLiteral("color-scheme");
}

} // namespace

DesktopScheme::DesktopScheme(QObject* parent)
    : QObject(parent)
{
    // Without this variable there is no session to ask, and asking for one would start a bus of its own.
    if (!qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS"))
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(service(), path(), interface(), QStringLiteral("SettingChanged"), this,
                SLOT(takeSetting(QString, QString, QDBusVariant)));

    QDBusMessage question = QDBusMessage::createMethodCall(service(), path(), interface(), QStringLiteral("Read"));
    question << group() << key();
    auto* const answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        const QDBusPendingReply<QDBusVariant> reply = *answer;
        if (reply.isValid())
            take(reply.value().variant());
        answer->deleteLater();
    });
}

void DesktopScheme::takeSetting(const QString& changedGroup, const QString& changedKey, const QDBusVariant& value)
{
    if (changedGroup == group() && changedKey == key())
        take(value.variant());
}

void DesktopScheme::take(QVariant value)
{
    if (value.canConvert<QDBusVariant>()) // The older call Read wraps its answer twice.
        value = value.value<QDBusVariant>().variant();
    const uint preference = value.toUInt();
    std::optional<bool> isDark;
    if (preference == preferDark || preference == preferLight)
        isDark = preference == preferDark;
    if (isDark == m_isDark)
        return;
    m_isDark = isDark;
    Q_EMIT changed();
}

} // namespace causeway::app
