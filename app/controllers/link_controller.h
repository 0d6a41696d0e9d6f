#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/link_change.h"
#include "app/controllers/protection.h"
#include "app/controllers/selection.h"
#include "app/controllers/undo_controller.h"
#include "app/text/tone.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// The selected link between two zones: what was measured on it, and where a lab shapes it, its settings.
///
/// Shape:   a setting is sent as it moves, at most ten times a second, and the last always is. What moves without a
///          pause is one step of undo; settle() ends it early. A step names only what it changed: what others set
///          stays.
/// Units:   as their names say; bandwidth 0 is no limit.
class LinkController : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool exists READ exists NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed) // "site ↔ branch"
    Q_PROPERTY(QString via READ via NOTIFY changed)     // "transit hub"; empty: nothing stands between.
    Q_PROPERTY(causeway::app::tone::Value tone READ tone NOTIFY changed)
    Q_PROPERTY(QString healthText READ healthText NOTIFY changed)
    Q_PROPERTY(QString roundTripText READ roundTripText NOTIFY changed)   // "18 ms", "was 18 ms"
    Q_PROPERTY(QString p99Text READ p99Text NOTIFY changed)               // "too few" below 100 samples.
    Q_PROPERTY(QString basisText READ basisText NOTIFY changed)           // "240 probes, last 60 s"
    Q_PROPERTY(QString throughputText READ throughputText NOTIFY changed) // "1.2 MB/s"
    Q_PROPERTY(bool canShape READ canShape NOTIFY changed)
    Q_PROPERTY(QString shapingText READ shapingText NOTIFY changed) // How it is set, or why it is not.
    Q_PROPERTY(double delayMs READ delayMs NOTIFY changed) // In the hand, else of the cluster; so are the others.
    Q_PROPERTY(double jitterMs READ jitterMs NOTIFY changed)
    Q_PROPERTY(double megabitsPerSecond READ megabitsPerSecond NOTIFY changed)
    Q_PROPERTY(double lossPercent READ lossPercent NOTIFY changed)
    Q_PROPERTY(bool isCut READ isCut NOTIFY changed)

public:
    LinkController(ClusterBridge& bridge, Selection& selection, UndoController& undo, QObject* parent = nullptr);

    void setProtection(const Protection& protection);

    bool exists() const { return find() != nullptr; }
    QString title() const;
    QString via() const;
    Tone tone() const;
    QString healthText() const;
    QString roundTripText() const;
    QString p99Text() const;
    QString basisText() const;
    QString throughputText() const;
    bool canShape() const;
    QString shapingText() const;
    double delayMs() const;
    double jitterMs() const;
    double megabitsPerSecond() const;
    double lossPercent() const;
    bool isCut() const;

    Q_INVOKABLE void setDelay(double milliseconds);
    Q_INVOKABLE void setJitter(double milliseconds);
    Q_INVOKABLE void setBandwidth(double megabitsPerSecond);
    Q_INVOKABLE void setLoss(double percent);
    Q_INVOKABLE void setCut(bool isCut);
    /// What moved until now is a step of its own.
    Q_INVOKABLE void settle();

Q_SIGNALS:
    void changed();
    void failed(const QString& sentence);

private:
    const api::LinkView* find() const;
    api::LinkSettings settings() const;
    /// "was 18 ms" of what is measured no longer.
    QString asOf(const api::LinkView& link, const QString& figure) const;
    void takeView();
    void putDown();
    void take(const LinkChange& change);
    void send();
    void redo(const std::string& link, const LinkChange& change, const LiveWay::Done& done);
    void submit(const std::string& id, const LinkChange& change, const LiveWay::Done& done);

    ClusterBridge& m_bridge;
    Selection& m_selection;
    UndoController& m_undo;
    QTimer m_pace;
    QTimer m_rest; // Ends a step when nothing moved for a while.
    std::string m_link;
    Protection m_protection;
    LinkChange m_wanted; // In the hand, until a view comes after the last answer.
    LinkChange m_before; // What the step that goes on began with.
    bool m_isUnsent = false;
    int m_unanswered = 0;
};

} // namespace causeway::app
