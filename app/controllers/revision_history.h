#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/selection.h"
#include "app/models/diff_model.h"
#include "app/models/revisions_model.h"

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <map>

namespace causeway::app {

/// All revisions, as far back as somebody asked for: filtered, and one of them with its difference.
///
/// Shape: views bring the newest ones; older ones are read in pages, from the oldest known on. Nothing is read before
///        loadMore() is called for the first time, and until then only the newest `mostUnasked` are kept.
class RevisionHistory : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(causeway::app::RevisionsModel* revisions READ revisions CONSTANT)
    Q_PROPERTY(bool isLoading READ isLoading NOTIFY changed)
    Q_PROPERTY(bool hasMore READ hasMore NOTIFY changed)
    Q_PROPERTY(QStringList authors READ authors NOTIFY changed)               // Of all that is known, by name.
    Q_PROPERTY(QString author READ author WRITE setAuthor NOTIFY changed)     // Empty: of everybody.
    Q_PROPERTY(bool isOfRoute READ isOfRoute WRITE setOfRoute NOTIFY changed) // Only those of the selected route.
    Q_PROPERTY(quint64 chosen READ chosen WRITE setChosen NOTIFY changed)     // 0: none.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)                   // Why the last page could not be read.
    Q_PROPERTY(causeway::app::DiffModel* diff READ diff CONSTANT)             // Of the chosen one.

public:
    static constexpr std::size_t mostUnasked = 200;

    RevisionHistory(ClusterBridge& bridge, Selection& selection, QObject* parent = nullptr);

    RevisionsModel* revisions() { return &m_revisions; }
    bool isLoading() const { return m_isLoading; }
    bool hasMore() const;
    QStringList authors() const;
    const QString& author() const { return m_author; }
    void setAuthor(const QString& author);
    bool isOfRoute() const { return m_isOfRoute; }
    void setOfRoute(bool isOfRoute);
    quint64 chosen() const { return m_chosen; }
    void setChosen(quint64 revision);
    const QString& problem() const { return m_problem; }
    DiffModel* diff() { return &m_diff; }

    /// The next page of older ones.
    Q_INVOKABLE void loadMore();

Q_SIGNALS:
    void changed();

private:
    void takeView();
    bool isKnown(const std::vector<api::RevisionView>& recent) const;
    void takePage(const Result<std::vector<api::RevisionView>>& page);
    void filter();
    bool isShown(const api::RevisionView& revision) const;

    ClusterBridge& m_bridge;
    Selection& m_selection;
    std::map<std::uint64_t, api::RevisionView, std::greater<>> m_known; // Without gaps, newest first.
    RevisionsModel m_revisions;
    DiffModel m_diff;
    bool m_wasAsked = false; // For older ones: then all are kept.
    bool m_isLoading = false;
    bool m_isWhole = false; // The oldest that is kept is known.
    QString m_author;
    bool m_isOfRoute = false;
    quint64 m_chosen = 0;
    QString m_problem;
};

} // namespace causeway::app
