#include "app/text/change_text.h"

#include "app/text/traffic_text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

namespace causeway::app::text {

namespace {

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::text", source);
}

} // namespace

QString authorOf(const api::RevisionView& revision, const std::string& self)
{
    return revision.author == self ? translated("you") : QString::fromStdString(revision.author);
}

QString reasonOf(const api::RevisionView& revision)
{
    if (revision.inverts)
        return translated("took back revision %1").arg(*revision.inverts);
    return QString::fromStdString(revision.reason);
}

bool isApplied(const api::PropagationView& propagation)
{
    return propagation.refusedBy.empty() && propagation.applied + propagation.offline.size() >= propagation.concerned;
}

Tone toneOf(const api::PropagationView& propagation)
{
    if (!propagation.refusedBy.empty())
        return Tone::Bad;
    return isApplied(propagation) && propagation.offline.empty() ? Tone::Good : Tone::Warn;
}

QString propagation(const api::PropagationView& propagation)
{
    if (!propagation.isKnown)
        return translated("before this start");
    if (propagation.concerned == 0)
        return translated("no data plane concerned");
    if (!propagation.refusedBy.empty())
        return translated("refused by %1 of %2").arg(propagation.refusedBy.size()).arg(propagation.concerned);
    QString sentence = translated("applied by %1 of %2").arg(propagation.applied).arg(propagation.concerned);
    if (propagation.acknowledged && isApplied(propagation))
        sentence += translated(" in %1").arg(duration(*propagation.acknowledged));
    if (!propagation.offline.empty())
        sentence += translated(", %1 offline").arg(propagation.offline.size());
    return sentence;
}

QString progress(const api::PlaneProgressView& plane)
{
    using State = api::PlaneProgressView::State;
    const QString reason = QString::fromStdString(plane.reason);
    switch (plane.state) {
    case State::Waiting:
        return reason.isEmpty() ? translated("waiting") : reason;
    case State::Sent:
        return translated("sent, waiting");
    case State::Applied:
        return plane.took ? duration(*plane.took) : translated("applied");
    case State::Refused:
        return reason.isEmpty() ? translated("refused") : translated("refused: %1").arg(reason);
    case State::Offline:
        break;
    }
    return reason.isEmpty() ? translated("offline, will catch up") : translated("%1, will catch up").arg(reason);
}

Tone toneOf(const api::PlaneProgressView& plane)
{
    using State = api::PlaneProgressView::State;
    switch (plane.state) {
    case State::Waiting:
    case State::Sent:
        return Tone::Quiet;
    case State::Applied:
        return Tone::Good;
    case State::Refused:
    case State::Offline:
        break;
    }
    return Tone::Bad;
}

std::optional<QString> shiftOf(const api::RevisionView& revision)
{
    static const QRegularExpression split(QStringLiteral("(\\d+(?:\\.\\d+)?)\\s*→\\s*(\\d+(?:\\.\\d+)?)\\s*%"));
    const QRegularExpressionMatch match = split.match(QString::fromStdString(revision.title));
    if (!match.hasMatch())
        return std::nullopt;
    return QStringLiteral("%1 → %2%").arg(match.captured(1), match.captured(2));
}

QString markLabel(const api::RevisionView& revision)
{
    return shiftOf(revision).value_or(translated("revision %1").arg(revision.number));
}

QString timesOf(const api::PropagationView& propagation)
{
    QStringList lines;
    const auto add = [&](const char* name, const std::optional<Duration>& time) {
        if (time)
            lines << translated(name).arg(duration(*time));
    };
    add("saved after %1", propagation.committed);
    add("compiled after %1", propagation.compiled);
    add("sent after %1", propagation.pushed);
    add("applied everywhere after %1", propagation.acknowledged);
    add("first request routed by it after %1", propagation.firstRouted);
    return lines.join(QLatin1Char('\n'));
}

} // namespace causeway::app::text
