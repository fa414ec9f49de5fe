/* SPDX-License-Identifier: MIT */
/* Proportional prioritization (Schaul et al. 2016, section 3.3 and appendix B.2.1): the batch
 * stratifies the total mass into n equal stretches and draws one row from each. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/rng.h"
#include "replay/selector.h"
#include "replay/sum_tree.h"

enum { CHUNK = 256, MAX_ROUNDS = 64 };

struct prioritized {
    struct replay_selector base;
    struct replay_priorities config;
    struct replay_sum_tree tree; /* mass of a slot: its priority to the alpha, 0 where no start */
    float max_mass;              /* largest mass so far: what new rows get. State, saved */
};

static struct prioritized *self(struct replay_selector *selector)
{
    return RL_CONTAINER_OF(selector, struct prioritized, base);
}

static void prioritized_added(struct replay_selector *selector, uint32_t slot)
{
    replay_sum_tree_set(&self(selector)->tree, slot, self(selector)->max_mass);
}

static void prioritized_removed(struct replay_selector *selector, uint32_t slot)
{
    replay_sum_tree_set(&self(selector)->tree, slot, 0.0f);
}

/* The number of the row that is in a slot of the window. */
static uint64_t row_of(const struct replay_ring *ring, uint32_t slot)
{
    return ring->rows[slot].number;
}

/* at[i] = a point of stretch stratum[i] of n_strata. */
static void draw_points(struct prioritized *p, struct rl_key key, uint64_t update,
                        const int32_t *stratum, int32_t n, int32_t n_strata, double *at)
{
    uint32_t word[CHUNK];
    double stretch = replay_sum_tree_total(&p->tree) / (double)n_strata;
    rl_fill_below(key, update, UINT32_MAX, word, (size_t)n);
    for (int32_t i = 0; i < n; i++)
        at[i] = ((double)stratum[i] + ((double)word[i] + 0.5) * 0x1p-32) * stretch;
}

/* Rows whose stack is no longer whole will never be again: they lose their mass, and their strata
 * are drawn again. `entity` counts rounds. */
static int draw_chunk(struct prioritized *p, const struct replay_view *view, struct rl_key *key,
                      const struct replay_draw *draw, int32_t from, int32_t n)
{
    int32_t stratum[CHUNK], missing = n;
    uint32_t slot[CHUNK];
    double at[CHUNK];
    for (int32_t i = 0; i < n; i++)
        stratum[i] = from + i;
    for (int round = 0; round < MAX_ROUNDS && replay_sum_tree_total(&p->tree) > 0.0; round++) {
        draw_points(p, *key, draw->update, stratum, missing, draw->n, at);
        key->entity++;
        replay_sum_tree_find(&p->tree, at, slot, missing);
        for (int32_t i = 0; i < missing; i++)
            __builtin_prefetch(&view->ring->rows[slot[i]]);
        int32_t again = 0;
        for (int32_t i = 0; i < missing; i++) {
            uint64_t row = row_of(view->ring, slot[i]);
            if (replay_view_has(view, row)) {
                draw->row[stratum[i]] = row;
                if (draw->weight)
                    draw->weight[stratum[i]] = p->tree.leaf[slot[i]];
            } else {
                replay_sum_tree_set(&p->tree, slot[i], 0.0f);
                stratum[again++] = stratum[i];
            }
        }
        missing = again;
        if (missing == 0)
            return 0;
    }
    return REPLAY_EMPTY;
}

/* Masses become (N P(i))^-beta over the largest such weight, which is that of the least mass. */
static void masses_to_weights(float *weight, int32_t n, double beta)
{
    float least = weight[0];
    for (int32_t i = 1; i < n; i++)
        least = fminf(least, weight[i]);
    for (int32_t i = 0; i < n; i++)
        weight[i] = powf(least / weight[i], (float)beta);
}

static int prioritized_draw(struct replay_selector *selector, const struct replay_view *view,
                            const struct replay_draw *draw)
{
    struct prioritized *p = self(selector);
    struct rl_key key = {.seed = p->config.seed, .stream = RL_STREAM_REPLAY};
    for (int32_t at = 0; at < draw->n; at += CHUNK) {
        int rc = draw_chunk(p, view, &key, draw, at, RL_MIN(draw->n - at, CHUNK));
        if (rc != 0)
            return rc;
    }
    if (draw->weight)
        masses_to_weights(draw->weight, draw->n, rl_schedule_at(p->config.beta, draw->progress));
    return 0;
}

/* Never 0, which is for what cannot be drawn; an error that is no number says nothing. */
static float mass_of(const struct prioritized *p, float td_error)
{
    float mass = powf(fabsf(td_error) + (float)p->config.eps, (float)p->config.alpha);
    return mass < FLT_MAX ? fmaxf(mass, FLT_MIN) : p->max_mass;
}

static void prioritized_update(struct replay_selector *selector, const struct replay_ring *ring,
                               int32_t n, const uint64_t *row, const float *td_error)
{
    struct prioritized *p = self(selector);
    uint64_t tail = replay_ring_tail(ring);
    uint32_t slot[CHUNK];
    float mass[CHUNK];
    for (int32_t at = 0; at < n; at += CHUNK) {
        int32_t m = 0;
        for (int32_t i = at; i < RL_MIN(n, at + CHUNK); i++) {
            if (row[i] < tail)
                continue;
            slot[m] = replay_ring_slot(ring, row[i]);
            mass[m] = mass_of(p, td_error[i]);
            p->max_mass = fmaxf(p->max_mass, mass[m]);
            m++;
        }
        replay_sum_tree_set_many(&p->tree, slot, mass, m);
    }
}

static int prioritized_register(struct replay_selector *selector, struct nn_state *state)
{
    struct prioritized *p = self(selector);
    int rc = nn_state_add_array(state, "replay/priority", NN_STATE_RESUME, RL_F32,
                                NN_VEC(p->tree.n), p->tree.leaf);
    if (rc == 0)
        rc = nn_state_add_array(state, "replay/max_priority", NN_STATE_RESUME, RL_F32, NN_SCALAR,
                                &p->max_mass);
    return rc;
}

static void prioritized_restored(struct replay_selector *selector)
{
    replay_sum_tree_rebuild(&self(selector)->tree);
}

static void prioritized_destroy(struct replay_selector *selector)
{
    replay_sum_tree_deinit(&self(selector)->tree);
    free(self(selector));
}

static const struct replay_selector_ops prioritized_ops = {
    .added = prioritized_added,
    .removed = prioritized_removed,
    .draw = prioritized_draw,
    .update = prioritized_update,
    .register_state = prioritized_register,
    .restored = prioritized_restored,
    .destroy = prioritized_destroy,
};

struct replay_selector *replay_prioritized_create(const struct replay_priorities *config)
{
    struct prioritized *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    *p = (struct prioritized){.base = {&prioritized_ops}, .config = *config, .max_mass = 1.0f};
    if (replay_sum_tree_init(&p->tree, config->slots) < 0) {
        free(p);
        return NULL;
    }
    return &p->base;
}
