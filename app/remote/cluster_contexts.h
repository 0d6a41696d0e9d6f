#pragma once

#include <QSettings>
#include <QString>
#include <QUrl>

#include <optional>
#include <vector>

namespace causeway::app {

/// A cluster that the user has connected to and may again. Its token is kept elsewhere: see TokenStore.
struct ClusterContext
{
    QString name;
    QUrl url;
    QString authorities;      // PEM file; empty: the system's.
    bool isProtected = false; // There a change is looked at before it is made.
    int allowedStep = 10;     // Percent of a route's traffic that may move at once without being asked.

    bool operator==(const ClusterContext&) const = default;
};

/// The contexts, in the order in which they were made, in a file of the user's configuration.
class ClusterContexts
{
public:
    explicit ClusterContexts(QSettings& settings)
        : m_settings(settings)
    {
    }

    std::vector<ClusterContext> all() const;
    std::optional<ClusterContext> find(const QString& name) const;
    /// One of the same name is replaced.
    void save(const ClusterContext& context);
    void remove(const QString& name);

private:
    void write(const std::vector<ClusterContext>& contexts);

    QSettings& m_settings;
};

} // namespace causeway::app
