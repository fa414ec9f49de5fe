/* SPDX-License-Identifier: MIT */
#include "replay/sum_tree.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/error.h"

enum { GROUP = 16, FAN = 8 };

int replay_sum_tree_init(struct replay_sum_tree *tree, uint32_t n)
{
    assert(n > 0);
    *tree = (struct replay_sum_tree){.n = n};
    size_t doubles = 0, offset[SUM_TREE_MAX_LEVELS];
    uint32_t nodes = (uint32_t)(((uint64_t)n + GROUP - 1) / GROUP);
    for (;; nodes = (nodes + FAN - 1) / FAN) {
        assert(tree->n_levels < SUM_TREE_MAX_LEVELS);
        offset[tree->n_levels] = doubles;
        doubles += RL_ALIGN_UP((size_t)nodes, FAN);
        tree->nodes[tree->n_levels++] = nodes;
        if (nodes == 1)
            break;
    }
    size_t leaves = RL_ALIGN_UP((size_t)n, GROUP);
    tree->leaf = aligned_alloc(RL_CACHE_LINE, leaves * sizeof *tree->leaf);
    tree->sums = aligned_alloc(RL_CACHE_LINE, 2 * doubles * sizeof *tree->sums);
    if (!tree->leaf || !tree->sums) {
        replay_sum_tree_deinit(tree);
        return RL_ENOMEM;
    }
    memset(tree->leaf, 0, leaves * sizeof *tree->leaf);
    memset(tree->sums, 0, 2 * doubles * sizeof *tree->sums);
    for (int32_t l = 0; l < tree->n_levels; l++) {
        tree->level[l] = tree->sums + offset[l];
        tree->before[l] = tree->sums + doubles + offset[l];
    }
    return 0;
}

void replay_sum_tree_deinit(struct replay_sum_tree *tree)
{
    free(tree->leaf);
    free(tree->sums);
    *tree = (struct replay_sum_tree){0};
}

/* before[i] = child[0] + ... + child[i - 1], added in this order; -> the sum of all. */
#define ADD_UP(name, type, fan)                           \
    static double name(const type *child, double *before) \
    {                                                     \
        double sum = 0.0;                                 \
        for (int i = 0; i < (fan); i++) {                 \
            before[i] = sum;                              \
            sum += (double)child[i];                      \
        }                                                 \
        return sum;                                       \
    }
ADD_UP(add_up_fan, double, FAN)
ADD_UP(add_up_group, float, GROUP)

static void add_up(struct replay_sum_tree *tree, int32_t level, uint32_t node)
{
    double in_group[GROUP];
    size_t child = (size_t)node * FAN;
    tree->level[level][node] =
        level == 0 ? add_up_group(tree->leaf + (size_t)node * GROUP, in_group)
                   : add_up_fan(tree->level[level - 1] + child, tree->before[level - 1] + child);
}

void replay_sum_tree_set(struct replay_sum_tree *tree, uint32_t leaf, float mass)
{
    assert(leaf < tree->n && mass >= 0.0f);
    tree->leaf[leaf] = mass;
    uint32_t node = leaf / GROUP;
    for (int32_t l = 0; l < tree->n_levels; l++, node /= FAN)
        add_up(tree, l, node);
}

/* Low levels: the nodes above the leaves that changed. High levels have fewer nodes than that. */
void replay_sum_tree_set_many(struct replay_sum_tree *tree, const uint32_t *leaf, const float *mass,
                              int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        assert(leaf[i] < tree->n && mass[i] >= 0.0f);
        tree->leaf[leaf[i]] = mass[i];
    }
    uint32_t below = GROUP; /* leaves under a node */
    for (int32_t l = 0; l < tree->n_levels; l++, below *= FAN) {
        if (tree->nodes[l] <= (uint32_t)n)
            for (uint32_t node = 0; node < tree->nodes[l]; node++)
                add_up(tree, l, node);
        else
            for (int32_t i = 0; i < n; i++)
                add_up(tree, l, leaf[i] / below);
    }
}

void replay_sum_tree_rebuild(struct replay_sum_tree *tree)
{
    for (int32_t l = 0; l < tree->n_levels; l++)
        for (uint32_t node = 0; node < tree->nodes[l]; node++)
            add_up(tree, l, node);
}

typedef double pair __attribute__((vector_size(16)));
typedef int64_t pair_mask __attribute__((vector_size(16)));

/* The last of n children before which there is no more than *at, which becomes relative to it; not
 * above `last`. */
static inline uint32_t find_child(const double *before, int n, uint32_t last, double *at)
{
    const pair *two = (const pair *)(const void *)before;
    pair point = {*at, *at};
    pair_mask passed = {0, 0}; /* all bits set is -1 */
    for (int i = 0; i < n / 2; i++)
        passed += two[i] <= point;
    uint32_t child = (uint32_t)(-passed[0] - passed[1] - 1); /* before[0] is 0 */
    child = RL_MIN(child, last);
    *at -= before[child];
    return child;
}

/* Rounding can carry a point to the end of a stretch or past it, to leaves without mass: it is in
 * the last one before them that has any. */
static uint32_t with_mass(const float *leaf, uint32_t i)
{
    while (i > 0 && leaf[i] == 0.0f)
        i--;
    return i;
}

/* Levels outside, draws inside: the misses of one level overlap. */
void replay_sum_tree_find(const struct replay_sum_tree *tree, double *at, uint32_t *leaf, int32_t n)
{
    _Alignas(pair) double before[GROUP];
    for (int32_t i = 0; i < n; i++)
        leaf[i] = 0;
    for (int32_t l = tree->n_levels - 2; l >= 0; l--)
        for (int32_t i = 0; i < n; i++) {
            uint32_t first = leaf[i] * FAN, last = tree->nodes[l] - 1 - first;
            leaf[i] = first + find_child(tree->before[l] + first, FAN, last, &at[i]);
            if (l > 0)
                __builtin_prefetch(tree->before[l - 1] + (size_t)leaf[i] * FAN);
            else
                __builtin_prefetch(tree->leaf + (size_t)leaf[i] * GROUP);
        }
    for (int32_t i = 0; i < n; i++) {
        uint32_t first = leaf[i] * GROUP, last = tree->n - 1 - first;
        add_up_group(tree->leaf + first, before);
        leaf[i] = with_mass(tree->leaf, first + find_child(before, GROUP, last, &at[i]));
    }
}
