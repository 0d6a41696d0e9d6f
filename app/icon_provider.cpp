#include "app/icon_provider.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace causeway::app {

QImage IconProvider::requestImage(const QString& id, QSize* size, const QSize& requestedSize)
{
    const QString name = id.section(QLatin1Char('/'), 0, 0);
    const QString colour = id.section(QLatin1Char('/'), 1);
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    QImage image(requestedSize.isEmpty() ? QSize(24, 24) : requestedSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray drawing = file.readAll().replace("currentColor", colour.toLatin1());
        QSvgRenderer renderer(drawing);
        QPainter painter(&image);
        renderer.render(&painter);
    }
    *size = image.size();
    return image;
}

} // namespace causeway::app
