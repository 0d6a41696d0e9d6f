#pragma once

#include "engine/api/cluster_port.h"

#include <memory>
#include <mutex>

namespace causeway::test {

/// What a port told, for the test's thread to read.
class Watcher
{
public:
    explicit Watcher(api::ClusterPort& port)
    {
        port.watch([this](std::shared_ptr<const api::ClusterView> view) {
            const std::lock_guard lock(m_mutex);
            m_view = std::move(view);
        });
    }
    std::shared_ptr<const api::ClusterView> view()
    {
        const std::lock_guard lock(m_mutex);
        return m_view;
    }

private:
    std::mutex m_mutex;
    std::shared_ptr<const api::ClusterView> m_view;
};

/// An outcome that may come on another thread.
class Answer
{
public:
    api::ClusterPort::Outcome sink()
    {
        return [state = m_state](Result<api::CommandDone> outcome) {
            const std::lock_guard lock(state->mutex);
            ++state->times;
            state->outcome = std::move(outcome);
        };
    }
    int times() const
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->times;
    }
    Result<api::CommandDone> outcome() const
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->outcome;
    }

private:
    struct State
    {
        mutable std::mutex mutex;
        int times = 0;
        Result<api::CommandDone> outcome;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace causeway::test
