#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <array>

namespace causeway::app::canvas {

/// Colours and fonts of the picture, filled from Theme.qml by whoever shows it: nothing here has a colour of its own.
class CanvasTheme : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a TopologyCanvas.")
    Q_PROPERTY(QColor ground MEMBER ground NOTIFY changed)
    Q_PROPERTY(QColor dot MEMBER dot NOTIFY changed)
    Q_PROPERTY(QColor card MEMBER card NOTIFY changed)
    Q_PROPERTY(QColor cardLine MEMBER cardLine NOTIFY changed)
    Q_PROPERTY(QColor text MEMBER text NOTIFY changed)
    Q_PROPERTY(QColor muted MEMBER muted NOTIFY changed)
    Q_PROPERTY(QColor from MEMBER from NOTIFY changed)
    Q_PROPERTY(QColor to MEMBER to NOTIFY changed)
    Q_PROPERTY(QColor second MEMBER second NOTIFY changed)
    Q_PROPERTY(QColor third MEMBER third NOTIFY changed)
    Q_PROPERTY(QColor fourth MEMBER fourth NOTIFY changed)
    Q_PROPERTY(QColor gateway MEMBER gateway NOTIFY changed)
    Q_PROPERTY(QColor mesh MEMBER mesh NOTIFY changed)
    Q_PROPERTY(QColor outside MEMBER outside NOTIFY changed)
    Q_PROPERTY(QColor good MEMBER good NOTIFY changed)
    Q_PROPERTY(QColor warn MEMBER warn NOTIFY changed)
    Q_PROPERTY(QColor bad MEMBER bad NOTIFY changed)
    Q_PROPERTY(double textScale MEMBER textScale NOTIFY changed) // 1 to 2.
    Q_PROPERTY(QString uiFont MEMBER uiFont NOTIFY changed)
    Q_PROPERTY(QString monoFont MEMBER monoFont NOTIFY changed)

public:
    using QObject::QObject;

    /// `pixels` is rounded and never below 11, the smallest size people read at ease.
    QFont ui(double pixels, QFont::Weight weight = QFont::Normal) const { return font(uiFont, pixels, weight); }
    /// As Theme.backend(): 0 is the side that traffic leaves, the others repeat after the fourth.
    QColor backend(int index) const
    {
        const std::array<QColor, 4> sides = {to, second, third, fourth};
        return index == 0 ? from : sides[static_cast<std::size_t>(index - 1) % sides.size()];
    }
    QFont mono(double pixels) const { return font(monoFont, pixels, QFont::Normal); }

    QColor ground;
    QColor dot;
    QColor card;
    QColor cardLine;
    QColor text;
    QColor muted;
    QColor from;
    QColor to;
    QColor second; // Where a split goes to besides, by order.
    QColor third;
    QColor fourth;
    QColor gateway;
    QColor mesh;
    QColor outside;
    QColor good;
    QColor warn;
    QColor bad;
    double textScale = 1;
    QString uiFont;
    QString monoFont;

Q_SIGNALS:
    void changed();

private:
    static QFont font(const QString& family, double pixels, QFont::Weight weight);
};

/// The colour with its opacity multiplied.
QColor faded(QColor colour, double opacity);
/// What `above` looks like over `below` with this opacity.
QColor mixed(const QColor& below, const QColor& above, double opacity);

} // namespace causeway::app::canvas
