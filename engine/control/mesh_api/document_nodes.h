#pragma once

#include "engine/base/clock.h"
#include "engine/formats/node.h"
#include "engine/model/resources.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace causeway::control {

/// What the documents say of the control plane itself.
struct ControlPlaneName
{
    std::string instance;
    std::string clusterId;
    std::string version;
};

/// An overview carries the insight with it: `{}` when asked for alone, no member in lists, where there is none.
enum class DocumentForm
{
    Plain,
    ListedOverview,
    SingleOverview
};

/// The pieces that Kuma's unversioned documents are made of.
///
/// Source: kuma.md §2.1.
namespace mesh_api {

formats::Node textNode(std::string_view text);
formats::Node timeNode(WallTime time);
formats::Node mapOf(const model::Labels& labels);

formats::Node headOf(std::string_view type, const std::string& mesh, const std::string& name);
void addMeta(formats::Node& document, WallTime created, WallTime modified, const model::Labels& labels,
             const std::string& kri);
/// The body's members beside the meta, or as the overview `key` with its insight.
void addBody(formats::Node& document, DocumentForm form, std::string_view key, formats::Node body,
             formats::Node insight);

struct Counts
{
    std::uint64_t sent = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t rejected = 0;
};
/// Protobuf's JSON: 64 bits as text, and what is 0 is not there.
formats::Node countsNode(const Counts& counts);
std::string subscriptionId(const ControlPlaneName& name, const std::string& whose, WallTime connected);

} // namespace mesh_api

} // namespace causeway::control
