#include "app/canvas/scene/canvas_theme.h"

#include <algorithm>
#include <cmath>

namespace causeway::app::canvas {

QFont CanvasTheme::font(const QString& family, double pixels, QFont::Weight weight)
{
    constexpr int smallest = 11;
    QFont font(family);
    font.setPixelSize(std::max(smallest, static_cast<int>(std::lround(pixels))));
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferVerticalHinting); // Keeps the widths of letters as they were designed.
    return font;
}

QColor faded(QColor colour, double opacity)
{
    colour.setAlphaF(static_cast<float>(colour.alphaF() * opacity));
    return colour;
}

QColor mixed(const QColor& below, const QColor& above, double opacity)
{
    const auto part = [opacity](float lower, float upper) {
        return static_cast<float>(lower + (upper - lower) * opacity);
    };
    return QColor::fromRgbF(part(below.redF(), above.redF()), part(below.greenF(), above.greenF()),
                            part(below.blueF(), above.blueF()));
}

} // namespace causeway::app::canvas
