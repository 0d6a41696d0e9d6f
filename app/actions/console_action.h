#pragma once

#include <QObject>
#include <QQmlParserStatus>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

class ActionTable;

/// One thing the program can do, declared in QML beside what does it: its words, its keys, whether it can be done now.
///
/// Shape: stands in its table from its completion to its end; from there the keys, the palette, the menus and the list
/// of
///        keys take it, so that none of them can differ. One that is `isKeyOnly` explains a key that belongs to a
///        control
///        ("← →" of a split): it is listed, and nothing runs it from elsewhere.
class ConsoleAction : public QObject, public QQmlParserStatus
{
    Q_OBJECT
    QML_ELEMENT
    Q_INTERFACES(QQmlParserStatus)
    Q_PROPERTY(causeway::app::ActionTable* table MEMBER m_table REQUIRED FINAL)
    Q_PROPERTY(Group group MEMBER m_group REQUIRED FINAL)
    Q_PROPERTY(QString title MEMBER m_title NOTIFY changed REQUIRED FINAL)    // "Freeze the view"
    Q_PROPERTY(QStringList sequences MEMBER m_sequences NOTIFY changed FINAL) // "Ctrl+Shift+Z"; the first is shown.
    Q_PROPERTY(QString keys READ keys WRITE setKeys NOTIFY changed FINAL)     // "Ctrl Shift Z"; what is shown.
    Q_PROPERTY(bool isEnabled MEMBER m_isEnabled NOTIFY changed FINAL)
    Q_PROPERTY(bool isToggle MEMBER m_isToggle NOTIFY changed FINAL) // Is on or off.
    Q_PROPERTY(bool isOn MEMBER m_isOn NOTIFY changed FINAL)
    Q_PROPERTY(bool isKeyOnly MEMBER m_isKeyOnly NOTIFY changed FINAL)

public:
    /// In the order in which they are listed.
    enum Group
    {
        Split,
        Change,
        Go,
        View,
        Cluster,
        Program
    };
    Q_ENUM(Group)

    using QObject::QObject;
    ~ConsoleAction() override;

    static QString titleOf(Group group);

    Group group() const { return m_group; }
    const QString& title() const { return m_title; }
    const QStringList& sequences() const { return m_sequences; }
    QString keys() const;
    void setKeys(const QString& keys);
    bool isEnabled() const { return m_isEnabled; }
    bool isToggle() const { return m_isToggle; }
    bool isOn() const { return m_isOn; }
    bool isKeyOnly() const { return m_isKeyOnly; }

    /// Does nothing while it is not enabled.
    Q_INVOKABLE void trigger();

    /// The table ends first.
    void leaveTable() { m_table = nullptr; }

    void classBegin() override {}
    void componentComplete() override;

Q_SIGNALS:
    void triggered();
    void changed();

private:
    ActionTable* m_table = nullptr;
    Group m_group = Program;
    QString m_title;
    QStringList m_sequences;
    QString m_keys; // Given; else they come from the first sequence.
    bool m_isEnabled = true;
    bool m_isToggle = false;
    bool m_isOn = false;
    bool m_isKeyOnly = false;
};

/// "Ctrl+Shift+Z" as keyboards and this program's hints have it: "Ctrl Shift Z".
QString keysOf(const QString& sequence);

} // namespace causeway::app
