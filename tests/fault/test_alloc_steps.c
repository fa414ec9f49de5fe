/* SPDX-License-Identifier: MIT */
/* The Nth allocation fails, N to completion, in the steps that a life is made of: configuration,
 * handshake, agent, save, load, the store's opening. Each fails with a line that says why, or copes
 * and gives what it gives otherwise; nothing crashes and nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "agents/agent.h"
#include "daemon/config/config.h"
#include "envs/space_json.h"
#include "envs/wire.h"
#include "nn/backend.h"
#include "tests/daemon/store_fixture.h"
#include "tests/fault/failing_alloc.h"

#if defined(__SANITIZE_ADDRESS__)
enum { OWN_LEAK_CHECK = 0 }; /* the sanitizer looks at the end */
#else
enum { OWN_LEAK_CHECK = 1 };
#endif

/* One step: 0, or a negative code with `err` filled. What it answers with goes into `out`. */
typedef int (*step_fn)(void *arg, struct rl_buf *out, struct rl_error *err);

static void each(const char *what, step_fn step, void *arg)
{
    struct rl_buf wanted, got;
    struct rl_error err;
    rl_buf_init(&wanted);
    rl_buf_init(&got);
    for (int i = 0; i < 2; i++) { /* the second time nothing is made for the first time */
        rl_buf_clear(&wanted);
        if (step(arg, &wanted, &err))
            fail_msg("%s: %s", what, err.text);
    }
    assert_true(rl_buf_extend(&got, wanted.n + 4096) != NULL);
    long n = 0, n_failed = 0;
    for (bool hit = true; hit; n++) {
        long live = failing_alloc_live();
        memset(&err, 0, sizeof(err));
        rl_buf_clear(&got);
        failing_alloc_arm(n);
        int rc = step(arg, &got, &err);
        hit = failing_alloc_hit();
        failing_alloc_arm(-1);
        n_failed += rc != 0;
        if (rc > 0 || (rc < 0 && (!hit || !err.text[0])))
            fail_msg("%s, allocation %ld: code %d, '%s'", what, n, rc, err.text);
        if (rc == 0 && (got.n != wanted.n || memcmp(got.data, wanted.data, got.n) != 0))
            fail_msg("%s, allocation %ld: it succeeds, with another result (%zu bytes, not %zu)",
                     what, n, got.n, wanted.n);
        if (OWN_LEAK_CHECK && failing_alloc_live() != live)
            fail_msg("%s, allocation %ld: %ld blocks leak", what, n, failing_alloc_live() - live);
    }
    printf("%s: %ld allocations, %ld of them fail it\n", what, n - 1, n_failed);
    assert_true(n_failed > 0);
    rl_buf_deinit(&wanted);
    rl_buf_deinit(&got);
}

/* ---- configuration ---- */

static int load_config(void *arg, struct rl_buf *out, struct rl_error *err)
{
    static const char *const words[] = {"seed=3", "learning_rate=linear(3e-4)", "hidden=[8,8]"};
    struct rltd_config config = {0};
    struct rl_buf identity;
    (void)arg;
    rl_buf_init(&identity);
    int rc = rltd_config_load(&config, "cartpole-ppo", words, 3, err);
    if (rc == 0)
        rc = rltd_config_identity(&config, &identity);
    if (rc == 0 && identity.failed)
        rc = RL_ENOMEM;
    if (rc && !err->text[0])
        rl_error_set(err, rc, "out of memory");
    if (rc == 0)
        rl_buf_put(out, identity.data, identity.n);
    rl_buf_deinit(&identity);
    rltd_config_deinit(&config);
    return rc;
}

static void test_config(void **state)
{
    (void)state;
    each("configuration", load_config, NULL);
}

/* ---- handshake ---- */

static struct rl_space box(void)
{
    static const char plain[] = "{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [4], "
                                "\"low\": [-1, -2, -3, -4], \"high\": 4}";
    struct rl_space space;
    assert_int_equal(space_json_decode(plain, strlen(plain), &space, NULL), 0);
    return space;
}

