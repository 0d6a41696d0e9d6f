#include "app/canvas/drawing/glyph_atlas.h"

#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr int phases = 4;
constexpr int margin = 1; // Between glyphs, so that no neighbour shows at the border.
constexpr QSize imageSize{1024, 1024};
constexpr qsizetype mostShapedTexts = 8192;

} // namespace

GlyphAtlas::GlyphAtlas(double devicePixelRatio)
    : m_ratio(devicePixelRatio)
    , m_image(imageSize, QImage::Format_ARGB32_Premultiplied)
{
    m_image.fill(Qt::transparent);
}

const GlyphAtlas::ShapedText& GlyphAtlas::shape(const QString& text, const QFont& font)
{
    const QString key = font.key() + QChar(0) + text;
    if (const auto known = m_shaped.constFind(key); known != m_shaped.constEnd())
        return *known;
    if (m_shaped.size() > mostShapedTexts)
        m_shaped.clear();

    QFont scaled = font;
    scaled.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * m_ratio)));
    QTextLayout layout(text, scaled);
    layout.beginLayout();
    const QTextLine line = layout.createLine();
    layout.endLayout();

    ShapedText shaped;
    if (line.isValid())
        shaped.width = line.naturalTextWidth() / m_ratio;
    for (const QGlyphRun& run : layout.glyphRuns()) {
        const std::size_t number = fontNumber(run.rawFont());
        const QList<quint32> glyphs = run.glyphIndexes();
        const QList<QPointF> positions = run.positions();
        const double baseline = line.ascent();
        for (qsizetype nth = 0; nth < glyphs.size(); ++nth)
            shaped.glyphs.push_back({number, glyphs[nth], positions[nth] - QPointF(0, baseline)});
    }
    return *m_shaped.insert(key, std::move(shaped));
}

std::size_t GlyphAtlas::fontNumber(const QRawFont& font)
{
    for (std::size_t number = 0; number < m_fonts.size(); ++number) {
        if (m_fonts[number] == font)
            return number;
    }
    m_fonts.push_back(font);
    return m_fonts.size() - 1;
}

const GlyphAtlas::Picture& GlyphAtlas::picture(const PlacedGlyph& glyph, int phase)
{
    const quint64 key = quint64(glyph.font) << 40U | quint64(glyph.glyph) << 8U | quint64(phase);
    if (const auto known = m_pictures.constFind(key); known != m_pictures.constEnd())
        return *known;

    const QRawFont& font = m_fonts[glyph.font];
    const QRectF bounds = font.boundingRect(glyph.glyph);
    Picture picture;
    if (!bounds.isEmpty()) {
        const QRect box = bounds.translated(phase / double(phases), 0).toAlignedRect().adjusted(-1, -1, 1, 1);
        picture.rect = reserve(box.size());
        picture.offset = box.topLeft();
        QGlyphRun run;
        run.setRawFont(font);
        run.setGlyphIndexes({glyph.glyph});
        run.setPositions({QPointF()});
        QPainter painter(&m_image);
        painter.setPen(Qt::white);
        painter.drawGlyphRun(picture.rect.topLeft() - box.topLeft() + QPointF(phase / double(phases), 0), run);
        ++m_changes;
    }
    return *m_pictures.insert(key, picture);
}

QRect GlyphAtlas::reserve(const QSize& size)
{
    if (m_free.x() + size.width() > m_image.width()) {
        m_free = QPoint(0, m_free.y() + m_shelfHeight + margin);
        m_shelfHeight = 0;
    }
    if (m_free.y() + size.height() > m_image.height())
        startAnew();
    const QRect rect(m_free, size);
    m_free.rx() += size.width() + margin;
    m_shelfHeight = std::max(m_shelfHeight, size.height());
    return rect;
}

void GlyphAtlas::startAnew()
{
    m_image.fill(Qt::transparent);
    m_pictures.clear();
    m_free = QPoint();
    m_shelfHeight = 0;
    ++m_generation;
}

void GlyphAtlas::addText(std::vector<GlyphVertex>& vertices, const QPointF& baselineStart, const QString& text,
                         const QFont& font, const QColor& colour)
{
    const QPointF pen(std::round(baselineStart.x() * m_ratio), std::round(baselineStart.y() * m_ratio));
    const QRgb rgba = qPremultiply(colour.rgba());
    const auto corner = [&](double x, double y, double u, double v) {
        vertices.push_back({static_cast<float>(x / m_ratio), static_cast<float>(y / m_ratio),
                            static_cast<float>(u / m_image.width()), static_cast<float>(v / m_image.height()),
                            static_cast<std::uint8_t>(qRed(rgba)), static_cast<std::uint8_t>(qGreen(rgba)),
                            static_cast<std::uint8_t>(qBlue(rgba)), static_cast<std::uint8_t>(qAlpha(rgba))});
    };
    for (const PlacedGlyph& glyph : shape(text, font).glyphs) {
        const double quarter = std::round(glyph.position.x() * phases);
        const double whole = std::floor(quarter / phases);
        const Picture& picture = this->picture(glyph, static_cast<int>(quarter - whole * phases));
        if (picture.rect.isEmpty())
            continue;
        const QPointF place = pen + QPointF(whole, std::round(glyph.position.y())) + picture.offset;
        const QRectF from(picture.rect);
        corner(place.x(), place.y(), from.left(), from.top());
        corner(place.x() + from.width(), place.y(), from.right(), from.top());
        corner(place.x() + from.width(), place.y() + from.height(), from.right(), from.bottom());
        corner(place.x(), place.y() + from.height(), from.left(), from.bottom());
    }
}

} // namespace causeway::app::canvas
