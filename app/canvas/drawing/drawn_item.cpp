#include "app/canvas/drawing/drawn_item.h"

#include "app/canvas/drawing/glyph_material.h"
#include "app/canvas/drawing/painter_surface.h"

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

/// The shapes and the text of one layer.
class LayerNode final : public QSGNode
{
public:
    LayerNode()
        : m_shapeGeometry(QSGGeometry::defaultAttributes_ColoredPoint2D(), 0, 0, QSGGeometry::UnsignedIntType)
        , m_glyphGeometry(glyphAttributes(), 0, 0, QSGGeometry::UnsignedIntType)
    {
        for (QSGGeometry* geometry : {&m_shapeGeometry, &m_glyphGeometry})
            geometry->setDrawingMode(QSGGeometry::DrawTriangles);
        m_shapes.setGeometry(&m_shapeGeometry);
        m_shapes.setMaterial(&m_shapeMaterial);
        m_glyphs.setGeometry(&m_glyphGeometry);
        m_glyphs.setMaterial(&m_glyphMaterial);
        for (QSGGeometryNode* node : {&m_shapes, &m_glyphs}) {
            node->setFlag(OwnedByParent, false);
            appendChildNode(node);
        }
    }

    void take(const GeometrySurface& surface)
    {
        const Triangles& triangles = surface.triangles();
        m_shapeGeometry.allocate(static_cast<int>(triangles.vertices().size()),
                                 static_cast<int>(triangles.indices().size()));
        copy(m_shapeGeometry.vertexData(), triangles.vertices());
        copy(m_shapeGeometry.indexData(), triangles.indices());
        m_shapes.markDirty(DirtyGeometry);

        const auto quads = static_cast<std::uint32_t>(surface.glyphs().size() / 4);
        m_glyphGeometry.allocate(static_cast<int>(quads * 4), static_cast<int>(quads * 6));
        copy(m_glyphGeometry.vertexData(), surface.glyphs());
        std::uint32_t* index = m_glyphGeometry.indexDataAsUInt();
        for (std::uint32_t corner = 0; corner < quads * 4; corner += 4) {
            for (const std::uint32_t step : {0U, 1U, 2U, 0U, 2U, 3U})
                *index++ = corner + step;
        }
        m_glyphs.markDirty(DirtyGeometry);
    }

    void setTexture(std::shared_ptr<QSGTexture> texture)
    {
        m_glyphMaterial.setTexture(std::move(texture));
        m_glyphs.markDirty(DirtyMaterial);
    }

private:
    template <typename T>
    static void copy(void* to, const std::vector<T>& from)
    {
        if (!from.empty())
            std::memcpy(to, from.data(), from.size() * sizeof(T));
    }

    QSGGeometry m_shapeGeometry;
    QSGGeometry m_glyphGeometry;
    QSGVertexColorMaterial m_shapeMaterial;
    GlyphMaterial m_glyphMaterial;
    QSGGeometryNode m_shapes;
    QSGGeometryNode m_glyphs;
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

    QSGNode* root = old;
    if (!root) {
        root = new QSGNode;
        for (Layer& layer : m_layers) {
            root->appendChildNode(new LayerNode);
            layer.isUploaded = false;
        }
        m_uploadedChanges = -1;
    }
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
            m_atlas = std::make_unique<GlyphAtlas>(ratio);
            const std::size_t layers = m_layers.size();
            m_layers.clear();
            for (std::size_t layer = 0; layer < layers; ++layer)
                m_layers.push_back({GeometrySurface(*m_atlas)});
            m_uploadedChanges = -1;
        }
        redrawAll();
    }
    QQuickItem::itemChange(change, data);
}

} // namespace causeway::app::canvas
