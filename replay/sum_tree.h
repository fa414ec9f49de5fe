/* SPDX-License-Identifier: MIT */
/* Sums of non-negative masses over slots, to draw slots in proportion to their mass in O(log n):
 * float leaves in groups of 16, one cache line each; above them doubles, eight to a node. Inner
 * sums are always added up from what is below, in one order, so they drift from nothing and a tree
 * that was rebuilt equals the one that was updated, to the bit. */
#pragma once

#include <stdint.h>

enum { SUM_TREE_MAX_LEVELS = 12 };

struct replay_sum_tree {
    uint32_t n;   /* leaves */
    float *leaf;  /* (n rounded up to 16), zeros behind */
    double *sums; /* all levels in one allocation; level[0] is over the leaves */
    int32_t n_levels;
    double *level[SUM_TREE_MAX_LEVELS];  /* each a multiple of eight, zeros behind */
    double *before[SUM_TREE_MAX_LEVELS]; /* of the same shape: siblings before a node, added up */
    uint32_t nodes[SUM_TREE_MAX_LEVELS]; /* of a level; 1 in the last */
};

/* 0 or RL_ENOMEM. */
int replay_sum_tree_init(struct replay_sum_tree *tree, uint32_t n);
void replay_sum_tree_deinit(struct replay_sum_tree *tree); /* accepts zeroed */

static inline double replay_sum_tree_total(const struct replay_sum_tree *tree)
{
    return tree->level[tree->n_levels - 1][0];
}
void replay_sum_tree_set(struct replay_sum_tree *tree, uint32_t leaf, float mass);
/* leaf[i] = mass[i] in this order. */
void replay_sum_tree_set_many(struct replay_sum_tree *tree, const uint32_t *leaf, const float *mass,
                              int32_t n);
/* After `leaf` was written directly. */
void replay_sum_tree_rebuild(struct replay_sum_tree *tree);
/* at[i] in [0, total) -> leaf[i], the one in whose stretch at[i] falls; its mass is never 0. `at`
 * is used up. total must not be 0. */
void replay_sum_tree_find(const struct replay_sum_tree *tree, double *at, uint32_t *leaf,
                          int32_t n);
