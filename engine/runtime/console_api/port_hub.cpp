#include "engine/runtime/console_api/port_hub.h"

#include <algorithm>

namespace causeway::runtime {

class PortHub::Face final : public api::ClusterPort
{
public:
    Face(PortHub& hub, std::shared_ptr<Seat> seat)
        : m_hub(hub)
        , m_seat(std::move(seat))
    {
    }
    ~Face() override
    {
        watch({});
        const std::lock_guard lock(m_hub.m_seatsMutex);
        std::erase(m_hub.m_seats, m_seat);
    }

    api::Capabilities capabilities() const override { return m_hub.m_port.capabilities(); }
    void watch(ViewSink sink) override
    {
        {
            const std::lock_guard lock(m_seat->mutex);
            m_seat->sink = std::move(sink);
        }
        m_hub.rewatch();
    }
    void submit(api::ClusterCommand command, std::string author, Outcome outcome) override
    {
        m_hub.m_port.submit(std::move(command), std::move(author), std::move(outcome));
    }
    void revisions(std::uint64_t before, std::size_t limit, Revisions outcome) override
    {
        m_hub.m_port.revisions(before, limit, std::move(outcome));
    }
    void previewRevert(std::uint64_t revision, Preview outcome) override
    {
        m_hub.m_port.previewRevert(revision, std::move(outcome));
    }
    void textOf(std::string route, api::TextForm form, Text outcome) override
    {
        m_hub.m_port.textOf(std::move(route), form, std::move(outcome));
    }
    void tryNow() override { m_hub.m_port.tryNow(); }

private:
    PortHub& m_hub;
    std::shared_ptr<Seat> m_seat;
};

PortHub::PortHub(api::ClusterPort& port)
    : m_port(port)
{
}

PortHub::~PortHub()
{
    m_port.watch({});
}

std::unique_ptr<api::ClusterPort> PortHub::open()
{
    auto seat = std::make_shared<Seat>();
    {
        const std::lock_guard lock(m_seatsMutex);
        m_seats.push_back(seat);
    }
    return std::make_unique<Face>(*this, std::move(seat));
}

/// Watching anew also brings the present view at once, which is what a newcomer is promised.
void PortHub::rewatch()
{
    const std::lock_guard watch(m_watchMutex);
    std::vector<std::shared_ptr<Seat>> seats;
    {
        const std::lock_guard lock(m_seatsMutex);
        seats = m_seats;
    }
    const bool isWatched = std::any_of(seats.begin(), seats.end(), [](const std::shared_ptr<Seat>& seat) {
        const std::lock_guard lock(seat->mutex);
        return seat->sink != nullptr;
    });
    if (isWatched)
        m_port.watch([this](const std::shared_ptr<const api::ClusterView>& view) { show(view); });
    else
        m_port.watch({});
}

void PortHub::show(const std::shared_ptr<const api::ClusterView>& view)
{
    std::vector<std::shared_ptr<Seat>> seats;
    {
        const std::lock_guard lock(m_seatsMutex);
        seats = m_seats;
    }
    for (const std::shared_ptr<Seat>& seat : seats) {
        const std::lock_guard lock(seat->mutex);
        if (seat->sink)
            seat->sink(view);
    }
}

} // namespace causeway::runtime
