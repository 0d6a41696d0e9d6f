#include "app/remote/remote_target.h"

#include "engine/base/files.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace causeway::app {

namespace {

constexpr std::size_t fileLimit = 64 << 10;
constexpr std::size_t tokenLimit = 512;

} // namespace

Result<QUrl> clusterUrl(const QString& text)
{
    const QString trimmed = text.trimmed();
    const bool hasScheme = trimmed.contains(QStringLiteral("://"));
    QUrl url(hasScheme ? trimmed : QStringLiteral("https://") + trimmed, QUrl::StrictMode);
    if (trimmed.isEmpty() || !url.isValid() || url.host().isEmpty())
        return failure(ErrorCode::InvalidArgument, "\"{}\" is no address of a cluster, such as https://host:5682",
                       text.toStdString());
    if (url.scheme() != QStringLiteral("https"))
        return failure(ErrorCode::InvalidArgument,
                       "clusters are reached by https only, not by {}: a token would travel in the open",
                       url.scheme().toStdString());
    const bool isBare =
        (url.path().isEmpty() || url.path() == QStringLiteral("/")) && !url.hasQuery() && url.userInfo().isEmpty();
    if (!isBare)
        return failure(ErrorCode::InvalidArgument, "\"{}\" has more than a host and a port", text.toStdString());
    url.setPath({});
    url.setPort(url.port(remote::consolePort));
    return url;
}

Result<std::string> checkedToken(std::string token, const std::string& source)
{
    const bool isOne = !token.empty() && token.size() <= tokenLimit &&
                       std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!isOne)
        return failure(ErrorCode::InvalidArgument,
                       "{} holds no token: it is one line, as `causewayd token create` shows it", source);
    return token;
}

Result<std::string> tokenFromFile(const QString& file)
{
    const std::string name = QDir::toNativeSeparators(file).toStdString();
    ASSIGN_OR_RETURN(std::string token, readSecretFile(name, fileLimit));
    token.erase(token.find_last_not_of(" \r\n\t") + 1);
    return checkedToken(std::move(token), name);
}

Result<RemoteTarget> targetOfLab(const QString& dataFolder)
{
    const QString file = QDir(dataFolder).filePath(QStringLiteral("console-access.json"));
    const auto content = readSecretFile(file.toStdString(), fileLimit);
    if (!content && content.error().code == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound,
                       "what uses {} is not open to consoles: it may just be starting, so try again",
                       dataFolder.toStdString());
    if (!content)
        return failure(content.error());
    const QJsonObject document = QJsonDocument::fromJson(QByteArray::fromStdString(*content)).object();
    RemoteTarget target;
    ASSIGN_OR_RETURN(target.url, clusterUrl(document[QStringLiteral("url")].toString()));
    ASSIGN_OR_RETURN(target.token,
                     checkedToken(document[QStringLiteral("token")].toString().toStdString(), file.toStdString()));
    target.authorities = document[QStringLiteral("authorities")].toString();
    return target;
}

} // namespace causeway::app
