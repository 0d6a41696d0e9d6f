#pragma once

#include <QLineF>
#include <QList>
#include <QRectF>

namespace causeway::app::canvas {

/// The pieces of a straight line that lie outside of all `words`, from its start to its end: a line that leads from one
/// thing to another must not strike through what stands between them.
QList<QLineF> piecesBeside(const QLineF& line, const QList<QRectF>& words);

} // namespace causeway::app::canvas
