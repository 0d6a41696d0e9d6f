#include "tests/support/scene_check.h"

#include <QAccessible>
#include <QQuickItem>

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

namespace causeway::testing {

namespace {

constexpr double slack = 1.5;     // Pixels that rounding may cost.
constexpr double lineSlack = 0.3; // Of a line's height: ascenders and descenders rarely fill it.
constexpr double opaque = 0.9;

/// A text or a control, with what of it can be seen.
struct Seen
{
    const QQuickItem* item = nullptr;
    QString what;
    QRectF whole;   // In the scene.
    QRectF visible; // What is left of it by those that clip.
    bool isText = false;
    bool isElided = false;
    bool isSpilling = false;
    bool isCut = false;
    QString coveredBy;
};

bool isA(const QQuickItem& item, const char* type)
{
    return item.inherits(type);
}

bool floats(const QQuickItem* item)
{
    for (; item; item = item->parentItem()) {
        if (isA(*item, "QQuickPopupItem") || isA(*item, "QQuickOverlay") || item->property("isFloating").toBool())
            return true;
    }
    return false;
}

/// Where the letters of a text are, without the room it has beside them.
QRectF lettersOf(const QQuickItem& text)
{
    const double width = text.property("contentWidth").toDouble();
    const double height = text.property("contentHeight").toDouble();
    const int horizontal = text.property("effectiveHorizontalAlignment").toInt();
    const int vertical = text.property("verticalAlignment").toInt();
    double x = text.property("leftPadding").toDouble();
    double y = text.property("topPadding").toDouble();
    if (horizontal & Qt::AlignRight)
        x = text.width() - width - text.property("rightPadding").toDouble();
    else if (horizontal & Qt::AlignHCenter)
        x = (text.width() - width) / 2;
    if (vertical & Qt::AlignBottom)
        y = text.height() - height - text.property("bottomPadding").toDouble();
    else if (vertical & Qt::AlignVCenter)
        y = (text.height() - height) / 2;
    return {x, y, width, height};
}

QString shortened(QString text)
{
    text.replace(QLatin1Char('\n'), QLatin1Char(' '));
    return text.size() > 60 ? text.left(57) + QStringLiteral("…") : text;
}

/// Goes through the items of a window in the order in which they are painted.
class Walk
{
public:
    explicit Walk(QQuickWindow& window)
        : m_window(QRectF(QPointF(), QSizeF(window.size())))
    {
        visit(*window.contentItem(), m_window, 1, false);
    }

    std::vector<Seen> seen;

private:
    void visit(QQuickItem& item, QRectF clip, double opacity, bool isScrolled)
    {
        opacity *= item.opacity();
        if (!item.isVisible() || opacity < 0.05)
            return;
        if (isA(item, "QQuickText") && !item.property("text").toString().isEmpty())
            addText(item, clip, isScrolled);
        else if (isA(item, "QQuickAbstractButton"))
            addControl(item, clip, isScrolled);
        else if (isA(item, "QQuickRectangle") && opacity * item.property("color").value<QColor>().alphaF() > opaque)
            cover(item, clip);

        if (item.clip()) {
            clip &= item.mapRectToScene(item.boundingRect());
            isScrolled |= isA(item, "QQuickFlickable");
        }
        QList<QQuickItem*> children = item.childItems();
        std::stable_sort(children.begin(), children.end(), [](auto* x, auto* y) { return x->z() < y->z(); });
        for (QQuickItem* child : std::as_const(children))
            visit(*child, clip, opacity, isScrolled);
    }

    void addText(const QQuickItem& text, const QRectF& clip, bool isScrolled)
    {
        const QRectF letters = lettersOf(text);
        Seen made = madeOf(text, text.mapRectToScene(letters), clip, isScrolled);
        made.isText = true;
        made.what = QStringLiteral("\"%1\"").arg(shortened(text.property("text").toString()));
        made.isElided = text.property("truncated").toBool();
        made.isSpilling = letters.width() > text.width() + slack || letters.height() > text.height() * (1 + lineSlack);
        add(std::move(made));
    }

    void addControl(const QQuickItem& control, const QRectF& clip, bool isScrolled)
    {
        Seen made = madeOf(control, control.mapRectToScene(control.boundingRect()), clip, isScrolled);
        made.what = nameOf(control);
        add(std::move(made));
    }

    Seen madeOf(const QQuickItem& item, const QRectF& whole, const QRectF& clip, bool isScrolled) const
    {
        Seen made;
        made.item = &item;
        made.whole = whole;
        made.visible = whole & clip;
        const bool isInside = made.visible.width() > whole.width() - slack &&
                              made.visible.height() > whole.height() * (1 - lineSlack) - slack;
        made.isCut = !isInside && !isScrolled;
        return made;
    }

    void add(Seen made)
    {
        if (made.isCut || !made.visible.isEmpty())
            seen.push_back(std::move(made));
    }

