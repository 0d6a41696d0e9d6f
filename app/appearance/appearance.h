#pragma once

#include "app/appearance/desktop_scheme.h"

#include <QObject>
#include <QSettings>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// How the user wants the console to look: dark, light or as the desktop is, and how large its text is.
///
/// Shape: written to the settings at each change. Where the desktop has no preference, the console is dark.
/// Units: text size in percent, 100 to 200 in steps of 10; spaces and controls grow with it.
class Appearance : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The window's.")
    Q_PROPERTY(Scheme scheme READ scheme WRITE setScheme NOTIFY schemeChanged)
    Q_PROPERTY(bool isDark READ isDark NOTIFY isDarkChanged)
    Q_PROPERTY(int textPercent READ textPercent WRITE setTextPercent NOTIFY textPercentChanged)

public:
    enum class Scheme
    {
        System,
        Dark,
        Light
    };
    Q_ENUM(Scheme)

    /// `settings` may be null: then nothing is remembered.
    explicit Appearance(QSettings* settings = nullptr, QObject* parent = nullptr);

    Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme);
    bool isDark() const;

    int textPercent() const { return m_textPercent; }
    /// The nearest step within the range.
    void setTextPercent(int percent);

    /// For one key: as the desktop, dark, light, and from the start.
    Q_INVOKABLE void nextScheme();
    Q_INVOKABLE void growText(int steps);

    static constexpr int leastPercent = 100;
    static constexpr int mostPercent = 200;
    static constexpr int stepPercent = 10;

Q_SIGNALS:
    void schemeChanged();
    void isDarkChanged();
    void textPercentChanged();

private:
    void remember(const char* key, const QVariant& value);

    QSettings* m_settings;
    DesktopScheme m_desktop;
    Scheme m_scheme = Scheme::System;
    int m_textPercent = leastPercent;
};

} // namespace causeway::app
