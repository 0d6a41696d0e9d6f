#include "app/canvas/drawing/drawn_item.h"

#include "app/canvas/drawing/glyph_material.h"
#include "app/canvas/drawing/painter_surface.h"

#include <QMatrix4x4>
#include <QPainter>
#include <QQuickWindow>
#include <QSGGeometryNode>
#include <QSGImageNode>
#include <QSGRendererInterface>
#include <QSGVertexColorMaterial>

#include <cstring>

namespace causeway::app::canvas {

namespace {

const QSGGeometry::AttributeSet& glyphAttributes()
{
    static const std::array<QSGGeometry::Attribute, 3> attributes = {
        QSGGeometry::Attribute::createWithAttributeType(0, 2, QSGGeometry::FloatType, QSGGeometry::PositionAttribute),
        QSGGeometry::Attribute::createWithAttributeType(1, 2, QSGGeometry::FloatType, QSGGeometry::TexCoordAttribute),
        QSGGeometry::Attribute::createWithAttributeType(2, 4, QSGGeometry::UnsignedByteType,
                                                        QSGGeometry::ColorAttribute)};
    static const QSGGeometry::AttributeSet set = {3, sizeof(GlyphVertex), attributes.data()};
    return set;
}

template <typename T>
void copy(void* to, const std::vector<T>& from)
{
    if (!from.empty())
        std::memcpy(to, from.data(), from.size() * sizeof(T));
}

/// A geometry node that owns what it draws.
template <typename Material>
class DrawnNode final : public QSGGeometryNode
{
public:
    explicit DrawnNode(const QSGGeometry::AttributeSet& attributes)
        : m_geometry(attributes, 0, 0, QSGGeometry::UnsignedIntType)
    {
        m_geometry.setDrawingMode(QSGGeometry::DrawTriangles);
        setGeometry(&m_geometry);
        setMaterial(&m_material);
        setFlag(OwnedByParent, false);
    }

    Material& drawnMaterial() { return m_material; }
    QSGGeometry& allocate(std::size_t vertices, std::size_t indices)
    {
        m_geometry.allocate(static_cast<int>(vertices), static_cast<int>(indices));
        markDirty(DirtyGeometry);
        return m_geometry;
    }

private:
    QSGGeometry m_geometry;
    Material m_material;
};

/// The solids, the shapes and the text of one layer.
class LayerNode final : public QSGNode
{
public:
    LayerNode()
        : m_solids(QSGGeometry::defaultAttributes_ColoredPoint2D())
        , m_shapes(QSGGeometry::defaultAttributes_ColoredPoint2D())
        , m_glyphs(glyphAttributes())
    {
        m_solids.drawnMaterial().setFlag(QSGMaterial::Blending, false);
        appendChildNode(&m_solids);
        appendChildNode(&m_shapes);
        appendChildNode(&m_glyphs);
    }

    void take(const GeometrySurface& surface)
    {
        takeTriangles(m_solids, surface.solids());
        takeTriangles(m_shapes, surface.triangles());
        const auto quads = static_cast<std::uint32_t>(surface.glyphs().size() / 4);
        QSGGeometry& geometry = m_glyphs.allocate(quads * 4, quads * 6);
        copy(geometry.vertexData(), surface.glyphs());
        std::uint32_t* index = geometry.indexDataAsUInt();
        for (std::uint32_t corner = 0; corner < quads * 4; corner += 4) {
            for (const std::uint32_t step : {0U, 1U, 2U, 0U, 2U, 3U})
                *index++ = corner + step;
        }
    }

    void setTexture(std::shared_ptr<QSGTexture> texture)
    {
        m_glyphs.drawnMaterial().setTexture(std::move(texture));
        m_glyphs.markDirty(DirtyMaterial);
    }

private:
    static void takeTriangles(DrawnNode<QSGVertexColorMaterial>& node, const Triangles& triangles)
    {
        QSGGeometry& geometry = node.allocate(triangles.vertices().size(), triangles.indices().size());
        copy(geometry.vertexData(), triangles.vertices());
        copy(geometry.indexData(), triangles.indices());
    }

