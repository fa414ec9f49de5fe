/* SPDX-License-Identifier: MIT */
#include "replay/lineage.h"

#include <string.h>

static int count(const struct replay_lineage *l)
{
    int n = 0;
    while (n < REPLAY_BRANCHES && l->id[n])
        n++;
    return n;
}

void replay_lineage_begin(struct replay_lineage *l, uint64_t id)
{
    *l = (struct replay_lineage){.id = {id}};
}

void replay_lineage_fork(struct replay_lineage *l, uint64_t cursor, uint64_t id)
{
    int n = count(l);
    if (n == REPLAY_BRANCHES) {
        memmove(l->id, l->id + 1, sizeof l->id - sizeof *l->id);
        memmove(l->from, l->from + 1, sizeof l->from - sizeof *l->from);
        n--;
    }
    l->id[n] = id;
    l->from[n] = cursor;
}

bool replay_lineage_holds(const struct replay_lineage *now, const struct replay_lineage *then,
                          uint64_t cursor)
{
    int n = count(then), at = 0;
    uint64_t branch = replay_lineage_branch(then);
    while (at < REPLAY_BRANCHES && now->id[at] != branch)
        at++;
    if (n == 0 || at == REPLAY_BRANCHES || now->from[at] != then->from[n - 1])
        return false;
    return at + 1 == count(now) || now->from[at + 1] >= cursor;
}

uint64_t replay_lineage_branch(const struct replay_lineage *l)
{
    int n = count(l);
    return n > 0 ? l->id[n - 1] : 0;
}

bool replay_lineage_reached(const struct replay_lineage *l, uint64_t branch, uint64_t cursor)
{
    int n = count(l);
    if (n == 0 || l->id[n - 1] == branch)
        return true;
    /* The newest branch began here, and has no row yet. */
    return n > 1 && l->id[n - 2] == branch && l->from[n - 1] == cursor;
}
