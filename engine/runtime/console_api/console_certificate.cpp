#include "engine/runtime/console_api/console_certificate.h"

#include "engine/base/log.h"

namespace causeway::runtime {

Result<std::unique_ptr<ConsoleCertificate>> ConsoleCertificate::keep(control::ControlPlane& controlPlane,
                                                                     std::vector<std::string> names, Issued issued)
{
    std::unique_ptr<ConsoleCertificate> kept(new ConsoleCertificate(controlPlane, std::move(names), std::move(issued)));
    RETURN_IF_ERROR(kept->issue());
    return kept;
}

ConsoleCertificate::ConsoleCertificate(control::ControlPlane& controlPlane, std::vector<std::string> names,
                                       Issued issued)
    : m_controlPlane(controlPlane)
    , m_names(std::move(names))
    , m_issued(std::move(issued))
{
    m_controlPlane.addObserver(*this);
}

ConsoleCertificate::~ConsoleCertificate()
{
    m_controlPlane.removeObserver(*this);
}

Result<> ConsoleCertificate::issue()
{
    ASSIGN_OR_RETURN(const keys::PlaneIdentity identity, m_controlPlane.certifyServer(m_names));
    m_issued(identity);
    return {};
}

void ConsoleCertificate::identityChanged()
{
    if (const auto outcome = issue(); !outcome)
        log::error("the console API keeps its certificate: {}", outcome.error().message);
}

} // namespace causeway::runtime
