#pragma once

#include <QColor>
#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// How plots look: colours and font of the theme, handed over by QML.
class PlotStyle : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QColor from MEMBER from NOTIFY changed)
    Q_PROPERTY(QColor first MEMBER first NOTIFY changed) // Of the new sides, by their order.
    Q_PROPERTY(QColor second MEMBER second NOTIFY changed)
    Q_PROPERTY(QColor third MEMBER third NOTIFY changed)
    Q_PROPERTY(QColor fourth MEMBER fourth NOTIFY changed)
    Q_PROPERTY(QColor ground MEMBER ground NOTIFY changed)
    Q_PROPERTY(QColor grid MEMBER grid NOTIFY changed)
    Q_PROPERTY(QColor figure MEMBER figure NOTIFY changed)
    Q_PROPERTY(QColor text MEMBER text NOTIFY changed)
    Q_PROPERTY(QColor mark MEMBER mark NOTIFY changed)
    Q_PROPERTY(QColor markGround MEMBER markGround NOTIFY changed)
    Q_PROPERTY(QColor markText MEMBER markText NOTIFY changed)
    Q_PROPERTY(QColor fault MEMBER fault NOTIFY changed)
    Q_PROPERTY(QString fontFamily MEMBER fontFamily NOTIFY changed)
    Q_PROPERTY(int fontPixels MEMBER fontPixels NOTIFY changed)

public:
    using QObject::QObject;

    /// As SplitBackendsModel numbers them: 0 is the side that traffic leaves; after the fourth new one they repeat.
    QColor backend(int colourIndex) const;

    QColor from;
    QColor first;
    QColor second;
    QColor third;
    QColor fourth;
    QColor ground;
    QColor grid;
    QColor figure;
    QColor text;
    QColor mark;
    QColor markGround;
    QColor markText;
    QColor fault;
    QString fontFamily;
    int fontPixels = 10;

Q_SIGNALS:
    void changed();
};

} // namespace causeway::app
