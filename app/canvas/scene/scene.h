#pragma once

#include "app/canvas/layout/graph_layout.h"
#include "app/canvas/scene/canvas_theme.h"
#include "app/canvas/scene/rate_history.h"
#include "app/models/view_filter.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace causeway::app::canvas {

/// How bad something is. Every level but Fine has a shape, a colour and a word.
enum class Alarm
{
    Fine,
    Unknown,
    Warn,
    Bad
};

/// What hangs at a node, an edge or a link: a fault that lasts, or somebody who was turned away.
struct Badge
{
    enum class Kind
    {
        Fault,
        Refusal
    };
    Kind kind = Kind::Fault;
    QString text;
    int more = 0; // Others at the same place.
};

struct SceneZone
{
    QRectF rect; // World units, as all places here.
    QString name;
    QString detail;  // "4 data planes"
    QString summary; // "60 services · 1,240 rps"
    QColor colour;
    Alarm alarm = Alarm::Fine;
    QString alarmText;
};

/// The path between two zones: a line outside of them and a label in the header of the lower one.
struct SceneLink
{
    std::string id;
    std::size_t zone = 0; // The lower one.
    std::array<QPointF, 4> curve;
    bool isStraight = false;
    QString label;      // "↔ site 18 ms · transit hub"
    QString shortLabel; // "↔ site 18 ms"
    Alarm alarm = Alarm::Fine;
    bool isCut = false;
    bool isSelected = false;
    std::optional<Badge> badge;
};

struct SceneNode
{
    std::string id;
    QRectF rect;
    QString name;
    QString detail;
    QStringList figures; // The same, from most words to fewest: the first that fits is drawn.
    QStringList rate;    // In two lines, where there is room: how much of which window,
    QStringList latency; // and how fast; empty: there is no more than `figures` has.
    std::vector<float> rates;
    QColor colour;
    Alarm alarm = Alarm::Fine;
    QString alarmWord;
    std::optional<Badge> badge;
    bool isMutualTls = false;
    bool isFaded = false; // Of a mesh that is not looked at.
    bool isSelected = false;
};

struct SceneEdge
{
    std::string id;
    std::array<QPointF, 4> curve;
    std::vector<std::string> members; // Edges of the view.
    std::vector<std::string> routes;
    QColor colour;
    double rate = 0;
    double width = 2;
    bool isBright = true; // Carries the selected route, or no route is selected.
    Alarm alarm = Alarm::Fine;
    QString failures;   // "2.0% errors"
    bool isCut = false; // The link below it is.
    bool isFaded = false;
};

/// A view as it is to be drawn: figures as text, roles as colours. Plain values.
struct Scene
{
    std::vector<SceneZone> zones;
    std::vector<SceneNode> nodes; // In the order of the shape.
    std::vector<SceneEdge> edges;
    std::vector<SceneLink> links;
    bool isStale = false; // The cluster does not answer: figures are old, nothing moves.
};

struct Choice
{
    std::string route;
    std::string node;
    std::string link;
};

/// How meshes show: as strips of colour on the cards, or one of them with the others faded.
struct MeshLook
{
    bool isColoured = false;
    std::string only;                   // Empty: all.
    const ViewFilter* filter = nullptr; // Fades what does not fit; null: nothing.
};

/// The meshes of a view by name, without the empty one.
std::vector<std::string> meshesOf(const api::ClusterView& view);
QColor meshColour(std::size_t number, const CanvasTheme& theme);

/// `span`: the stretch of time that the view's figures are of, in words; empty: they are of now.
Scene sceneOf(const api::ClusterView& view, const GraphShape& shape, const GraphLayout& layout, const Choice& choice,
              const MeshLook& look, const RateHistory& history, const CanvasTheme& theme, const QString& span = {});

} // namespace causeway::app::canvas