static int shake_hands(void *arg, struct rl_buf *out, struct rl_error *err)
{
    const struct wire_hello *hello = arg;
    struct wire_hello heard;
    struct wire_layout layout, theirs;
    struct rl_buf text;
    rl_buf_init(&text);
    int rc = wire_hello_encode(hello, &text, err);
    if (rc == 0)
        rc = wire_hello_decode((const char *)text.data, text.n, &heard, err);
    if (rc == 0)
        rc = wire_layout_make(&layout, &heard.obs, &heard.action, heard.n_envs, err);
    rl_buf_clear(&text);
    if (rc == 0)
        rc = wire_welcome_encode(&layout, &text, err);
    if (rc == 0)
        rc = wire_welcome_decode((const char *)text.data, text.n, &theirs, err);
    if (rc == 0)
        rc = wire_layout_check(&layout, &theirs, err);
    if (rc == 0)
        rl_buf_put(out, text.data, text.n);
    rl_buf_deinit(&text);
    return rc;
}

static void test_handshake(void **state)
{
    (void)state;
    struct wire_hello hello = {.version = 1,
                               .name = "train-0",
                               .env_id = "Test-v0",
                               .n_envs = 3,
                               .env_state = true,
                               .obs = box(),
                               .action = box()};
    each("handshake", shake_hands, &hello);
}

/* ---- agent ---- */

struct making {
    const char *name;
    struct rl_space obs, action;
};

static int make_agent(void *arg, struct rl_buf *out, struct rl_error *err)
{
    const struct making *m = arg;
    const struct agent_type *type = agent_find(m->name);
    struct nn_network_config network = nn_network_default();
    struct agent_setup setup = {
        .obs = m->obs, .action = m->action, .n_envs = 2, .network = &network};
    struct agent *agent = NULL;
    void *hparams = calloc(1, type->hparams_bytes);
    int rc = hparams ? 0 : rl_error_set(err, RL_ENOMEM, "out of memory");
    if (rc == 0)
        rc = rl_options_default(type->hparams, type->n_hparams, hparams, err);
    if (rc == 0)
        rc = nn_backend_open("cpu", &setup.backend, err);
    setup.hparams = hparams;
    if (rc == 0)
        rc = agent_create(&agent, type, &setup, err);
    if (rc == 0)
        rl_buf_printf(out, "%d tensors", nn_state_n_tensors(agent->state));
    agent_destroy(agent);
    nn_backend_close(setup.backend);
    free(hparams);
    return rc;
}

static void test_agents(void **state)
{
    (void)state;
    static const char discrete[] = "{\"type\": \"Discrete\", \"n\": 3}";
    struct making m = {.name = "ppo", .obs = box()};
    assert_int_equal(space_json_decode(discrete, strlen(discrete), &m.action, NULL), 0);
    each("agent ppo", make_agent, &m);
    m.name = "dqn";
    each("agent dqn", make_agent, &m);
    m.name = "sac";
    m.action = box();
    each("agent sac", make_agent, &m);
}

/* ---- checkpoints ---- */

static int save(void *arg, struct rl_buf *out, struct rl_error *err)
{
    struct rltd_ckpt_write *w = arg;
    char path[RLTD_STORE_PATH_MAX];
    int rc = rltd_ckpt_write(w, err);
    if (rc)
        return rc;
    assert_int_equal(rltd_path_join(path, w->folder, w->file, NULL), 0);
    FILE *file = fopen(path, "rb");
    if (file) { /* else the failing allocation was ours */
        void *at = rl_buf_extend(out, w->bytes);
        assert_int_equal(fread(at, 1, w->bytes, file), w->bytes);
        fclose(file);
    } else {
        rc = rl_error_set(err, RL_ENOMEM, "the test's own");
    }
    unlink(path);
    return rc;
}

