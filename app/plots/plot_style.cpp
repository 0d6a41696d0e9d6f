#include "app/plots/plot_style.h"

#include <array>

namespace causeway::app {

QColor PlotStyle::backend(int colourIndex) const
{
    if (colourIndex <= 0)
        return from;
    const std::array<QColor, 4> sides{first, second, third, fourth};
    return sides[static_cast<std::size_t>(colourIndex - 1) % sides.size()];
}

} // namespace causeway::app
