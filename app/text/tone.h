#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

/// How a sentence is meant. The screen adds shape and colour; colour alone says nothing.
namespace causeway::app::tone {
Q_NAMESPACE
QML_NAMED_ELEMENT(Tone)

enum class Value
{
    Quiet,
    Good,
    Warn,
    Bad
};
Q_ENUM_NS(Value)

} // namespace causeway::app::tone

namespace causeway::app {
using Tone = tone::Value;
}
