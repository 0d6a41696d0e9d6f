#pragma once

#include "engine/api/cluster_port.h"
#include "engine/runtime/lab_engine.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include <QTemporaryDir>

namespace causeway::test {

/// A real lab in this process with the shipped scenario, watched as a console watches it.
class LabWatch
{
public:
    /// `rate`: of the clients.
    explicit LabWatch(double rate);
    ~LabWatch();
    LabWatch(const LabWatch&) = delete;
    LabWatch& operator=(const LabWatch&) = delete;

    bool isUp() const { return m_lab != nullptr; }
    const std::string& problem() const { return m_problem; }
    runtime::LabEngine& lab() { return *m_lab; }
    std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    /// The file of those that consoles trust.
    std::string authorities() const { return m_folder.filePath("lab/control-plane/trust/roots.crt").toStdString(); }
    std::shared_ptr<const api::ClusterView> view() const;
    /// Waits for a view in which it holds. Of time in which the machine was busy with others only a part counts.
    bool sees(const std::function<bool(const api::ClusterView&)>& condition,
              std::chrono::milliseconds limit = std::chrono::seconds(30));
    /// The command's outcome.
    Result<api::CommandDone> submit(const api::ClusterCommand& command);
    Result<api::CommandDone> split(const std::string& resource, std::uint32_t moved);

private:
    QTemporaryDir m_folder;
    std::unique_ptr<runtime::LabEngine> m_lab;
    std::string m_problem;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::shared_ptr<const api::ClusterView> m_view;
};

const api::NodeView* findNode(const api::ClusterView& view, const std::string& name);
const api::PlaneView* findPlane(const api::ClusterView& view, const std::string& name);

} // namespace causeway::test
