#include "app/controllers/fault_controller.h"

#include "app/text/traffic_text.h"

#include <algorithm>
#include <cmath>

namespace causeway::app {

namespace {

/// What each of so many commands tells its outcome to; the last one passes the first failure on, if there was one.
LiveWay::Done whenAll(std::size_t commands, const LiveWay::Done& done)
{
    const auto outcome = std::make_shared<Result<api::CommandDone>>(api::CommandDone{});
    const auto left = std::make_shared<std::size_t>(commands);
    return [outcome, left, done](const Result<api::CommandDone>& result) {
        if (!result && *outcome)
            *outcome = result;
        if (--*left == 0)
            done(*outcome);
    };
}

} // namespace

FaultController::FaultController(ClusterBridge& bridge, UndoController& undo, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_undo(undo)
{
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &FaultController::takeView);
    connect(&m_offers, &FaultOffersModel::countChanged, this, [this] { setOffer(m_offer); }); // They are others now.
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
    return count == 1 ? tr("1 thing broken") : tr("%1 things broken").arg(count);
}

const api::FaultOffer* FaultController::chosen() const
{
    const auto& offers = m_offers.offers();
    return static_cast<std::size_t>(m_offer) < offers.size() ? &offers[static_cast<std::size_t>(m_offer)] : nullptr;
}

// The first where nothing of this kind can be broken at that place; -1 with nothing to break at all.
int FaultController::targetAt(const std::string& place) const
{
    const api::FaultOffer* offer = chosen();
    if (!offer || offer->targets.empty())
        return -1;
    const auto found = std::ranges::find(offer->targets, place, &api::FaultOffer::Target::at);
    return found == offer->targets.end() ? 0 : static_cast<int>(found - offer->targets.begin());
}

void FaultController::begin(const QString& place)
{
    m_place = place.toStdString();
    const auto isHere = [&](const api::FaultOffer& offer) {
        return std::ranges::find(offer.targets, m_place, &api::FaultOffer::Target::at) != offer.targets.end();
    };
    const auto found = std::ranges::find_if(m_offers.offers(), isHere);
    setOffer(found == m_offers.offers().end() ? 0 : static_cast<int>(found - m_offers.offers().begin()));
}

void FaultController::setOffer(int offer)
{
    m_offer = std::clamp(offer, 0, std::max(0, m_offers.count() - 1));
    m_target = targetAt(m_place);
    const api::FaultOffer* now = chosen();
    m_amount = now ? now->usual : 0;
    Q_EMIT offerChanged();
    Q_EMIT changed();
}

void FaultController::setTarget(int target)
{
    const api::FaultOffer* offer = chosen();
    if (!offer || offer->targets.empty())
        return;
    m_target = std::clamp(target, 0, static_cast<int>(offer->targets.size()) - 1);
    Q_EMIT changed();
}

void FaultController::setAmount(double amount)
{
    if (const api::FaultOffer* offer = chosen())
        m_amount = std::clamp(std::round(amount), offer->least, std::max(offer->least, offer->most));
    Q_EMIT changed();
}

QString FaultController::detail() const
{
    const api::FaultOffer* offer = chosen();
    return offer ? QString::fromStdString(offer->detail) : QString();
}

QStringList FaultController::targetNames() const
{
    QStringList names;
    if (const api::FaultOffer* offer = chosen()) {
        for (const api::FaultOffer::Target& target : offer->targets)
            names << QString::fromStdString(target.name);
    }
    return names;
}

bool FaultController::hasAmount() const
{
    const api::FaultOffer* offer = chosen();
    return offer && !offer->unit.empty();
}

QString FaultController::amountText() const
{
    const api::FaultOffer* offer = chosen();
    if (!hasAmount())
        return {};
    return QStringLiteral("%1 %2").arg(text::integer(static_cast<std::uint64_t>(m_amount)),
                                       QString::fromStdString(offer->unit));
}

double FaultController::mostAmount() const
{
    const api::FaultOffer* offer = chosen();
    return offer ? offer->most : 0;
}

const api::FaultView* FaultController::lasting(api::FaultKind kind, const std::string& target) const
{
    const auto& faults = m_bridge.latest()->faults;
    const auto found = std::ranges::find_if(faults, [&](const api::FaultView& fault) {
        return fault.kind == kind && fault.target == target && !fault.until;
    });
    return found == faults.end() ? nullptr : &*found;
}

void FaultController::start()
{
    if (refuses() || !chosen() || m_target < 0)
        return;
    const api::FaultOffer& offer = *chosen();
    const api::FaultOffer::Target& target = offer.targets[static_cast<std::size_t>(m_target)];
    const auto started = std::make_shared<api::FaultView>();
    started->kind = offer.kind;
    started->target = target.id;
    started->amount = hasAmount() ? m_amount : 0;
    LiveStep step{
        QStringLiteral("%1: %2").arg(QString::fromStdString(offer.title), QString::fromStdString(target.name)),
        [this, started](const Done& done) { endOf(started, done); },
        [this, started](const Done& done) { restart(started, done); }};
    if (const api::FaultView* before = lasting(offer.kind, target.id)) // It got another amount: that is taken back.
        step.undo = [this, known = std::make_shared<api::FaultView>(*before)](const Done& done) {
            restart(known, done);
        };
    restart(started, [this, step = std::move(step)](const auto& result) {
        if (result)
            m_undo.add(step);
    });
}

void FaultController::end(int id)
{
    const auto faults = allLasting();
    const auto found = std::ranges::find(faults, static_cast<std::uint64_t>(id), &api::FaultView::id);
    if (refuses() || found == faults.end())
        return;
    const auto fault = std::make_shared<api::FaultView>(*found);
    endOf(fault, [this, fault](const auto& result) {
        if (result)
            m_undo.add({tr("end of: %1").arg(QString::fromStdString(fault->title)),
                        [this, fault](const Done& done) { restart(fault, done); },
                        [this, fault](const Done& done) { endOf(fault, done); }});
    });
}

void FaultController::endAll()
{
    std::vector<Fault> faults;
    for (const api::FaultView& fault : allLasting())
        faults.push_back(std::make_shared<api::FaultView>(fault));
    if (refuses() || faults.empty())
        return;
    submit(api::EndFault{0}, [this, faults](const auto& result) { // By one command: it ends also what started since.
        if (!result)
            return;
        const auto restartAll = [this, faults](const Done& done) {
            const Done each = whenAll(faults.size(), done);
            for (const Fault& fault : faults)
                restart(fault, each);
        };
        m_undo.add({tr("end of all faults"), restartAll, [this](const Done& done) { submit(api::EndFault{0}, done); }});
    });
}

void FaultController::restart(const Fault& fault, const Done& done)
{
    submit(api::StartFault{fault->kind, fault->target, fault->amount}, [fault, done](const auto& result) {
        if (result)
            fault->id = result->fault;
        done(result);
    });
}

// By what it is, for somebody may have started it anew; by the id that the answer named as long as no view shows it.
void FaultController::endOf(const Fault& fault, const Done& done)
{
    const api::FaultView* now = lasting(fault->kind, fault->target);
    const std::uint64_t id = now ? now->id : fault->id;
    if (id == 0)
        return done(api::CommandDone{}); // 0 would end all of them.
    submit(api::EndFault{id}, done);
}

void FaultController::submit(api::ClusterCommand command, const Done& done)
{
    m_bridge.submit(std::move(command), [this, done](const auto& result) {
        if (!result)
            Q_EMIT failed(QString::fromStdString(result.error().message));
        done(result);
    });
}

void FaultController::setProtection(const Protection& protection)
{
    m_protection = protection;
    Q_EMIT changed();
}

QString FaultController::whyNot() const
{
    return canChange() ? QString()
                       : tr("%1 is protected: nothing is broken or mended from here").arg(m_protection.context);
}

bool FaultController::refuses()
{
    if (!canChange())
        Q_EMIT failed(whyNot());
    return !canChange();
}

void FaultController::takeView()
{
    const api::ClusterView& view = *m_bridge.latest();
    m_offers.setOffers(m_bridge.capabilities().breaksThings ? view.faultOffers : std::vector<api::FaultOffer>());
    m_faults.setFaults(view.faults, m_bridge.author());
    Q_EMIT changed();
}

} // namespace causeway::app
