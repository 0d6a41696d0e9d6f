#pragma once

#include "app/canvas/drawing/glyph_atlas.h"
#include "app/canvas/drawing/surface.h"
#include "app/canvas/drawing/triangles.h"

namespace causeway::app::canvas {

/// Collects what is drawn as opaque triangles, smooth triangles and glyph quads, one list each, for three draw calls.
class GeometrySurface final : public Surface
{
public:
    explicit GeometrySurface(GlyphAtlas& atlas)
        : m_atlas(atlas)
        , m_triangles(static_cast<float>(1 / atlas.devicePixelRatio()))
    {
    }

    void clear();
    const Triangles& solids() const { return m_solids; }
    const Triangles& triangles() const { return m_triangles; }
    const std::vector<GlyphVertex>& glyphs() const { return m_glyphs; }

    void fillSolid(const QRectF& rect, double radius, const QColor& colour) override;
    void fillRect(const QRectF& rect, const QColor& colour) override { m_triangles.addRect(rect, colour); }
    void fillRoundedRect(const QRectF& rect, double radius, const QColor& colour) override;
    void strokeRoundedRect(const QRectF& rect, double radius, const QColor& colour, double width) override;
    void fillConvex(std::span<const QPointF> points, const QColor& colour) override;
    void strokeLine(std::span<const QPointF> points, const QColor& colour, double width) override;
    void text(const QPointF& baselineStart, const QString& text, const QFont& font, const QColor& colour) override;
    double textWidth(const QString& text, const QFont& font) override { return m_atlas.width(text, font); }

private:
    GlyphAtlas& m_atlas;
    Triangles m_solids;
    Triangles m_triangles;
    std::vector<GlyphVertex> m_glyphs;
};

} // namespace causeway::app::canvas
