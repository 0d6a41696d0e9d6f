#pragma once

#include "app/models/traffic_history.h"
#include "app/plots/plot_style.h"

#include <QPainter>
#include <QRectF>
#include <QStringList>

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace causeway::app {

/// The paper that a plot is drawn on: where which second and value lies, and all that is not the lines themselves.
///
/// Shape: labels of marks stand in a row above the lines, times below, figures to the right. Over the lines lies only
///        what someone pinned there, and the label of a mark that is too near to another one.
class PlotPaper
{
public:
    struct Place
    {
        QRectF whole;
        std::int64_t first = 0; // The seconds at the left and right edge of the lines.
        std::int64_t last = 1;
        double largest = 1; // The value at the upper edge; 0 is the lower one. 0: there is none, and no scale.
    };

    struct Pin
    {
        std::int64_t second = 0;
        QStringList lines; // The first is its time.
    };

    PlotPaper(const Place& place, const PlotStyle& style);

    /// Of the lines; empty when there is no room for them.
    QRectF area() const { return m_area; }
    double xOf(double second) const;
    double yOf(double value) const;
    double secondAt(double x) const;

    /// Below the lines.
    void drawFrame(QPainter& painter) const;
    void drawFaults(QPainter& painter, const std::vector<TrafficHistory::Fault>& faults) const;
    /// Above the lines.
    void drawMarks(QPainter& painter, const std::deque<TrafficHistory::Mark>* marks,
                   const std::vector<TrafficHistory::Fault>& faults) const;
    void drawRange(QPainter& painter, const std::pair<std::int64_t, std::int64_t>& range) const;
    void drawWords(QPainter& painter, const QString& words) const; // In place of lines.
    void drawPins(QPainter& painter, const std::vector<Pin>& pins) const;
    void drawCursor(QPainter& painter, double second) const;

private:
    struct Label
    {
        double x = 0;
        QString text;
        QColor ground;
        QColor ink;
        bool isFault = false;
    };

    void drawTimes(QPainter& painter) const;
    void drawLabels(QPainter& painter, std::vector<Label> labels) const;
    bool drawLabel(QPainter& painter, const Label& label, double mostWidth, std::vector<QRectF>& taken) const;
    QFont font() const;
    double row() const; // The height of a line of labels.

    const Place m_place;
    const PlotStyle& m_style;
    QRectF m_area;
};

} // namespace causeway::app
