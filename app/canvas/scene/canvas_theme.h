#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace causeway::app::canvas {

/// Colours and fonts of the picture, filled from the theme by whoever shows it.
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
    Q_PROPERTY(QColor gateway MEMBER gateway NOTIFY changed)
    Q_PROPERTY(QColor mesh MEMBER mesh NOTIFY changed)
    Q_PROPERTY(QColor outside MEMBER outside NOTIFY changed)
    Q_PROPERTY(QColor warn MEMBER warn NOTIFY changed)
    Q_PROPERTY(QColor bad MEMBER bad NOTIFY changed)
    Q_PROPERTY(QString uiFont MEMBER uiFont NOTIFY changed)
    Q_PROPERTY(QString monoFont MEMBER monoFont NOTIFY changed)

public:
    using QObject::QObject;

    /// `pixels` is rounded and never below 11, the smallest size people read at ease.
    QFont ui(double pixels, QFont::Weight weight = QFont::Normal) const { return font(uiFont, pixels, weight); }
    QFont mono(double pixels) const { return font(monoFont, pixels, QFont::Normal); }

    QColor ground{"#0a0e14"};
    QColor dot{"#151c26"};
    QColor card{"#161d27"};
    QColor cardLine{"#2b3746"};
    QColor text{"#e6edf3"};
    QColor muted{"#8b9aab"};
    QColor from{"#d8c3a5"};
    QColor to{"#38bdf8"};
    QColor gateway{"#a78bfa"};
    QColor mesh{"#2dd4bf"};
    QColor outside{"#94a3b8"};
    QColor warn{"#f5a524"};
    QColor bad{"#f85149"};
    QString uiFont = QStringLiteral("Inter");
    QString monoFont = QStringLiteral("JetBrains Mono");

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
