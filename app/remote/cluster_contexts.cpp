#include "app/remote/cluster_contexts.h"

#include <algorithm>

namespace causeway::app {

namespace {

const QString listKey = QStringLiteral("contexts");

} // namespace

std::vector<ClusterContext> ClusterContexts::all() const
{
    std::vector<ClusterContext> contexts;
    const int count = m_settings.beginReadArray(listKey);
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        ClusterContext context;
        context.name = m_settings.value(QStringLiteral("name")).toString();
        context.url = QUrl(m_settings.value(QStringLiteral("url")).toString());
        context.authorities = m_settings.value(QStringLiteral("authorities")).toString();
        context.isProtected = m_settings.value(QStringLiteral("protected")).toBool();
        context.allowedStep = std::clamp(m_settings.value(QStringLiteral("allowedStep"), 10).toInt(), 1, 100);
        if (!context.name.isEmpty() && context.url.isValid())
            contexts.push_back(std::move(context));
    }
    m_settings.endArray();
    return contexts;
}

std::optional<ClusterContext> ClusterContexts::find(const QString& name) const
{
    for (ClusterContext& context : all())
        if (context.name == name)
            return std::move(context);
    return std::nullopt;
}

void ClusterContexts::save(const ClusterContext& context)
{
    std::vector<ClusterContext> contexts = all();
    const auto known = std::find_if(contexts.begin(), contexts.end(),
                                    [&](const ClusterContext& each) { return each.name == context.name; });
    if (known == contexts.end())
        contexts.push_back(context);
    else
        *known = context;
    write(contexts);
}

void ClusterContexts::remove(const QString& name)
{
    std::vector<ClusterContext> contexts = all();
    std::erase_if(contexts, [&](const ClusterContext& each) { return each.name == name; });
    write(contexts);
}

void ClusterContexts::write(const std::vector<ClusterContext>& contexts)
{
    m_settings.remove(listKey);
    m_settings.beginWriteArray(listKey, static_cast<int>(contexts.size()));
    for (std::size_t i = 0; i < contexts.size(); ++i) {
        m_settings.setArrayIndex(static_cast<int>(i));
        m_settings.setValue(QStringLiteral("name"), contexts[i].name);
        m_settings.setValue(QStringLiteral("url"), contexts[i].url.toString());
        m_settings.setValue(QStringLiteral("authorities"), contexts[i].authorities);
        m_settings.setValue(QStringLiteral("protected"), contexts[i].isProtected);
        m_settings.setValue(QStringLiteral("allowedStep"), contexts[i].allowedStep);
    }
    m_settings.endArray();
    m_settings.sync();
}

} // namespace causeway::app
