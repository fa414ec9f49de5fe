/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "tests/replay/model.h"

void model_init(struct model *m, struct replay_ring *ring)
{
    memset(m, 0, sizeof *m);
    m->ring = ring;
    m->end_share = 0.2f;
    for (int32_t e = 0; e < MODEL_MAX_ENVS; e++)
        m->current[e] = -1;
}

void model_deinit(struct model *m)
{
    for (int32_t i = 0; i < m->n_episodes; i++) {
        free(m->episode[i].row);
        free(m->episode[i].reward);
        free(m->episode[i].version);
    }
}

static float draw(struct model *m)
{
    float u;
    rl_fill_uniform((struct rl_key){.seed = 3, .stream = RL_STREAM_TESTS}, m->draws++, &u, 1);
    return u;
}

void model_obs(const struct rl_space *space, int32_t episode, int32_t t, void *out)
{
    struct rl_key key = {.seed = 5, .stream = RL_STREAM_TESTS, .entity = (uint32_t)episode};
    uint32_t word[64];
    assert_true(space->n_elements <= 64);
    rl_fill_below(key, (uint64_t)t, 200, word, (size_t)space->n_elements);
    uint8_t *at = out;
    for (int64_t i = 0; i < space->n_elements; i++) {
        float f = (float)word[i] - 100.25f;
        double d = (double)f;
        uint8_t byte = (uint8_t)word[i];
        int32_t choice = (int32_t)(word[i] % (uint32_t)(space->n ? space->n : 1));
        switch (space->dtype) {
        case RL_F32:
            memcpy(at, &f, sizeof f);
            break;
        case RL_F64:
            memcpy(at, &d, sizeof d);
            break;
        case RL_U8:
            *at = byte;
            break;
        default:
            memcpy(at, &choice, sizeof choice);
        }
        at += rl_dtype_bytes(space->dtype);
    }
}

/* Actions are told from rewards and versions, which are told from the row. */
static void action_of(const struct model *m, int32_t episode, int32_t t, void *out)
{
    uint32_t *word = out;
    for (int64_t i = 0; i < m->ring->spec.action.n_elements; i++)
        word[i] = (uint32_t)(episode * 1000 + t * 10 + (int32_t)i);
}

static void add_row(struct model *m, int32_t episode)
{
    struct model_episode *e = &m->episode[episode];
    int32_t t = e->n_obs++;
    e->row = realloc(e->row, (size_t)e->n_obs * sizeof *e->row);
    e->reward = realloc(e->reward, (size_t)e->n_obs * sizeof *e->reward);
    e->version = realloc(e->version, (size_t)e->n_obs * sizeof *e->version);
    assert_true(m->n_rows < MODEL_MAX_ROWS);
    m->where[m->n_rows].episode = episode;
    m->where[m->n_rows].t = t;
    e->row[t] = m->n_rows++;
}

static int32_t add_episode(struct model *m, bool gap_before)
{
    m->episode[m->n_episodes].gap_before = gap_before;
    return m->n_episodes++;
}

/* Some envs are lost, and those without an episode begin one. */
static void begin_episodes(struct model *m)
{
    uint8_t obs[1024];
    for (uint32_t env = 0; env < (uint32_t)m->ring->spec.n_envs; env++) {
        if (m->current[env] >= 0 && draw(m) < m->lose_share) {
            replay_ring_truncate(m->ring, env);
            m->episode[m->current[env]].truncated = true;
            m->current[env] = -1;
        }
        if (m->current[env] >= 0)
            continue;
        m->current[env] = add_episode(m, false);
        add_row(m, m->current[env]);
        model_obs(&m->ring->spec.obs, m->current[env], 0, obs);
        assert_int_equal(replay_ring_begin(m->ring, env, obs), 0);
    }
}

/* One env's part of a batch. */
struct part {
    float reward;
    uint8_t terminated, truncated;
    int32_t episode, t; /* of the observation that follows */
};

