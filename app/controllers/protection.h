#pragma once

#include <QString>

namespace causeway::app {

/// How carefully a cluster is changed. The context that the console is connected by says it, and whoever opens the
/// context hands it to Console::setProtection(); without one nothing is protected. Where it is on, splits are staged,
/// taking back asks first, and links, faults and load are not touched at all.
///
/// Units: shares 0..1.
struct Protection
{
    bool isOn = false;        // A release stages what is in the hand; Enter applies it, Esc discards it.
    double largestStep = 1.0; // A backend that would gain or lose more than that at once is asked about first.
    QString context;          // Its name, as people know it: "prod-global".

    bool operator==(const Protection&) const = default;
};

} // namespace causeway::app
