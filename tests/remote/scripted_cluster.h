#pragma once

#include "engine/remote/console_client.h"
#include "tests/support/fake_clock.h"

#include <string>
#include <vector>

namespace causeway::test {

/// A console's client and the cluster it talks to, without a network between them: the test moves the bytes.
class ScriptedCluster
{
public:
    ScriptedCluster();

    /// Dials, upgrades and greets, as far as the client goes along.
    void connect();
    void accept(); // The HTTP part only.
    void answer(const std::string& response) { client.received(response); }
    void say(const remote::FromCluster& message);
    /// What the console said since the last call, decoded.
    std::vector<remote::FromConsole> heard();
    template <typename Message>
    std::vector<Message> heardOf()
    {
        std::vector<Message> found;
        for (remote::FromConsole& message : heard())
            if (auto* const fitting = std::get_if<Message>(&message))
                found.push_back(std::move(*fitting));
        return found;
    }

    FakeClock clock;
    std::vector<std::shared_ptr<const api::ClusterView>> views;
    std::vector<remote::ConnectError> failures;
    std::vector<remote::ServerHello> greetings;
    std::string request; // The newest upgrade request.
    remote::ConsoleClient client;

private:
    http::WebSocketReader m_frames{http::WebSocketRole::Server};
    std::string m_input;
};

} // namespace causeway::test
