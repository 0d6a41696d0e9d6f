#include "engine/keys/root_set.h"

#include "engine/keys/certificate.h"

#include <set>

namespace causeway::keys {

Result<Digest> rootSetDigest(const std::vector<std::string>& rootsPem)
{
    if (rootsPem.empty() || rootsPem.size() > rootLimit)
        return failure(ErrorCode::InvalidArgument, "{} roots where 1 to {} are trusted", rootsPem.size(), rootLimit);
    std::set<Digest> fingerprints;
    for (const std::string& pem : rootsPem) {
        ASSIGN_OR_RETURN(const Certificate root, Certificate::fromPem(pem));
        if (!root.isAuthority())
            return failure(ErrorCode::InvalidArgument, "{} is no authority", root.description());
        fingerprints.insert(root.fingerprint());
    }
    FieldDigest digest;
    for (const Digest& fingerprint : fingerprints)
        digest.add(fingerprint);
    return digest.finish();
}

} // namespace causeway::keys
