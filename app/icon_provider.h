#pragma once

#include <QQuickImageProvider>

namespace causeway::app {

/// Draws the console's line icons in the colour that is asked for: "image://icon/topology/#2dd4bf".
class IconProvider : public QQuickImageProvider
{
public:
    IconProvider()
        : QQuickImageProvider(Image)
    {
    }

    QImage requestImage(const QString& id, QSize* size, const QSize& requestedSize) override;
};

} // namespace causeway::app
