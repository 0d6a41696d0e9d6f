#pragma once

#include "engine/base/result.h"
#include "engine/remote/console_protocol.h"

#include <QString>
#include <QUrl>

#include <string>

namespace causeway::app {

/// A cluster elsewhere: where it is, whom to trust on the way, and what lets us in.
struct RemoteTarget
{
    QUrl url; // https, with a port.
    std::string token;
    QString authorities; // PEM file of those to trust; empty: the system's.
    QString name;        // What the user calls it; empty: what it calls itself.
};

/// "bank.example" is enough: https and the port 5682 are added.
///
/// Errors: InvalidArgument for what is no such address; plain http is refused, for a token would travel in the open.
Result<QUrl> clusterUrl(const QString& text);

/// What was typed or read as a token; `source` names where in the error.
Result<std::string> checkedToken(std::string token, const std::string& source);

/// The token in a file that only its owner can read.
///
/// Errors: PermissionDenied, with the remedy, when others can; InvalidArgument when it holds something else.
Result<std::string> tokenFromFile(const QString& file);

/// The lab that runs on this data folder, by the file that it leaves there for consoles of this machine.
///
/// Errors: NotFound when there is none.
Result<RemoteTarget> targetOfLab(const QString& dataFolder);

} // namespace causeway::app