/* A row that the next one pushes out of the window before it is complete is lost, and what follows
 * is another stretch. */
static void book(struct model *m, uint32_t env, struct part *part)
{
    struct model_episode *e = &m->episode[m->current[env]];
    uint64_t n = (uint64_t)m->ring->spec.capacity;
    uint64_t tail_after = m->n_rows + 1 > n ? m->n_rows + 1 - n : 0;
    if (e->row[e->n_obs - 1] < tail_after) {
        m->lost++;
        m->current[env] = add_episode(m, true);
        e = &m->episode[m->current[env]];
    } else {
        m->steps++;
        e->reward[e->n_obs - 1] = part->reward;
        e->version[e->n_obs - 1] = m->batches;
    }
    part->episode = m->current[env];
    part->t = e->n_obs;
    add_row(m, part->episode);
    e->terminated = part->terminated;
    e->truncated = part->truncated;
    if (e->terminated || e->truncated) {
        m->current[env] = add_episode(m, false);
        add_row(m, m->current[env]);
    }
}

static struct part play(struct model *m, uint32_t env)
{
    struct part part = {.reward = draw(m) - 0.5f};
    if (draw(m) < m->end_share) {
        float kind = draw(m);
        part.terminated = kind < 0.6f;
        part.truncated = kind > 0.4f;
    }
    book(m, env, &part);
    return part;
}

void model_step(struct model *m)
{
    const struct rl_space *space = &m->ring->spec.obs;
    size_t obs_bytes = m->ring->layout.obs_bytes, action_bytes = m->ring->layout.action_bytes;
    uint8_t next[4096], final[4096], terminated[MODEL_MAX_ENVS], truncated[MODEL_MAX_ENVS];
    _Alignas(4) uint8_t action[4096];
    uint32_t env[MODEL_MAX_ENVS];
    float reward[MODEL_MAX_ENVS];
    size_t n = 0;
    assert_true(MODEL_MAX_ENVS * obs_bytes <= sizeof next);
    begin_episodes(m);
    for (uint32_t e = 0; e < (uint32_t)m->ring->spec.n_envs; e++) {
        bool rare = m->n_busy && e >= (uint32_t)m->n_busy;
        if (draw(m) >= (rare ? 0.02f : 0.7f))
            continue;
        action_of(m, m->current[e], m->episode[m->current[e]].n_obs - 1, action + n * action_bytes);
        struct part part = play(m, e);
        bool ended = part.terminated || part.truncated;
        model_obs(space, part.episode, part.t, (ended ? final : next) + n * obs_bytes);
        if (ended)
            model_obs(space, m->current[e], 0, next + n * obs_bytes);
        env[n] = e;
        reward[n] = part.reward;
        terminated[n] = part.terminated;
        truncated[n++] = part.truncated;
    }
    struct replay_steps steps = {.n = (int32_t)n,
                                 .env = env,
                                 .action = action,
                                 .reward = reward,
                                 .terminated = terminated,
                                 .truncated = truncated,
                                 .next_obs = next,
                                 .final_obs = final,
                                 .version = m->batches++};
    assert_int_equal(replay_ring_step(m->ring, &steps, NULL), 0);
}

bool model_has(const struct model *m, const struct replay_view *view, uint64_t row)
{
    uint64_t n = (uint64_t)m->ring->spec.capacity;
    uint64_t tail = m->n_rows > n ? m->n_rows - n : 0;
    if (row < tail || row >= m->n_rows)
        return false;
    const struct model_episode *e = &m->episode[m->where[row].episode];
    int32_t t = m->where[row].t;
    if (t + 1 >= e->n_obs)
        return false;
    for (int32_t k = 1; k < view->frame_stack; k++)
        if (t - k < 0 ? e->gap_before : e->row[t - k] < tail)
            return false;
    return true;
}

/* Frames t - K + 1 .. t of an episode, element by element, as the view writes them: side by side
 * along the last axis of a Box. */
