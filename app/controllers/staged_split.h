#pragma once

#include "app/controllers/protection.h"
#include "app/controllers/share_arithmetic.h"
#include "app/models/diff_model.h"
#include "app/models/split_backends_model.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// A change of a split that is not applied yet, as it is shown: from where to where, what will be written, and what is
/// to be expected of it by what was counted.
///
/// Units: shares 0..1, of all backends but the one that traffic leaves.
class StagedSplit : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a SplitController.")
    Q_PROPERTY(QString context READ context NOTIFY changed) // "prod-global"
    Q_PROPERTY(double before READ before NOTIFY changed)
    Q_PROPERTY(double after READ after NOTIFY changed)
    Q_PROPERTY(QString beforeText READ beforeText NOTIFY changed)
    Q_PROPERTY(QString afterText READ afterText NOTIFY changed)
    Q_PROPERTY(QString expectation READ expectation NOTIFY changed) // Empty where nothing was counted.
    Q_PROPERTY(QString jump READ jump NOTIFY changed)               // Why it is asked about first; empty: it is not.
    Q_PROPERTY(causeway::app::DiffModel* diff READ diff CONSTANT)

public:
    using QObject::QObject;

    void setProtection(const Protection& protection);
    const Protection& protection() const { return m_protection; }

    /// What stands in the model's hand beside what the cluster wants.
    void show(const SplitBackendsModel& backends, const std::string& resource);

    QString context() const { return m_protection.context; }
    double before() const { return m_before; }
    double after() const { return m_after; }
    const QString& beforeText() const { return m_beforeText; }
    const QString& afterText() const { return m_afterText; }
    const QString& expectation() const { return m_expectation; }
    const QString& jump() const { return m_jump; }
    DiffModel* diff() { return &m_diff; }

Q_SIGNALS:
    void changed();

private:
    QString expectationOf(const SplitBackendsModel& backends) const;
    QString jumpOf(const SplitBackendsModel& backends) const;

    Protection m_protection;
    double m_before = 0;
    double m_after = 0;
    QString m_beforeText;
    QString m_afterText;
    QString m_expectation;
    QString m_jump;
    DiffModel m_diff;
};

} // namespace causeway::app
