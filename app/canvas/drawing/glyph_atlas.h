#pragma once

#include <QFont>
#include <QGlyphRun>
#include <QHash>
#include <QImage>
#include <QRawFont>
#include <QString>

#include <cstdint>
#include <vector>

namespace causeway::app::canvas {

struct GlyphVertex
{
    float x, y;
    float u, v;
    std::uint8_t r, g, b, a; // Premultiplied.
};

/// Shapes text and keeps the pictures of its glyphs in one image, so that all text of a picture is one draw call.
///
/// Shape:   glyphs at four positions within a pixel: even spacing and crisp stems. When the image is full it starts
///          anew, and `generation()` says that what was built with the old one is void.
/// Units:   logical pixels; the image has `devicePixelRatio` times as many.
class GlyphAtlas
{
public:
    explicit GlyphAtlas(double devicePixelRatio = 1);

    double width(const QString& text, const QFont& font) { return shape(text, font).width; }
    /// Appends four vertices a glyph.
    void addText(std::vector<GlyphVertex>& vertices, const QPointF& baselineStart, const QString& text,
                 const QFont& font, const QColor& colour);

    const QImage& image() const { return m_image; }
    int generation() const { return m_generation; }
    int changes() const { return m_changes; } // Grows when pixels of the image did.
    double devicePixelRatio() const { return m_ratio; }

private:
    struct PlacedGlyph
    {
        std::size_t font = 0; // In m_fonts.
        quint32 glyph = 0;
        QPointF position; // Device pixels.
    };
    struct ShapedText
    {
        std::vector<PlacedGlyph> glyphs;
        double width = 0;
    };
    struct Picture
    {
        QRect rect;    // In the image; empty for a space.
        QPoint offset; // Of its top left from the pen.
    };

    const ShapedText& shape(const QString& text, const QFont& font);
    std::size_t fontNumber(const QRawFont& font);
    const Picture& picture(const PlacedGlyph& glyph, int phase);
    QRect reserve(const QSize& size);
    void startAnew();

    double m_ratio;
    QImage m_image;
    std::vector<QRawFont> m_fonts;
    QHash<QString, ShapedText> m_shaped;
    QHash<quint64, Picture> m_pictures;
    QPoint m_free;
    int m_shelfHeight = 0;
    int m_generation = 0;
    int m_changes = 0;
};

} // namespace causeway::app::canvas
