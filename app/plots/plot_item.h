#pragma once

#include "app/models/split_backends_model.h"
#include "app/models/time_window.h"
#include "app/plots/plot_paper.h"

#include <QImage>
#include <QPointer>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

class QCustomPlot;

namespace causeway::app {

/// A plot of the selected route over the time that a window shows, with what happened meanwhile, what is pinned and the
/// range that all figures are of.
///
/// Shape:   lines are drawn by QCustomPlot into an image when a second closes or what is shown changes, not per frame;
///          painting copies the image and adds range, pins and cursor. Lines are 1 px wide: two cost thirty times as
///          much.
/// Threads: the image is drawn in the polish step, so on the GUI thread while the renderer waits; so is all painting.
class PlotItem : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("RatePlot and LatencyPlot are what there is.")
    Q_PROPERTY(causeway::app::TrafficHistory* history READ history WRITE setHistory NOTIFY historyChanged)
    Q_PROPERTY(causeway::app::TimeWindow* time READ time WRITE setTime NOTIFY timeChanged)
    Q_PROPERTY(causeway::app::SplitBackendsModel* backends READ backends WRITE setBackends NOTIFY backendsChanged)
    Q_PROPERTY(causeway::app::PlotStyle* style READ style WRITE setStyle NOTIFY styleChanged)
    Q_PROPERTY(QString routeId READ routeId WRITE setRouteId NOTIFY routeIdChanged)
    Q_PROPERTY(int drawing READ drawing NOTIFY drawn) // Its number: what was read off one does not hold for the next.

public:
    explicit PlotItem(QQuickItem* parent = nullptr);
    ~PlotItem() override;

    TrafficHistory* history() const { return m_history; }
    void setHistory(TrafficHistory* history);
    TimeWindow* time() const { return m_time; }
    void setTime(TimeWindow* time);
    SplitBackendsModel* backends() const { return m_backends; }
    void setBackends(SplitBackendsModel* backends);
    PlotStyle* style() const { return m_style; }
    void setStyle(PlotStyle* style);
    const QString& routeId() const { return m_routeId; }
    void setRouteId(const QString& routeId);
    int drawing() const { return m_drawing; }

    /// The second at a distance from the left, and the other way round.
    Q_INVOKABLE double secondAt(double x) const;
    Q_INVOKABLE double xOf(double second) const;
    /// What is drawn at a second: its time, a line each backend, and what happened there; empty where nothing is.
    Q_INVOKABLE QString readingAt(double second) const;

    void paint(QPainter* painter) override;

Q_SIGNALS:
    void historyChanged();
    void timeChanged();
    void backendsChanged();
    void styleChanged();
    void routeIdChanged();
    void drawn();

protected:
    struct Series
    {
        std::string service;
        int colourIndex = 0;
        std::vector<const TrafficHistory::Point*> points; // Those in view.

        bool isFrom() const { return colourIndex == 0; }
    };

    /// Puts the lines into the plot and returns the largest value.
    virtual double addSeries(QCustomPlot& plot, const std::vector<Series>& series) = 0;
    virtual QString reading(const TrafficHistory::Point& point) const = 0;
    /// Said where there is nothing to draw.
    virtual QString emptyWords() const = 0;

    QColor colourOf(const Series& series) const { return m_style->backend(series.colourIndex); }

    void updatePolish() override;
    void geometryChange(const QRectF& now, const QRectF& before) override;

private:
    bool isReady() const { return m_history && m_time && m_style && m_history->end() > 0; }
    PlotPaper paper() const;
    std::vector<Series> series(std::int64_t first, std::int64_t last) const;
    QStringList readings(std::int64_t second) const;
    QStringList eventsAround(double second) const;
    void drawImage(const QSize& size);
    void preparePlot(const QSize& size, const QRectF& area);
    void paintPins(QPainter& painter, const PlotPaper& paper) const;

    QPointer<TrafficHistory> m_history;
    QPointer<TimeWindow> m_time;
    QPointer<SplitBackendsModel> m_backends;
    QPointer<PlotStyle> m_style;
    QString m_routeId;
    std::unique_ptr<QCustomPlot> m_plot; // Never shown; made at the first drawing.
    QImage m_image;
    double m_largest = 1;
    int m_drawing = 0;
};

} // namespace causeway::app
