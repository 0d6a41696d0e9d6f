#include "engine/control/document_merge.h"

#include "engine/formats/json.h"

#include <fmt/format.h>

namespace causeway::control {

namespace {

using formats::Member;
using formats::Node;

bool areEqual(const Node* a, const Node* b)
{
    return a && b ? *a == *b : a == b;
}

bool areMaps(const Node* a, const Node* b)
{
    return a && b && a->kind == Node::Kind::Map && b->kind == Node::Kind::Map;
}

bool areAlikeLists(const Node* a, const Node* b)
{
    return a && b && a->kind == Node::Kind::List && b->kind == Node::Kind::List && a->items.size() == b->items.size();
}

std::string textOf(const Node* node)
{
    return node ? toJson(*node) : std::string();
}

std::string fieldOf(const std::string& field, const std::string& key)
{
    return field.empty() ? key : field + "." + key;
}

std::string fieldOf(const std::string& field, std::size_t index)
{
    return fmt::format("{}[{}]", field, index);
}

void compare(const Node* left, const Node* right, const std::string& field, std::vector<FieldDifference>& out)
{
    if (areEqual(left, right))
        return;
    if (areMaps(left, right)) {
        for (const Member& member : left->members)
            compare(&member.value, right->find(member.key), fieldOf(field, member.key), out);
        for (const Member& member : right->members)
            if (!left->find(member.key))
                compare(nullptr, &member.value, fieldOf(field, member.key), out);
    } else if (areAlikeLists(left, right)) {
        for (std::size_t i = 0; i < left->items.size(); ++i)
            compare(&left->items[i], &right->items[i], fieldOf(field, i), out);
    } else {
        out.push_back({field, textOf(left), textOf(right)});
    }
}

class StepBack
{
public:
    std::optional<Node> merge(const Node* before, const Node* after, const Node* now, const std::string& field)
    {
        if (areEqual(before, after))
            return now ? std::optional(*now) : std::nullopt;
        if (areEqual(now, after) || areEqual(now, before))
            return before ? std::optional(*before) : std::nullopt;
        if (areMaps(before, after) && areMaps(after, now))
            return mergeMaps(*before, *after, *now, field);
        if (areAlikeLists(before, after) && areAlikeLists(after, now))
            return mergeLists(*before, *after, *now, field);
        conflicts.push_back({field, textOf(now), textOf(before)});
        return before ? std::optional(*before) : std::nullopt;
    }

    std::vector<FieldDifference> conflicts;

private:
    Node mergeMaps(const Node& before, const Node& after, const Node& now, const std::string& field)
    {
        Node merged = Node::map();
        const auto add = [&](const std::string& key) {
            if (merged.find(key))
                return;
            if (auto value = merge(before.find(key), after.find(key), now.find(key), fieldOf(field, key)))
                merged.add(key, *std::move(value));
        };
        for (const Member& member : before.members)
            add(member.key);
        for (const Member& member : now.members)
            add(member.key);
        for (const Member& member : after.members)
            add(member.key);
        return merged;
    }

    Node mergeLists(const Node& before, const Node& after, const Node& now, const std::string& field)
    {
        Node merged = Node::list();
        for (std::size_t i = 0; i < now.items.size(); ++i)
            if (auto item = merge(&before.items[i], &after.items[i], &now.items[i], fieldOf(field, i)))
                merged.items.push_back(*std::move(item));
        return merged;
    }
};

} // namespace

std::vector<FieldDifference> differencesOf(const Node& left, const Node& right)
{
    std::vector<FieldDifference> differences;
    compare(&left, &right, "", differences);
    return differences;
}

MergedDocument takeBack(const Node* before, const Node* after, const Node* now)
{
    StepBack step;
    auto document = step.merge(before, after, now, "");
    return {std::move(document), std::move(step.conflicts)};
}

} // namespace causeway::control
