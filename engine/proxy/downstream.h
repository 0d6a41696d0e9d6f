#pragma once

#include <cstddef>
#include <cstdint>

namespace causeway::proxy {

/// A client's connection, as the plane sees it that owns it.
class Downstream
{
public:
    Downstream() = default;
    virtual ~Downstream() = default;
    Downstream(const Downstream&) = delete;
    Downstream& operator=(const Downstream&) = delete;

    virtual void start() = 0;
    /// Nothing of a request is here: closes. Otherwise the next answer is the last.
    virtual void closeIfIdle() = 0;
    /// Our certificate, by which it was begun, is good no more: as closeIfIdle(), where there is one.
    virtual void endIfOfMesh() {}
    /// Nobody is there to answer its requests: the sooner it ends, the sooner its peer goes elsewhere.
    virtual bool isUnwanted() const { return false; }
    /// Closes now, whatever is under way.
    virtual void cut() = 0;
    /// Whether a cut would hurt.
    virtual bool isBusy() const = 0;
    /// Whether it is in the middle of a head, or of a handshake.
    virtual bool isReading() const { return false; }

    std::size_t place = 0;        // In the plane's list.
    std::uint64_t addressKey = 0; // Under which the plane's gate counts it.
};

} // namespace causeway::proxy
