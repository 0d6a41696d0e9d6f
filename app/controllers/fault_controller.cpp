#include "app/controllers/fault_controller.h"

#include "app/text/link_text.h"
#include "app/text/traffic_text.h"

#include <algorithm>
#include <cmath>

namespace causeway::app {

namespace {

constexpr std::uint64_t firstCutByHand = 1'000'000'000; // Above all ids of the cluster.

bool isCutByHand(const api::FaultView& fault)
{
    return fault.id >= firstCutByHand;
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

// What was broken, newest first. A link that was cut by its own switch is no fault of the cluster's; it is broken all
// the same, and listed with the others.
std::vector<api::FaultView> FaultController::all() const
{
    const api::ClusterView& view = *m_bridge.latest();
    std::vector<api::FaultView> broken;
    for (std::size_t i = 0; i < view.links.size(); ++i) {
        const api::LinkView& link = view.links[i];
        if (!text::isCut(link) || lasting(api::FaultKind::CutLink, link.id))
            continue;
        api::FaultView cut;
        cut.id = firstCutByHand + i;
        cut.kind = api::FaultKind::CutLink;
        cut.title = tr("%1 is cut").arg(text::title(link)).toStdString();
        cut.target = link.id;
        cut.at = link.id;
        broken.push_back(std::move(cut));
    }
    broken.insert(broken.end(), view.faults.begin(), view.faults.end());
    return broken;
}

std::vector<api::FaultView> FaultController::allLasting() const
{
    std::vector<api::FaultView> lasting;
    std::ranges::copy_if(all(), std::back_inserter(lasting), [](const api::FaultView& fault) { return !fault.until; });
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
    if (!chosen() || m_target < 0)
        return;
    const api::FaultOffer& offer = *chosen();
    const api::FaultOffer::Target& target = offer.targets[static_cast<std::size_t>(m_target)];
    const api::StartFault command{offer.kind, target.id, hasAmount() ? m_amount : 0};

    api::FaultView started;
    started.kind = offer.kind;
    started.target = target.id;
    const api::FaultView* before = lasting(offer.kind, target.id);
    LiveStep step{
        QStringLiteral("%1: %2").arg(QString::fromStdString(offer.title), QString::fromStdString(target.name)),
        [this, started] { endOf(started); }, [this, command] { submit(command); }};
    if (before) // It lasts already and got another amount: that is what is taken back.
        step.undo = [this, fault = *before] { restart(fault); };
    submit(command, [this, step = std::move(step)] { m_undo.add(step); });
}

void FaultController::end(int id)
{
    const auto faults = allLasting();
    const auto found = std::ranges::find(faults, static_cast<std::uint64_t>(id), &api::FaultView::id);
    if (found == faults.end())
        return;
    const auto note = [this, fault = *found] {
        m_undo.add({tr("end of: %1").arg(QString::fromStdString(fault.title)), [this, fault] { restart(fault); },
                    [this, fault] { endOf(fault); }});
    };
    if (isCutByHand(*found))
        setCut(found->target, false, note);
    else
        submit(api::EndFault{found->id}, note);
}

void FaultController::endAll()
{
    const std::vector<api::FaultView> faults = allLasting();
    if (faults.empty())
        return;
    const auto endEach = [this, faults](const std::function<void()>& whenDone) {
        for (const api::FaultView& fault : faults) {
            if (isCutByHand(fault))
                setCut(fault.target, false);
        }
        if (!std::ranges::all_of(faults, isCutByHand))
            submit(api::EndFault{0}, whenDone);
        else if (whenDone)
            whenDone();
    };
    endEach([this, faults, endEach] {
        const auto restartAll = [this, faults] {
            for (const api::FaultView& fault : faults)
                restart(fault);
        };
        m_undo.add({tr("end of all faults"), restartAll, [endEach] { endEach({}); }});
    });
}

void FaultController::restart(const api::FaultView& fault)
{
    if (isCutByHand(fault))
        setCut(fault.target, true);
    else
        submit(api::StartFault{fault.kind, fault.target, fault.amount});
}

// By what it is, not by its id: started anew it has another one.
void FaultController::endOf(const api::FaultView& fault)
{
    if (isCutByHand(fault))
        setCut(fault.target, false);
    else if (const api::FaultView* now = lasting(fault.kind, fault.target))
        submit(api::EndFault{now->id});
}

void FaultController::setCut(const std::string& link, bool isCut, std::function<void()> whenDone)
{
    const auto& links = m_bridge.latest()->links;
    const auto found = std::ranges::find(links, link, &api::LinkView::id);
    if (found == links.end() || !found->settings)
        return;
    api::LinkSettings settings = *found->settings;
    settings.isCut = isCut;
    submit(api::SetLink{link, settings}, std::move(whenDone));
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
    m_faults.setFaults(m_bridge.capabilities().breaksThings ? all() : view.faults, m_bridge.author());
    Q_EMIT changed();
}

} // namespace causeway::app
