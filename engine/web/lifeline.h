#pragma once

#include <memory>

namespace causeway::web {

/// Lets a function that made a callback, or a task that was posted, learn whether the object it belongs to still lives.
class Lifeline
{
public:
    using Witness = std::weak_ptr<const char>; // Expired when the object is gone.

    Witness witness() const { return m_life; }

private:
    std::shared_ptr<const char> m_life = std::make_shared<const char>('\0');
};

} // namespace causeway::web
