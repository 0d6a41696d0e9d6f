#pragma once

#include "engine/base/result.h"

#include <QLocalServer>
#include <QObject>
#include <QString>

namespace causeway::app {

/// Lets a second console on one data folder find the first: it asks, and the first comes to the front.
///
/// Threads: the GUI thread's. showOther() waits for up to a second.
class Attachment : public QObject
{
    Q_OBJECT

public:
    explicit Attachment(const QString& dataFolder, QObject* parent = nullptr);

    /// From now on asks of others are heard.
    void listen();

    /// Errors: Unavailable when no console answers for the folder: then what holds it has no window.
    Result<> showOther() const;

Q_SIGNALS:
    void asked();

private:
    QString m_folder;
    QString m_name; // Of the socket, in the runtime folder of the user.
    QLocalServer m_server;
};

} // namespace causeway::app
