#include "app/canvas/layout/layout_store.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>
#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr qint64 longestFile = 4 * 1024 * 1024;
constexpr double farthest = 1e6; // A file may come from anywhere; nobody moves a card that far.

bool isPlace(const QJsonValue& x, const QJsonValue& y)
{
    return x.isDouble() && y.isDouble() && std::abs(x.toDouble()) < farthest && std::abs(y.toDouble()) < farthest;
}

} // namespace

QString LayoutStore::fileOf(const std::string& cluster, std::vector<std::string> zones) const
{
    std::ranges::sort(zones);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray::fromStdString(cluster));
    for (const std::string& zone : zones)
        hash.addData(QByteArray::fromStdString('\0' + zone));
    return QStringLiteral("%1/%2.json").arg(m_folder, QString::fromLatin1(hash.result().toHex().left(16)));
}

LayoutStore::Places LayoutStore::load(const std::string& cluster, const std::vector<std::string>& zones) const
{
    Places places;
    if (m_folder.isEmpty())
        return places;
    QFile file(fileOf(cluster, zones));
    if (!file.open(QIODevice::ReadOnly) || file.size() > longestFile)
        return places;
    const QJsonObject moved =
        QJsonDocument::fromJson(file.readAll()).object().value(QStringLiteral("moved")).toObject();
    for (auto node = moved.begin(); node != moved.end(); ++node) {
        const QJsonArray place = node.value().toArray();
        if (place.size() == 2 && isPlace(place[0], place[1]))
            places.emplace(node.key().toStdString(), QPointF(place[0].toDouble(), place[1].toDouble()));
    }
    return places;
}

bool LayoutStore::save(const std::string& cluster, const std::vector<std::string>& zones, const Places& places) const
{
    if (m_folder.isEmpty())
        return true;
    const QString name = fileOf(cluster, zones);
    if (places.empty())
        return !QFile::exists(name) || QFile::remove(name);
    QJsonObject moved;
    for (const auto& [node, place] : places)
        moved.insert(QString::fromStdString(node), QJsonArray{place.x(), place.y()});
    const QJsonObject content{{QStringLiteral("cluster"), QString::fromStdString(cluster)},
                              {QStringLiteral("moved"), moved}};
    QSaveFile file(name);
    if (!QDir().mkpath(m_folder) || !file.open(QIODevice::WriteOnly))
        return false;
    file.write(QJsonDocument(content).toJson());
    return file.commit();
}

} // namespace causeway::app::canvas
