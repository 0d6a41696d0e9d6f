#pragma once

#include "app/connection_form.h"
#include "app/startup.h"

#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// The clusters a console can look at: the lab of this machine and those the user connects to; switches from one to
/// another.
///
/// Threads: the GUI thread's.
class ClusterChooser : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("main makes it.")
    Q_PROPERTY(QStringList names READ names NOTIFY changed)      // Of the contexts.
    Q_PROPERTY(QString current READ current NOTIFY changed)      // Empty: the lab, or what the command line named.
    Q_PROPERTY(bool isProtected READ isProtected NOTIFY changed) // The current one is.
    Q_PROPERTY(bool isLocal READ isLocal NOTIFY changed)         // The lab of this machine is looked at.
    Q_PROPERTY(causeway::app::ConnectionForm* form READ form CONSTANT)

public:
    struct Places
    {
        StartTarget local;   // The lab of this machine.
        bool isLocal = true; // It is what the program starts with.
        QString tokenFolder;
        std::string version;
        ConnectionForm::Connector connector; // What the form tries a connection with.
    };
    ClusterChooser(Startup& startup, QSettings& settings, Places places, QObject* parent = nullptr);

    QStringList names() const;
    const QString& current() const { return m_current; }
    bool isProtected() const;
    bool isLocal() const { return m_isLocal; }
    ConnectionForm* form() { return &m_form; }

    Q_INVOKABLE void open(const QString& name);
    Q_INVOKABLE void openLocal();

Q_SIGNALS:
    void changed();

private:
    void show(const ClusterContext& context, const Result<std::string>& token);

    Startup& m_startup;
    ClusterContexts m_contexts;
    TokenStore m_tokens;
    const Places m_places;
    ConnectionForm m_form;
    QString m_current;
    bool m_isLocal;
};

} // namespace causeway::app
