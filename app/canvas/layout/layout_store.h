#pragma once

#include <QPointF>
#include <QString>

#include <string>
#include <unordered_map>
#include <vector>

namespace causeway::app::canvas {

/// What people moved by hand, kept over restarts: one small file a picture.
///
/// Shape:  a picture is a cluster and the zones it has: the same lab with another scenario is another picture. An empty
///         folder keeps nothing.
/// Errors: a file that cannot be read is as none; one that cannot be written is told by save(), and nothing is lost but
///         the places.
class LayoutStore
{
public:
    using Places = std::unordered_map<std::string, QPointF>; // By node id; as in Arrangement::moved.

    explicit LayoutStore(QString folder = {})
        : m_folder(std::move(folder))
    {
    }

    Places load(const std::string& cluster, const std::vector<std::string>& zones) const;
    bool save(const std::string& cluster, const std::vector<std::string>& zones, const Places& places) const;

private:
    QString fileOf(const std::string& cluster, std::vector<std::string> zones) const;

    QString m_folder;
};

} // namespace causeway::app::canvas
