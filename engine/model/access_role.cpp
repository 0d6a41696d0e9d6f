#include "engine/model/access_role.h"

namespace causeway::model {

std::string_view nameOf(AccessRole role)
{
    switch (role) {
    case AccessRole::Viewer:
        return "viewer";
    case AccessRole::Operator:
        return "operator";
    case AccessRole::Admin:
        return "admin";
    }
    return {};
}

std::optional<AccessRole> accessRoleFromText(std::string_view text)
{
    for (const AccessRole role : {AccessRole::Viewer, AccessRole::Operator, AccessRole::Admin})
        if (text == nameOf(role))
            return role;
    return std::nullopt;
}

} // namespace causeway::model
