#include "app/controllers/fault_controller.h"

#include <algorithm>

namespace causeway::app {

FaultController::FaultController(ClusterBridge& bridge, UndoController& undo, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_undo(undo)
{
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &FaultController::takeView);
    takeView();
}

bool FaultController::isAvailable() const
{
    return m_bridge.capabilities().breaksThings && !m_bridge.latest()->faultOffers.empty();
}

std::vector<api::FaultView> FaultController::allLasting() const
{
    std::vector<api::FaultView> lasting;
    std::ranges::copy_if(m_bridge.latest()->faults, std::back_inserter(lasting),
                         [](const api::FaultView& fault) { return !fault.until; });
    return lasting;
}

int FaultController::runningCount() const
{
    return static_cast<int>(allLasting().size());
}

QString FaultController::runningText() const
{
    const int count = runningCount();
    if (count == 0)
        return {};
    return count == 1 ? tr("1 fault lasts") : tr("%1 faults last").arg(count);
}

int FaultController::targetAt(int offer, const QString& place) const
{
    if (offer < 0 || offer >= m_offers.count())
        return 0;
    const auto& targets = m_offers.offers()[static_cast<std::size_t>(offer)].targets;
    const auto found = std::ranges::find(targets, place.toStdString(), &api::FaultOffer::Target::at);
    return found == targets.end() ? 0 : static_cast<int>(found - targets.begin());
}

const api::FaultView* FaultController::lasting(api::FaultKind kind, const std::string& target) const
{
    const auto& faults = m_bridge.latest()->faults;
    const auto found = std::ranges::find_if(faults, [&](const api::FaultView& fault) {
        return fault.kind == kind && fault.target == target && !fault.until;
    });
    return found == faults.end() ? nullptr : &*found;
}

void FaultController::start(int offerRow, int targetRow, double amount)
{
    if (offerRow < 0 || offerRow >= m_offers.count())
        return;
    const api::FaultOffer& offer = m_offers.offers()[static_cast<std::size_t>(offerRow)];
    if (targetRow < 0 || static_cast<std::size_t>(targetRow) >= offer.targets.size())
        return;
    const api::FaultOffer::Target& target = offer.targets[static_cast<std::size_t>(targetRow)];
    const api::StartFault command{offer.kind, target.id,
                                  offer.unit.empty() ? 0 : std::clamp(amount, offer.least, offer.most)};

    const api::FaultView* before = lasting(offer.kind, target.id);
    LiveStep step{
        QStringLiteral("%1: %2").arg(QString::fromStdString(offer.title), QString::fromStdString(target.name)),
        [this, command] { endOf(command.kind, command.target); }, [this, command] { submit(command); }};
    if (before) // It lasts already and got another amount: that is what is taken back.
        step.undo = [this, fault = *before] { restart(fault); };
    submit(command, [this, step = std::move(step)] { m_undo.add(step); });
}

void FaultController::end(qulonglong id)
{
    const auto& faults = m_bridge.latest()->faults;
    const auto found = std::ranges::find(faults, static_cast<std::uint64_t>(id), &api::FaultView::id);
    if (found == faults.end() || found->until)
        return;
    const api::FaultView fault = *found;
    submit(api::EndFault{fault.id}, [this, fault] {
        m_undo.add({tr("end of: %1").arg(QString::fromStdString(fault.title)), [this, fault] { restart(fault); },
                    [this, fault] { endOf(fault.kind, fault.target); }});
    });
}

void FaultController::endAll()
{
    const std::vector<api::FaultView> faults = allLasting();
    if (faults.empty())
        return;
    submit(api::EndFault{0}, [this, faults] {
        const auto restartAll = [this, faults] {
            for (const api::FaultView& fault : faults)
                restart(fault);
        };
        m_undo.add({tr("end of all faults"), restartAll, [this] { submit(api::EndFault{0}); }});
    });
}

void FaultController::restart(const api::FaultView& fault)
{
    submit(api::StartFault{fault.kind, fault.target, fault.amount});
}

void FaultController::endOf(api::FaultKind kind, const std::string& target)
{
    if (const api::FaultView* fault = lasting(kind, target))
        submit(api::EndFault{fault->id});
}

void FaultController::submit(api::ClusterCommand command, std::function<void()> whenDone)
{
    m_bridge.submit(std::move(command), [this, whenDone = std::move(whenDone)](const auto& result) {
        if (!result)
            Q_EMIT failed(QString::fromStdString(result.error().message));
        else if (whenDone)
            whenDone();
    });
}

void FaultController::takeView()
{
    const api::ClusterView& view = *m_bridge.latest();
    m_offers.setOffers(m_bridge.capabilities().breaksThings ? view.faultOffers : std::vector<api::FaultOffer>());
    m_faults.setFaults(view.faults, m_bridge.author());
    Q_EMIT changed();
}

} // namespace causeway::app
