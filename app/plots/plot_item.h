#pragma once

#include "app/models/split_backends_model.h"
#include "app/plots/traffic_history.h"

#include <QColor>
#include <QImage>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

class QCustomPlot;

namespace causeway::app {

/// A plot of the selected route over time, with a mark for each revision of it.
///
/// Shape:   drawn by QCustomPlot into an image when a second closes or the size changes, not per frame; painting only
///          copies the image. Lines are 1 px wide: two cost thirty times as much.
/// Threads: the image is drawn in the polish step, so on the GUI thread while the renderer waits.
class PlotItem : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ANONYMOUS
    Q_PROPERTY(causeway::app::TrafficHistory* history READ history WRITE setHistory NOTIFY historyChanged)
    Q_PROPERTY(causeway::app::SplitBackendsModel* backends READ backends WRITE setBackends NOTIFY backendsChanged)
    Q_PROPERTY(QString routeId READ routeId WRITE setRouteId NOTIFY routeIdChanged)
    Q_PROPERTY(QString spanText READ spanText NOTIFY drawn) // "last 10 min"
    Q_PROPERTY(QColor fromColour MEMBER m_fromColour NOTIFY styleChanged)
    Q_PROPERTY(QColor toColour MEMBER m_toColour NOTIFY styleChanged)
    Q_PROPERTY(QColor gridColour MEMBER m_gridColour NOTIFY styleChanged)
    Q_PROPERTY(QColor labelColour MEMBER m_labelColour NOTIFY styleChanged)
    Q_PROPERTY(QColor markColour MEMBER m_markColour NOTIFY styleChanged)
    Q_PROPERTY(QColor markGround MEMBER m_markGround NOTIFY styleChanged)
    Q_PROPERTY(QColor markText MEMBER m_markText NOTIFY styleChanged)
    Q_PROPERTY(QString fontFamily MEMBER m_fontFamily NOTIFY styleChanged)

public:
    explicit PlotItem(QQuickItem* parent = nullptr);
    ~PlotItem() override;

    TrafficHistory* history() const { return m_history; }
    void setHistory(TrafficHistory* history);
    SplitBackendsModel* backends() const { return m_backends; }
    void setBackends(SplitBackendsModel* backends);
    const QString& routeId() const { return m_routeId; }
    void setRouteId(const QString& routeId);
    QString spanText() const;

    /// What is drawn at this distance from the left: "14:02:11  orders 223  checkout 87"; empty where there is
    /// nothing.
    Q_INVOKABLE QString readingAt(double x) const;

    void paint(QPainter* painter) override;

Q_SIGNALS:
    void historyChanged();
    void backendsChanged();
    void routeIdChanged();
    void styleChanged();
    void drawn();

protected:
    struct Series
    {
        std::string service;
        bool isFrom = false;
        const TrafficHistory::Ring* ring = nullptr; // Null when nothing was ever counted.
    };

    /// Puts the lines into the plot and returns the largest value.
    virtual double addSeries(QCustomPlot& plot, const std::vector<Series>& series) = 0;
    virtual QString reading(const TrafficHistory::Point& point) const = 0;

    QColor colourOf(const Series& series) const { return series.isFrom ? m_fromColour : m_toColour; }
    std::int64_t firstSecond() const;
    std::int64_t lastSecond() const;

    void updatePolish() override;
    void geometryChange(const QRectF& now, const QRectF& before) override;

private:
    std::vector<Series> series() const;
    void preparePlot();
    void drawGrid(QPainter& painter, double largest) const;
    void drawLabels(QPainter& painter, double largest) const;
    void drawMarks(QPainter& painter) const;

    TrafficHistory* m_history = nullptr;
    SplitBackendsModel* m_backends = nullptr;
    QString m_routeId;
    QColor m_fromColour;
    QColor m_toColour;
    QColor m_gridColour;
    QColor m_labelColour;
    QColor m_markColour;
    QColor m_markGround;
    QColor m_markText;
    QString m_fontFamily;
    std::unique_ptr<QCustomPlot> m_plot; // Never shown; made at the first drawing.
    QImage m_image;
};

} // namespace causeway::app
