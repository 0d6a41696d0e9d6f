#include "engine/runtime/console_api/console_api.h"

#include "engine/runtime/console_api/console_service.h"

namespace causeway::runtime {

Result<std::unique_ptr<ConsoleApi>> ConsoleApi::start(const Clock& clock, ConsoleApiOptions options,
                                                      api::ClusterPort& port, MeshApi meshApi)
{
    ASSIGN_OR_RETURN(auto tokens, authority::AccessTokens::open(clock, options.tokens));
    ASSIGN_OR_RETURN(auto loop, net::LoopThread::create("cw-consoles"));
    std::unique_ptr<ConsoleApi> api(new ConsoleApi(std::move(loop)));
    Result<> outcome;
    api->m_loop->runAndWait([&] {
        api->m_service = std::make_unique<Service>(api->m_loop->loop(), clock, std::move(options), port,
                                                   std::move(meshApi), std::move(tokens));
        outcome = api->m_service->listen();
        if (outcome)
            api->m_address = api->m_service->address();
    });
    RETURN_IF_ERROR(outcome);
    return api;
}

ConsoleApi::ConsoleApi(std::unique_ptr<net::LoopThread> loop)
    : m_loop(std::move(loop))
{
}

ConsoleApi::~ConsoleApi()
{
    m_loop->runAndWait([this] {
        if (m_service)
            m_service->sayGoodbye();
    });
    m_loop->runAndWait([this] { m_service.reset(); }); // A turn later, so that the words are on their way.
}

void ConsoleApi::setIdentity(net::TlsIdentity identity)
{
    m_loop->loop().post([this, identity = std::move(identity)] {
        if (const auto set = m_service->setIdentity(identity); !set)
            log::error("the console API keeps its certificate: {}", set.error().message);
    });
}

Result<std::string> ConsoleApi::createPassingToken(model::AccessRole role, const std::string& name)
{
    Result<std::string> secret;
    m_loop->runAndWait([&] {
        auto created = m_service->tokens().createPassing(role, name);
        if (created)
            secret = std::move(created->secret);
        else
            secret = failure(std::move(created).error());
    });
    return secret;
}

} // namespace causeway::runtime
