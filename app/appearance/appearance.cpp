#include "app/appearance/appearance.h"

#include <QMetaEnum>

#include <algorithm>

namespace causeway::app {

namespace {

const char schemeKey[] = "window/theme";
const char textKey[] = "window/textPercent";

int rounded(int percent)
{
    constexpr int step = Appearance::stepPercent;
    return std::clamp((percent + step / 2) / step * step, Appearance::leastPercent, Appearance::mostPercent);
}

} // namespace

Appearance::Appearance(QSettings* settings, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
{
    connect(&m_desktop, &DesktopScheme::changed, this, [this] {
        if (m_scheme == Scheme::System)
            Q_EMIT isDarkChanged();
    });
    if (!m_settings)
        return;
    bool isKnown = false;
    const QByteArray name = m_settings->value(schemeKey).toByteArray();
    const int scheme = QMetaEnum::fromType<Scheme>().keyToValue(name.constData(), &isKnown);
    if (isKnown)
        m_scheme = static_cast<Scheme>(scheme);
    m_textPercent = rounded(m_settings->value(textKey, leastPercent).toInt());
}

void Appearance::setScheme(Scheme scheme)
{
    if (m_scheme == scheme)
        return;
    const bool wasDark = isDark();
    m_scheme = scheme;
    remember(schemeKey, QMetaEnum::fromType<Scheme>().valueToKey(static_cast<int>(scheme)));
    Q_EMIT schemeChanged();
    if (isDark() != wasDark)
        Q_EMIT isDarkChanged();
}

bool Appearance::isDark() const
{
    if (m_scheme == Scheme::System)
        return m_desktop.isDark().value_or(true);
    return m_scheme == Scheme::Dark;
}

void Appearance::setTextPercent(int percent)
{
    percent = rounded(percent);
    if (m_textPercent == percent)
        return;
    m_textPercent = percent;
    remember(textKey, percent);
    Q_EMIT textPercentChanged();
}

void Appearance::nextScheme()
{
    constexpr int count = 3;
    setScheme(static_cast<Scheme>((static_cast<int>(m_scheme) + 1) % count));
}

void Appearance::growText(int steps)
{
    setTextPercent(m_textPercent + steps * stepPercent);
}

void Appearance::remember(const char* key, const QVariant& value)
{
    if (m_settings)
        m_settings->setValue(key, value);
}

} // namespace causeway::app
