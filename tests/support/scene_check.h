#pragma once

#include <QQuickWindow>
#include <QStringList>

namespace causeway::testing {

/// Looks over all that a window shows for what no reader should meet, and tells each by name:
/// - text and controls that reach out of the window or are cut off by what they stand in (what can be scrolled to is
///   not cut off),
/// - text that is larger than its place and so runs over its edge,
/// - texts that lie on one another, and text that is half hidden by something that does not float,
/// - text that was shortened to fit (elided).
///
/// Shape: what floats over the rest (popups, and items that say `isFloating`) may cover it, wholly or in part.
QStringList flawsOf(QQuickWindow& window);

/// What can be acted on or tabbed to but has no name, or that assistive technology cannot see at all.
QStringList namelessIn(QQuickWindow& window);

/// All that Tab should come to: visible, enabled, and with a place in the order.
QList<QQuickItem*> tabStopsOf(QQuickWindow& window);

/// "Button 'Freeze view' in TopBar": for a message.
QString nameOf(const QQuickItem& item);

} // namespace causeway::testing
