#include "app/controllers/undo_stacks.h"

#include <algorithm>
#include <iterator>

namespace causeway::app {

namespace {

bool popIfLast(std::vector<std::uint64_t>& stack, std::uint64_t revision)
{
    if (stack.empty() || stack.back() != revision)
        return false;
    stack.pop_back();
    return true;
}

} // namespace

UndoStacks undoStacksOf(const std::vector<api::RevisionView>& newestFirst, const std::string& author)
{
    UndoStacks stacks;
    const std::uint64_t oldest = newestFirst.empty() ? 0 : newestFirst.back().number;
    for (auto revision = newestFirst.rbegin(); revision != newestFirst.rend(); ++revision) {
        if (revision->author != author)
            continue;
        if (revision->inverts && popIfLast(stacks.undo, *revision->inverts)) {
            stacks.redo.push_back(revision->number);
        } else if (revision->inverts && popIfLast(stacks.redo, *revision->inverts)) {
            stacks.undo.push_back(revision->number);
        } else if (revision->inverts && *revision->inverts < oldest) {
            continue; // Whether it took a change back or put it back cannot be seen any more.
        } else {
            stacks.undo.push_back(revision->number);
            stacks.redo.clear();
        }
    }
    return stacks;
}

} // namespace causeway::app
