#pragma once

#include <cstddef>
#include <utility>

namespace causeway::proxy {

/// Counts its holders without atomics: worker-local things that an exchange keeps while the configuration moves on.
class Pinnable
{
public:
    Pinnable() = default;
    Pinnable(const Pinnable&) = delete;
    Pinnable& operator=(const Pinnable&) = delete;

private:
    template <typename T>
    friend class Pinned;
    std::size_t m_pins = 0;
};

/// Holds a Pinnable; the last holder destroys it. Never crosses threads.
template <typename T>
class Pinned
{
public:
    Pinned() = default;
    explicit Pinned(T* object)
        : m_object(object)
    {
        if (m_object)
            ++m_object->Pinnable::m_pins;
    }
    Pinned(const Pinned& other)
        : Pinned(other.m_object)
    {
    }
    Pinned(Pinned&& other) noexcept
        : m_object(std::exchange(other.m_object, nullptr))
    {
    }
    Pinned& operator=(Pinned other) noexcept
    {
        std::swap(m_object, other.m_object);
        return *this;
    }
    ~Pinned()
    {
        if (m_object && --m_object->Pinnable::m_pins == 0)
            delete m_object;
    }

    T* operator->() const { return m_object; }
    T& operator*() const { return *m_object; }
    T* get() const { return m_object; }
    explicit operator bool() const { return m_object != nullptr; }
    void reset() { *this = Pinned(); }
    /// Nobody else holds it.
    bool isLast() const { return m_object && m_object->Pinnable::m_pins == 1; }

private:
    T* m_object = nullptr;
};

} // namespace causeway::proxy
