#include "app/cluster_chooser.h"

#include "app/remote_start.h"

namespace causeway::app {

ClusterChooser::ClusterChooser(Startup& startup, QSettings& settings, Places places, QObject* parent)
    : QObject(parent)
    , m_startup(startup)
    , m_contexts(settings)
    , m_tokens(places.tokenFolder)
    , m_places(std::move(places))
    , m_form(m_contexts, m_tokens, m_places.connector)
    , m_isLocal(m_places.isLocal)
{
    connect(&m_form, &ConnectionForm::kept, this, &ClusterChooser::show);
    connect(&m_form, &ConnectionForm::forgotten, this, [this](const QString& name) {
        if (m_current == name) // It is looked at still, but not by a name any more.
            m_current.clear();
        Q_EMIT changed();
    });
}

QStringList ClusterChooser::names() const
{
    QStringList names;
    for (const ClusterContext& context : m_contexts.all())
        names.append(context.name);
    return names;
}

bool ClusterChooser::isProtected() const
{
    const auto context = m_contexts.find(m_current);
    return context && context->isProtected;
}

void ClusterChooser::open(const QString& name)
{
    const auto context = m_contexts.find(name);
    if (!context)
        return;
    m_tokens.read(name, [this, context = *context](const Result<std::string>& token) { show(context, token); });
}

void ClusterChooser::show(const ClusterContext& context, const Result<std::string>& token)
{
    if (m_startup.isBusy())
        return;
    StartTarget start = token ? remoteStart({context.url, *token, context.authorities, context.name}, m_places.version)
                              : startWithoutToken(context, token.error());
    start.protection = {context.isProtected, context.allowedStep / 100.0, context.name};
    m_current = context.name;
    m_isLocal = false;
    m_startup.switchTo(std::move(start));
    Q_EMIT changed();
}

void ClusterChooser::openLocal()
{
    if (m_startup.isBusy() || (m_isLocal && m_startup.state() == Startup::State::Running))
        return;
    m_current.clear();
    m_isLocal = true;
    m_startup.switchTo(m_places.local);
    Q_EMIT changed();
}

} // namespace causeway::app