static void stack_of(const struct model *m, const struct replay_view *view, int32_t episode,
                     int32_t t, uint8_t *out)
{
    const struct rl_space *space = &m->ring->spec.obs;
    int32_t K = view->frame_stack;
    size_t bytes = replay_view_obs_bytes(view) / (size_t)K;
    size_t element = view->wire ? rl_dtype_bytes(space->dtype) : sizeof(float);
    size_t last =
        space->kind == RL_SPACE_BOX ? (size_t)space->dim[space->rank - 1] * element : bytes;
    for (int32_t k = 0; k < K; k++) {
        _Alignas(8) uint8_t wire[1024], frame[1024];
        int32_t at = t - (K - 1) + k;
        model_obs(space, episode, at < 0 ? 0 : at, wire);
        if (at < 0 && view->pad == REPLAY_PAD_ZERO)
            memset(frame, 0, bytes);
        else if (view->wire)
            memcpy(frame, wire, bytes);
        else
            replay_encode(space, wire, 1, (float *)(void *)frame);
        for (size_t i = 0; i < bytes; i++)
            out[(i / last * (size_t)K + (size_t)k) * last + i % last] = frame[i];
    }
}

/* What would be acted on at a row. */
static void check_observation(const struct model *m, const struct replay_view *view, uint64_t row)
{
    _Alignas(8) uint8_t obs[2][4096];
    struct replay_view wire = *view;
    wire.wire = true;
    replay_view_observation(view, row, obs[0]);
    stack_of(m, &wire, m->where[row].episode, m->where[row].t, obs[1]);
    assert_memory_equal(obs[0], obs[1], replay_view_obs_bytes(&wire));
}

static void check_row(const struct model *m, const struct replay_view *view, uint64_t row)
{
    _Alignas(8) uint8_t obs[2][4096], next_obs[2][4096], action[2][256];
    float reward, discount;
    uint64_t version;
    int32_t episode = m->where[row].episode, t = m->where[row].t, last = t;
    const struct model_episode *e = &m->episode[episode];
    double want_reward = 0, want_discount = 1;
    for (; last < t + view->n_step && last + 1 < e->n_obs; last++) {
        want_reward += want_discount * (double)e->reward[last];
        want_discount *= (double)view->gamma;
    }
    bool over = last + 1 == e->n_obs && e->terminated;
    struct replay_batch batch = {.obs = obs[0],
                                 .next_obs = next_obs[0],
                                 .action = action[0],
                                 .reward = &reward,
                                 .discount = &discount,
                                 .version = &version};
    replay_view_gather(view, &row, 1, &batch);
    stack_of(m, view, episode, t, obs[1]);
    stack_of(m, view, episode, last, next_obs[1]);
    action_of(m, episode, t, action[1]);
    assert_memory_equal(obs[0], obs[1], replay_view_obs_bytes(view));
    assert_memory_equal(next_obs[0], next_obs[1], replay_view_obs_bytes(view));
    check_observation(m, view, row);
    assert_memory_equal(action[0], action[1], m->ring->layout.action_bytes);
    assert_float_equal(reward, want_reward, 1e-6);
    assert_float_equal(discount, over ? 0.0 : want_discount, 1e-6);
    assert_int_equal(version, e->version[t]);
}

void model_check(const struct model *m, const struct replay_view *view)
{
    struct replay_view plain = *view;
    plain.frame_stack = 1;
    uint64_t starts = 0;
    assert_int_equal(m->ring->head, m->n_rows);
    assert_int_equal(m->ring->steps, m->steps);
    assert_int_equal(m->ring->lost, m->lost);
    for (uint64_t row = 0; row <= m->n_rows; row++) {
        starts += model_has(m, &plain, row);
        assert_int_equal(replay_view_has(view, row), model_has(m, view, row));
        if (model_has(m, view, row))
            check_row(m, view, row);
    }
    assert_int_equal(m->ring->starts, starts);
}