    DrawnNode<QSGVertexColorMaterial> m_solids;
    DrawnNode<QSGVertexColorMaterial> m_shapes;
    DrawnNode<GlyphMaterial> m_glyphs;
};

} // namespace

DrawnItem::DrawnItem(int layers, QQuickItem* parent)
    : QQuickItem(parent)
    , m_atlas(std::make_unique<GlyphAtlas>())
{
    setFlag(ItemHasContents);
    for (int layer = 0; layer < layers; ++layer)
        m_layers.push_back({GeometrySurface(*m_atlas)});
}

DrawnItem::~DrawnItem() = default;

void DrawnItem::redraw(int layer)
{
    m_layers[static_cast<std::size_t>(layer)].isStale = true;
    m_isImageStale = true;
    polish();
}

void DrawnItem::redrawAll()
{
    for (Layer& layer : m_layers)
        layer.isStale = true;
    m_isImageStale = true;
    polish();
}

bool DrawnItem::isSoftware() const
{
    return window() && window()->rendererInterface()->graphicsApi() == QSGRendererInterface::Software;
}

void DrawnItem::updatePolish()
{
    if (width() <= 0 || height() <= 0 || !window())
        return;
    if (isSoftware())
        paintImage();
    else
        drawStaleLayers();
    update();
}

void DrawnItem::paintImage()
{
    if (!m_isImageStale)
        return;
    m_isImageStale = false;
    const QSize size = (QSizeF(width(), height()) * m_ratio).toSize();
    if (m_image.size() != size)
        m_image = QImage(size, QImage::Format_ARGB32_Premultiplied);
    m_image.setDevicePixelRatio(m_ratio);
    m_image.fill(Qt::transparent);
    QPainter painter(&m_image);
    painter.scale(m_unit, m_unit);
    PainterSurface surface(painter);
    for (std::size_t layer = 0; layer < m_layers.size(); ++layer)
        drawLayer(static_cast<int>(layer), surface);
}

void DrawnItem::drawStaleLayers()
{
    const int generation = m_atlas->generation();
    for (std::size_t nth = 0; nth < m_layers.size(); ++nth) {
        Layer& layer = m_layers[nth];
        if (!layer.isStale)
            continue;
        layer.surface.clear();
        drawLayer(static_cast<int>(nth), layer.surface);
        layer.isStale = false;
        layer.isUploaded = false;
    }
    if (generation != m_atlas->generation()) // The atlas started anew in between: other layers point to what is gone.
        redrawAll();
}

QSGNode* DrawnItem::updatePaintNode(QSGNode* old, UpdatePaintNodeData*)
{
    if (width() <= 0 || height() <= 0) {
        delete old;
        return nullptr;
    }
    if (isSoftware())
        return updateImageNode(old);

    auto* root = static_cast<QSGTransformNode*>(old);
    if (!root) {
        root = new QSGTransformNode;
        for (Layer& layer : m_layers) {
            root->appendChildNode(new LayerNode);
            layer.isUploaded = false;
        }
        m_uploadedChanges = -1;
    }
    QMatrix4x4 scale;
    scale.scale(static_cast<float>(m_unit));
    if (root->matrix() != scale)
        root->setMatrix(scale);
    const bool isAtlasNew = m_uploadedChanges != m_atlas->changes();
    m_uploadedChanges = m_atlas->changes();
    std::shared_ptr<QSGTexture> texture; // One for all layers.
    if (isAtlasNew)
        texture.reset(window()->createTextureFromImage(m_atlas->image(), QQuickWindow::TextureHasAlphaChannel));
    auto* node = static_cast<LayerNode*>(root->firstChild());
    for (Layer& layer : m_layers) {
        if (isAtlasNew)
            node->setTexture(texture);
        if (!layer.isUploaded)
            node->take(layer.surface);
        layer.isUploaded = true;
        node = static_cast<LayerNode*>(node->nextSibling());
    }
    return root;
}

QSGNode* DrawnItem::updateImageNode(QSGNode* old)
{
    auto* node = static_cast<QSGImageNode*>(old);
    if (!node) {
        node = window()->createImageNode();
        node->setOwnsTexture(true);
    }
    paintImage();
    node->setTexture(window()->createTextureFromImage(m_image));
    node->setRect(0, 0, width(), height());
    return node;
}

void DrawnItem::geometryChange(const QRectF& now, const QRectF& before)
{
    QQuickItem::geometryChange(now, before);
    if (now.size() != before.size())
        redrawAll();
}

void DrawnItem::itemChange(ItemChange change, const ItemChangeData& data)
{
    if ((change == ItemSceneChange && data.window) || change == ItemDevicePixelRatioHasChanged) {
        const double ratio = window() ? window()->effectiveDevicePixelRatio() : data.realValue;
        if (ratio != m_ratio) {
            m_ratio = ratio;
            startAnew();
        }
        redrawAll();
    }
    QQuickItem::itemChange(change, data);
}

void DrawnItem::setUnit(double unit)
{
    if (m_unit == unit)
        return;
    m_unit = unit;
    startAnew();
    redrawAll();
}

// Glyphs and seams are made for the pixels of the screen.
void DrawnItem::startAnew()
{
    m_atlas = std::make_unique<GlyphAtlas>(m_ratio * m_unit);
    const std::size_t layers = m_layers.size();
    m_layers.clear();
    for (std::size_t layer = 0; layer < layers; ++layer)
        m_layers.push_back({GeometrySurface(*m_atlas)});
    m_uploadedChanges = -1;
}

} // namespace causeway::app::canvas
