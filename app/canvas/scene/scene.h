#pragma once

#include "app/canvas/layout/graph_layout.h"
#include "app/canvas/scene/canvas_theme.h"
#include "app/canvas/scene/rate_history.h"

#include <QString>
#include <QStringList>

namespace causeway::app::canvas {

/// How bad something is. Every level but Fine has a shape, a colour and a word.
enum class Alarm
{
    Fine,
    Unknown,
    Warn,
    Bad
};

struct SceneZone
{
    QRectF rect; // World units, as all places here.
    QString name;
    QString summary; // "60 services · 1,240 rps"
    QColor colour;
};

struct SceneNode
{
    std::string id;
    QRectF rect;
    QString name;
    QString detail;
    QStringList figures; // The same, from most words to fewest: the first that fits is drawn.
    std::vector<float> rates;
    QColor colour;
    Alarm alarm = Alarm::Fine;
    QString alarmWord;
    bool isSelected = false;
};

struct SceneEdge
{
    std::string id;
    std::array<QPointF, 4> curve;
    std::vector<std::string> routes;
    QColor colour;
    double rate = 0;
    double width = 2;
    bool isBright = true; // Carries the selected route, or no route is selected.
    Alarm alarm = Alarm::Fine;
    QString failures; // "2.0% errors"
};

/// A view as it is to be drawn: figures as text, roles as colours. Plain values.
struct Scene
{
    std::vector<SceneZone> zones;
    std::vector<SceneNode> nodes; // In the order of the shape.
    std::vector<SceneEdge> edges;
    bool isStale = false; // The cluster does not answer: figures are old, nothing moves.
};

struct Choice
{
    std::string route;
    std::string node;
};

Scene sceneOf(const api::ClusterView& view, const GraphShape& shape, const GraphLayout& layout, const Choice& choice,
              const RateHistory& history, const CanvasTheme& theme);

} // namespace causeway::app::canvas