    // What was painted before and lies below is hidden, wholly or in part.
    void cover(const QQuickItem& rectangle, const QRectF& clip)
    {
        const QRectF area = rectangle.mapRectToScene(rectangle.boundingRect()) & clip;
        const bool isFloating = floats(&rectangle);
        std::erase_if(seen, [&](const Seen& each) {
            const QRectF common = area & each.visible;
            const bool isTouched = common.width() > slack && common.height() > slack;
            return (isTouched && isFloating && !each.item->isAncestorOf(&rectangle)) || area.contains(each.visible);
        });
        for (Seen& each : seen) {
            const QRectF common = area & each.visible;
            const bool isHidden =
                common.width() > slack && common.height() > each.visible.height() * lineSlack && each.isText;
            if (isHidden)
                each.coveredBy = nameOf(rectangle);
        }
    }

    QRectF m_window;
};

void addOverlaps(const std::vector<Seen>& seen, QStringList& flaws)
{
    for (std::size_t i = 0; i < seen.size(); ++i) {
        for (std::size_t j = i + 1; j < seen.size(); ++j) {
            if (!seen[i].isText || !seen[j].isText)
                continue;
            const QRectF common = seen[i].visible & seen[j].visible;
            const double line = std::min(seen[i].visible.height(), seen[j].visible.height());
            if (common.width() > slack && common.height() > line * lineSlack) {
                flaws << QStringLiteral("%1 and %2 lie on one another (%3)")
                             .arg(seen[i].what, seen[j].what, nameOf(*seen[j].item->parentItem()));
            }
        }
    }
}

void visitItems(QQuickItem& item, const std::function<void(QQuickItem&)>& take)
{
    if (!item.isVisible())
        return;
    take(item);
    for (QQuickItem* child : item.childItems())
        visitItems(*child, take);
}

bool isActive(QAccessible::Role role)
{
    constexpr std::array active{QAccessible::Button,   QAccessible::CheckBox,     QAccessible::RadioButton,
                                QAccessible::Slider,   QAccessible::EditableText, QAccessible::MenuItem,
                                QAccessible::ListItem, QAccessible::TreeItem,     QAccessible::ComboBox,
                                QAccessible::SpinBox,  QAccessible::PageTab};
    return std::find(active.begin(), active.end(), role) != active.end();
}

} // namespace

QString nameOf(const QQuickItem& item)
{
    QString type = QString::fromLatin1(item.metaObject()->className()).section(QLatin1String("_QML"), 0, 0);
    type.remove(QStringLiteral("QQuick"));
    QString name = item.objectName();
    if (const auto* face = QAccessible::queryAccessibleInterface(const_cast<QQuickItem*>(&item));
        face && name.isEmpty())
        name = face->text(QAccessible::Name);
    QStringList around;
    for (const QQuickItem* parent = item.parentItem(); parent && around.size() < 2; parent = parent->parentItem()) {
        const QString className = QString::fromLatin1(parent->metaObject()->className());
        if (className.contains(QLatin1String("_QMLTYPE_")))
            around << className.section(QLatin1String("_QML"), 0, 0);
    }
    return QStringLiteral("%1 '%2' in %3").arg(type, shortened(name), around.join(QStringLiteral(" in ")));
}

QStringList flawsOf(QQuickWindow& window)
{
    const Walk walk(window);
    QStringList flaws;
    for (const Seen& each : walk.seen) {
        const QString where = each.isText ? QStringLiteral(" (%1)").arg(nameOf(*each.item)) : QString();
        if (each.isCut)
            flaws << each.what + QStringLiteral(" is cut off") + where;
        if (each.isSpilling)
            flaws << each.what + QStringLiteral(" is larger than its place") + where;
        if (each.isElided)
            flaws << each.what + QStringLiteral(" is shortened") + where;
        if (!each.coveredBy.isEmpty())
            flaws << each.what + QStringLiteral(" is half hidden by ") + each.coveredBy + where;
    }
    addOverlaps(walk.seen, flaws);
    flaws.removeDuplicates();
    return flaws;
}

QList<QQuickItem*> tabStopsOf(QQuickWindow& window)
{
    QList<QQuickItem*> stops;
    visitItems(*window.contentItem(), [&](QQuickItem& item) {
        if (item.activeFocusOnTab() && item.isEnabled() && item.width() > 0 && item.height() > 0)
            stops << &item;
    });
    return stops;
}

QStringList namelessIn(QQuickWindow& window)
{
    QStringList found;
    visitItems(*window.contentItem(), [&](QQuickItem& item) {
        const QAccessibleInterface* const face = QAccessible::queryAccessibleInterface(&item);
        const bool isStop = item.activeFocusOnTab() && item.isEnabled();
        if (!face) {
            if (isStop)
                found << nameOf(item) + QStringLiteral(" cannot be seen by assistive technology");
            return;
        }
        const bool isActedOn = isStop || isActive(face->role());
        if (isActedOn && face->text(QAccessible::Name).isEmpty())
            found << nameOf(item) + QStringLiteral(" has no name");
    });
    return found;
}

} // namespace causeway::testing
