#pragma once

#include "engine/snapshot/sections.h"
#include "engine/snapshot/snapshot.pb.h"

namespace causeway::snapshot {

/// Sections to messages: nothing is lost, and equal sections give equal messages.
wire::Listener toWire(const Listener& listener);
wire::VirtualHost toWire(const VirtualHost& host);
wire::Cluster toWire(const Cluster& cluster);
wire::Endpoints toWire(const Endpoints& endpoints);
wire::TrustBundle toWire(const TrustBundle& bundle);
wire::Certificate toWire(const Certificate& certificate);

/// encode_route.cpp
void fill(wire::Route& message, const Route& route);

} // namespace causeway::snapshot
