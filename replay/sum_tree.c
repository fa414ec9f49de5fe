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
    tree->sums = aligned_alloc(RL_CACHE_LINE, doubles * sizeof *tree->sums);
    if (!tree->leaf || !tree->sums) {
        replay_sum_tree_deinit(tree);
        return RL_ENOMEM;
    }
    memset(tree->leaf, 0, leaves * sizeof *tree->leaf);
    memset(tree->sums, 0, doubles * sizeof *tree->sums);
    for (int32_t l = 0; l < tree->n_levels; l++)
        tree->level[l] = tree->sums + offset[l];
    return 0;
}

void replay_sum_tree_deinit(struct replay_sum_tree *tree)
{
    free(tree->leaf);
    free(tree->sums);
    *tree = (struct replay_sum_tree){0};
}

static double group_sum(const float *leaf)
{
    double sum = (double)leaf[0];
    for (int i = 1; i < GROUP; i++)
        sum += (double)leaf[i];
    return sum;
}

static double fan_sum(const double *node)
{
    double sum = node[0];
    for (int i = 1; i < FAN; i++)
        sum += node[i];
    return sum;
}

static void add_up(struct replay_sum_tree *tree, int32_t level, uint32_t node)
{
    tree->level[level][node] = level == 0 ? group_sum(tree->leaf + (size_t)node * GROUP)
                                          : fan_sum(tree->level[level - 1] + (size_t)node * FAN);
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

/* The child whose stretch holds *at, which becomes relative to it. Rounding may carry *at past the
 * last stretch: then it is the last child that has any, down to the leaf. */
#define FIND_CHILD(name, type, fan)                     \
    static uint32_t name(const type *child, double *at) \
    {                                                   \
        double before = 0.0, sum = 0.0;                 \
        uint32_t passed = 0;                            \
        for (int i = 0; i < (fan); i++) {               \
            sum += (double)child[i];                    \
            passed += sum <= *at;                       \
            before = sum <= *at ? sum : before;         \
        }                                               \
        if (passed < (fan)) {                           \
            *at -= before;                              \
            return passed;                              \
        }                                               \
        do                                              \
            passed--;                                   \
        while (passed > 0 && child[passed] == 0);       \
        return passed;                                  \
    }
FIND_CHILD(find_in_fan, double, FAN)
FIND_CHILD(find_in_group, float, GROUP)

/* Levels outside, draws inside: the misses of one level overlap. */
void replay_sum_tree_find(const struct replay_sum_tree *tree, double *at, uint32_t *leaf, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        leaf[i] = 0;
    for (int32_t l = tree->n_levels - 2; l >= 0; l--)
        for (int32_t i = 0; i < n; i++) {
            leaf[i] = leaf[i] * FAN + find_in_fan(tree->level[l] + (size_t)leaf[i] * FAN, &at[i]);
            if (l > 0)
                __builtin_prefetch(tree->level[l - 1] + (size_t)leaf[i] * FAN);
            else
                __builtin_prefetch(tree->leaf + (size_t)leaf[i] * GROUP);
        }
    for (int32_t i = 0; i < n; i++)
        leaf[i] = leaf[i] * GROUP + find_in_group(tree->leaf + (size_t)leaf[i] * GROUP, &at[i]);
}
