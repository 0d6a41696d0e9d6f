#include "engine/formats/kind_documents.h"

#include <fmt/format.h>

namespace causeway::formats {

namespace {

using model::PeerMatch;
using model::PermissionSource;

Node peersNode(const std::vector<PeerMatch>& peers)
{
    Node list = Node::list();
    for (const PeerMatch& peer : peers) {
        Node node = Node::map();
        Node& id = node.add("spiffeID", Node::map());
        id.add("type", Node::ofText(peer.kind == PeerMatch::Kind::Exact ? "Exact" : "Prefix"));
        id.add("value", Node::ofText(peer.spiffeId));
        list.items.push_back(std::move(node));
    }
    return list;
}

Node ruleNode(const model::PermissionRule& rule)
{
    Node node = Node::map();
    Node& conf = node.add("default", Node::map());
    if (!rule.deny.empty())
        conf.add("deny", peersNode(rule.deny));
    if (!rule.allow.empty())
        conf.add("allow", peersNode(rule.allow));
    return node;
}

Node sourceNode(const PermissionSource& source)
{
    Node node = Node::map();
    Node& target = node.add("targetRef", Node::map());
    target.add("kind", Node::ofText(source.service ? "MeshService" : "Mesh"));
    if (source.service)
        target.add("name", Node::ofText(*source.service));
    const bool allows = source.action == PermissionSource::Action::Allow;
    node.add("default", Node::map()).add("action", Node::ofText(allows ? "Allow" : "Deny"));
    return node;
}

/// Reads a MeshTrafficPermission's spec from the top down.
class PermissionReader
{
public:
    explicit PermissionReader(model::Violations& violations)
        : m_violations(violations)
    {
    }

    model::PermissionRule rule(const Node& node, const std::string& field);
    PermissionSource source(const Node& node, const std::string& field);

private:
    std::vector<PeerMatch> peers(FieldReader& reader, std::string_view key);
    PeerMatch spiffeId(const Node& node, const std::string& field);
    std::optional<std::string> sourceService(const Node& node, const std::string& field);
    PermissionSource::Action action(const Node& node, const std::string& field);

    model::Violations& m_violations;
};

model::PermissionRule PermissionReader::rule(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    model::PermissionRule rule;
    reader.refuse("matches", "stand inside deny and allow in a MeshTrafficPermission");
    const Node* conf = reader.take("default");
    if (!conf) {
        reader.complain("default", "is missing");
        return rule;
    }
    FieldReader confReader(*conf, reader.fieldOf("default"), m_violations);
    confReader.refuse("allowWithShadowDeny");
    rule.deny = peers(confReader, "deny");
    rule.allow = peers(confReader, "allow");
    return rule;
}

std::vector<PeerMatch> PermissionReader::peers(FieldReader& reader, std::string_view key)
{
    std::vector<PeerMatch> peers;
    reader.each(key, [&](const Node& item, const std::string& field) {
        FieldReader match(item, field, m_violations);
        match.refuse("sni");
        if (const Node* id = match.take("spiffeID"))
            peers.push_back(spiffeId(*id, match.fieldOf("spiffeID")));
        else
            match.complain("spiffeID", "is missing");
    });
    return peers;
}

PeerMatch PermissionReader::spiffeId(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    const std::string type = reader.requiredText("type");
    if (!type.empty() && type != "Exact" && type != "Prefix")
        reader.complain("type", fmt::format("must be Exact or Prefix, not '{}'", type));
    return {type == "Prefix" ? PeerMatch::Kind::Prefix : PeerMatch::Kind::Exact, reader.requiredText("value")};
}

PermissionSource PermissionReader::source(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    PermissionSource source;
    if (const Node* target = reader.take("targetRef"))
        source.service = sourceService(*target, reader.fieldOf("targetRef"));
    else
        reader.complain("targetRef", "is missing");
    if (const Node* conf = reader.take("default"))
        source.action = action(*conf, reader.fieldOf("default"));
    else
        reader.complain("default", "is missing");
    return source;
}

std::optional<std::string> PermissionReader::sourceService(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    refuseTargetParts(reader);
    reader.refuse("labels", "is not supported yet; use name");
    const std::string kind = reader.requiredText("kind");
    if (kind == "MeshService")
        return reader.requiredText("name");
    if (reader.has("name"))
        reader.complain("name", "is for kind MeshService only");
    if (!kind.empty() && kind != "Mesh")
        reader.complain("kind", fmt::format("must be Mesh or MeshService; '{}' is not supported yet", kind));
    return std::nullopt;
}

PermissionSource::Action PermissionReader::action(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    const std::string action = reader.requiredText("action");
    if (action == "AllowWithShadowDeny")
        reader.complain("action", "AllowWithShadowDeny is not supported yet");
    else if (!action.empty() && action != "Allow" && action != "Deny")
        reader.complain("action", fmt::format("must be Allow or Deny, not '{}'", action));
    return action == "Allow" ? PermissionSource::Action::Allow : PermissionSource::Action::Deny;
}

} // namespace

void writeSpec(Node& document, const model::MeshTrafficPermission& permission)
{
    Node& spec = document.add("spec", Node::map());
    spec.add("targetRef", selectorNode(permission.planes));
    if (!permission.rules.empty()) {
        Node& rules = spec.add("rules", Node::list());
        for (const model::PermissionRule& rule : permission.rules)
            rules.items.push_back(ruleNode(rule));
    }
    if (!permission.from.empty()) {
        Node& from = spec.add("from", Node::list());
        for (const PermissionSource& source : permission.from)
            from.items.push_back(sourceNode(source));
    }
}

void readSpec(FieldReader& document, model::MeshTrafficPermission& permission, model::Violations& violations)
{
    document.ignore("status");
    const Node* spec = document.take("spec");
    if (!spec)
        return document.complain("spec", "is missing");
    FieldReader reader(*spec, document.fieldOf("spec"), violations);
    PermissionReader parts(violations);
    permission.planes = readSelector(reader, violations);
    reader.each("rules", [&](const Node& item, const std::string& field) {
        permission.rules.push_back(parts.rule(item, field));
    });
    reader.each("from", [&](const Node& item, const std::string& field) {
        permission.from.push_back(parts.source(item, field));
    });
}

} // namespace causeway::formats
