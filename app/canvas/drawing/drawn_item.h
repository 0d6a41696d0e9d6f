#pragma once

#include "app/canvas/drawing/geometry_surface.h"

#include <QImage>
#include <QQuickItem>

#include <memory>
#include <vector>

namespace causeway::app::canvas {

/// An item that draws itself in layers, each drawn again only when it changed.
///
/// Shape:   layer 0 lies lowest. Text of a layer lies over its shapes and below the next layer. On the software backend
///          the layers are painted into one image instead, because geometry nodes stay blank there.
/// Units:   layers are drawn in units of `unit` pixels of the item; above 1 all of it is larger, letters as crisp.
/// Threads: drawLayer() is called on the GUI thread; the render thread only copies what it drew.
class DrawnItem : public QQuickItem
{
    Q_OBJECT
    QML_ANONYMOUS

public:
    DrawnItem(int layers, QQuickItem* parent);
    ~DrawnItem() override;

    double unit() const { return m_unit; }

protected:
    virtual void drawLayer(int layer, Surface& surface) = 0;

    void setUnit(double unit);
    QSizeF drawnSize() const { return size() / m_unit; }

    void redraw(int layer);
    void redrawAll();

    void updatePolish() override;
    QSGNode* updatePaintNode(QSGNode* old, UpdatePaintNodeData*) override;
    void geometryChange(const QRectF& now, const QRectF& before) override;
    void itemChange(ItemChange change, const ItemChangeData& data) override;

private:
    struct Layer
    {
        GeometrySurface surface;
        bool isStale = true; // To be drawn.
        bool isUploaded = false;
    };

    bool isSoftware() const;
    void startAnew();
    void paintImage();
    void drawStaleLayers();
    QSGNode* updateImageNode(QSGNode* old);

    double m_ratio = 1;
    double m_unit = 1;
    std::unique_ptr<GlyphAtlas> m_atlas;
    std::vector<Layer> m_layers;
    QImage m_image;
    int m_uploadedChanges = -1; // Of the atlas.
    bool m_isImageStale = true;
};

} // namespace causeway::app::canvas