static void test_save(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    struct rltd_ckpt_write w = {.fs = &rltd_fs_posix,
                                .log = &f.log,
                                .folder = f.dir,
                                .stem = "a",
                                .image = fixture_image(&f, 77),
                                .saved = json_pack("{s:i}", "env_steps", 77)};
    each("save", save, &w);
    json_decref(w.saved);
    rltd_image_destroy((struct rltd_image *)(uintptr_t)w.image);
    assert_int_equal(rmdir(f.dir), 0); /* nothing is left */
    fixture_deinit(&f);
}

static int load(void *arg, struct rl_buf *out, struct rl_error *err)
{
    struct fixture *f = arg;
    struct rltd_ckpt *ckpt = NULL;
    char path[RLTD_STORE_PATH_MAX];
    json_t *saved = NULL;
    memset(f->weight, 0, sizeof(f->weight));
    int rc = rltd_ckpt_newest(f->dir, &f->log, &ckpt, path, sizeof(path), err);
    if (rc == 0)
        rc = rltd_ckpt_saved(ckpt, &saved, err);
    if (rc == 0)
        rc = rltd_ckpt_restore(ckpt, f->state, false, err);
    if (rc == 0)
        rl_buf_put(out, f->weight, sizeof(f->weight));
    json_decref(saved);
    rltd_ckpt_close(ckpt);
    return rc;
}

static bool nothing_stays(void *arg, const char *name)
{
    (void)arg, (void)name;
    return false;
}

static int load_live(void *arg, struct rl_buf *out, struct rl_error *err)
{
    struct fixture *f = arg;
    struct rltd_ckpt *ckpt = NULL;
    char path[RLTD_STORE_PATH_MAX], folder[RLTD_STORE_PATH_MAX];
    const struct rltd_ckpt_hold hold = {.digest = true, .hold = true};
    memset(f->weight, 0, sizeof(f->weight));
    rltd_path_join(folder, f->dir, RLTD_CKPT_FOLDER, NULL);
    rltd_path_join(path, folder, "last", NULL);
    int rc = rltd_ckpt_open_held(&ckpt, path, &hold, err);
    if (rc == 0)
        rc = rltd_ckpt_restore_live(ckpt, f->state, nothing_stays, NULL, err);
    if (rc == 0)
        rl_buf_put(out, f->weight, sizeof(f->weight));
    rltd_ckpt_close(ckpt);
    return rc;
}

static void test_load(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_open(&f, NULL);
    for (uint64_t i = 1; i < 4; i++)
        assert_int_equal(fixture_save(&f, RLTD_SET_LAST | RLTD_SET_TOPK, "", i, (double)i).code, 0);
    fixture_close(&f, "stopped");
    each("load", load, &f);
    each("load of a live run", load_live, &f);
    fixture_deinit(&f);
}

/* ---- the store ---- */

static int open_store(void *arg, struct rl_buf *out, struct rl_error *err)
{
    struct fixture *f = arg;
    int rc = rltd_store_open_on(&f->store, &f->config, &rltd_fs_posix, err);
    if (rc)
        return rc;
    rl_buf_printf(out, "%d listed", fixture_n_listed(f));
    fixture_close(f, "stopped");
    return 0;
}

static void test_store(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.config.jsonl = f.config.tensorboard = true;
    fixture_open(&f, NULL);
    for (uint64_t i = 1; i < 4; i++)
        assert_int_equal(fixture_save(&f, RLTD_SET_LAST | RLTD_SET_TOPK, "", i, (double)i).code, 0);
    fixture_close(&f, "stopped");
    f.config.resumed = true;
    f.config.resume = rltd_mark_at(3);
    each("store", open_store, &f);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_config), cmocka_unit_test(test_handshake),
        cmocka_unit_test(test_agents), cmocka_unit_test(test_save),
        cmocka_unit_test(test_load),   cmocka_unit_test(test_store),
    };
    setenv("RLTD_RECIPES", "agents/recipes", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
