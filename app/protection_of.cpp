#include "app/protection_of.h"

#include <algorithm>

namespace causeway::app {

namespace {

QString serverOf(const QUrl& url)
{
    constexpr int usualPort = 443;
    return QStringLiteral("%1:%2").arg(url.host().toLower()).arg(url.port(usualPort));
}

} // namespace

Protection protectionOf(const QUrl& url, const ClusterContexts& contexts)
{
    Protection protection;
    for (const ClusterContext& context : contexts.all()) {
        const double step = context.allowedStep / 100.0;
        if (!context.isProtected || serverOf(context.url) != serverOf(url))
            continue;
        if (!protection.isOn || step < protection.largestStep)
            protection = {true, step, context.name};
    }
    return protection;
}

} // namespace causeway::app
