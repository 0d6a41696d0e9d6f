#pragma once

#include <QDBusVariant>
#include <QObject>

#include <optional>

namespace causeway::app {

/// Whether the desktop wants dark or light windows, as its settings portal says; asked once and then listened to.
///
/// Shape:  isDark() is absent until the portal answered, and stays so where there is no portal or it has no preference.
/// Source: XDG Desktop Portal, interface org.freedesktop.portal.Settings, key color-scheme of
/// org.freedesktop.appearance
///         (0 no preference, 1 dark, 2 light). Qt tells the same from 6.5 on.
class DesktopScheme : public QObject
{
    Q_OBJECT

public:
    explicit DesktopScheme(QObject* parent = nullptr);

    std::optional<bool> isDark() const { return m_isDark; }

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void takeSetting(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void take(QVariant value);

    std::optional<bool> m_isDark;
};

} // namespace causeway::app
