#include "app/actions/console_action.h"

#include "app/actions/action_table.h"

namespace causeway::app {

ConsoleAction::~ConsoleAction()
{
    if (m_table)
        m_table->remove(this);
}

QString ConsoleAction::titleOf(Group group)
{
    switch (group) {
    case Split:
        return tr("The split");
    case Change:
        return tr("Changes");
    case Go:
        return tr("Go to");
    case View:
        return tr("View");
    case Cluster:
        return tr("Cluster");
    case Program:
        break;
    }
    return tr("Program");
}

QString ConsoleAction::keys() const
{
    if (!m_keys.isEmpty() || m_sequences.isEmpty())
        return m_keys;
    return keysOf(m_sequences.constFirst());
}

void ConsoleAction::setKeys(const QString& keys)
{
    m_keys = keys;
    Q_EMIT changed();
}

void ConsoleAction::trigger()
{
    if (m_isEnabled && !m_isKeyOnly)
        Q_EMIT triggered();
}

void ConsoleAction::componentComplete()
{
    if (m_table)
        m_table->add(this);
}

QString keysOf(const QString& sequence)
{
    QStringList parts;
    // The plus of "Ctrl++" is a key, not what joins.
    for (const QString& part : sequence.split(QLatin1Char('+')))
        parts << (part.isEmpty() ? QStringLiteral("+") : part);
    if (sequence.endsWith(QStringLiteral("++")))
        parts.removeLast();
    parts.replaceInStrings(QStringLiteral("Up"), QStringLiteral("↑"));
    parts.replaceInStrings(QStringLiteral("Down"), QStringLiteral("↓"));
    return parts.join(QLatin1Char(' '));
}

} // namespace causeway::app
