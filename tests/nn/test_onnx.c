/* SPDX-License-Identifier: MIT */
/* What policies of one's own may be made of: onnxruntime computes what the program computes. The
 * built-in agents are tests/integ/test_export.py's matter. */
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nn/norm.h"
#include "nn/onnx.h"
#include "nn/random.h"
#include "tests/nn/nn_test.h"

extern char **environ;

enum { N = 16, IN = 5, OUT = 3, E = 4 };

struct rig {
    struct nn_params params, buffers;
    struct nn_norm_layer norm;
    int32_t weight, bias, table, weights, biases;
    struct nn_random random;
    char dir[64];
};

static void fill(struct nn_params *params, int32_t index, uint32_t key, float offset)
{
    float value[E * IN * IN];
    size_t n = (size_t)nn_shape_elements(params->items[index].shape);
    test_fill(value, n, key);
    for (size_t i = 0; i < n; i++)
        value[i] += offset;
    nn_params_set(params, params->block, index, value);
}

static void rig_init(struct rig *r)
{
    struct rl_error err;
    nn_params_init(&r->params, test_backend());
    nn_params_init(&r->buffers, test_backend());
    r->weight = nn_params_add(&r->params, "weight", NN_PARAM_MATRIX, NN_MAT(IN, IN));
    r->bias = nn_params_add(&r->params, "bias", NN_PARAM_VECTOR, NN_VEC(IN));
    r->table = nn_params_add(&r->params, "table", NN_PARAM_VECTOR, NN_MAT(IN, OUT));
    r->weights = nn_params_add(&r->params, "weights", NN_PARAM_MATRIX, NN_CUBE(E, OUT, IN));
    r->biases = nn_params_add(&r->params, "biases", NN_PARAM_VECTOR, NN_MAT(E, OUT));
    assert_int_equal(nn_batch_norm_add(&r->norm, &r->params, &r->buffers, "norm", IN), 0);
    assert_int_equal(nn_params_alloc(&r->params, &err), 0);
    assert_int_equal(nn_params_alloc(&r->buffers, &err), 0);
    assert_int_equal(nn_norm_init(&r->norm), 0);
    for (int32_t i = 0; i < r->params.n; i++)
        fill(&r->params, i, (uint32_t)i + 1, 0);
    fill(&r->buffers, r->norm.mean, 20, 0.5f);
    fill(&r->buffers, r->norm.variance, 21, 1.5f);
    assert_int_equal(nn_random_init(&r->random, test_backend(), 1, RL_STREAM_PROGRAM, &err), 0);
    strcpy(r->dir, "/tmp/rltd-onnx-XXXXXX");
    assert_non_null(mkdtemp(r->dir));
}

static void rig_deinit(struct rig *r)
{
    nn_random_deinit(&r->random);
    nn_params_deinit(&r->params);
    nn_params_deinit(&r->buffers);
}

/* ---- the cases: from obs (B, IN) to an action (B, OUT) ---- */

static struct nn_var param(struct nn_trace *t, struct rig *r, int32_t index)
{
    return nn_param(t, &r->params, index);
}

static struct nn_var batch_norm(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    struct nn_var x = nn_linear(t, obs, param(t, r, r->weight), param(t, r, r->bias), NN_ACT_NONE);
    x = nn_tanh(t, nn_norm_trace(t, &r->norm, x));
    (void)B;
    return nn_slice(t, x, 1, 1, OUT);
}

static struct nn_var images(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    struct nn_var x = nn_reshape(t, obs, NN_CUBE(B, 1, IN));
    return nn_slice(t, nn_reshape(t, nn_norm_trace(t, &r->norm, x), NN_MAT(B, IN)), 1, 0, OUT);
}

static struct nn_var ensemble(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    (void)B;
    return nn_min_axis(
        t, nn_linear(t, obs, param(t, r, r->weights), param(t, r, r->biases), NN_ACT_GELU), 0);
}

static struct nn_var embedding(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    (void)B;
    return nn_embedding(t, param(t, r, r->table), nn_argmax_last(t, obs));
}

static struct nn_var take(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    struct nn_var at = nn_reshape(t, nn_argmax_last(t, obs), NN_MAT(B, 1));
    struct nn_var best = nn_gather(t, obs, 1, at); /* (B, 1) */
    (void)r;
    return nn_add(t, nn_slice(t, obs, 1, 0, OUT), best);
}

static struct nn_var pick(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    struct nn_var best = nn_pick(t, obs, nn_argmax_last(t, obs));
    (void)r;
    return nn_mul(t, nn_slice(t, obs, 1, 2, OUT), nn_reshape(t, best, NN_MAT(B, 1)));
}

static struct nn_var one_hot(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    (void)B;
    struct nn_var code = nn_one_hot(t, nn_argmax_last(t, obs), IN);
    return nn_matmul(t, code, param(t, r, r->table));
}

static struct nn_var expand(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    struct nn_var sum = nn_reshape(t, nn_sum_axis(t, obs, 1), NN_MAT(B, 1));
    const struct nn_var parts[] = {nn_expand(t, sum, NN_MAT(B, 2)), nn_slice(t, obs, 1, 0, 1)};
    (void)r;
    return nn_concat(t, parts, 2, 1);
}

static struct nn_var choices(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    (void)B;
    return nn_matmul(t, obs, param(t, r, r->table));
}

typedef struct nn_var (*case_fn)(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B);

static const struct {
    const char *name;
    case_fn make;
} cases[] = {
    {"batch_norm", batch_norm}, {"batch_norm_of_images", images},
    {"ensemble", ensemble},     {"embedding", embedding},
    {"gather", take},           {"pick", pick},
    {"one_hot", one_hot},       {"expand", expand},
    {"choices", choices},
};

static struct nn_trace *trace(struct rig *r, case_fn make, enum nn_mode mode, int64_t B)
{
    struct nn_trace *t = test_trace();
    nn_trace_set_mode(t, mode);
    nn_output(t, "action", make(t, r, nn_input(t, "obs", RL_F32, NN_MAT(B, IN)), B));
    return t;
}

/* Of a Box, or of two choices of 2 and 3. */
static int export(struct rig *r, case_fn make, enum nn_mode mode, struct rl_buf *out,
                  struct rl_error *err)
{
    struct rl_space obs = {.kind = RL_SPACE_MULTI_DISCRETE,
                           .rank = 1,
                           .dim = {2},
                           .nvec = {2, IN - 2}},
                    action;
    static const char *const metadata[] = {"agent", "test", NULL};
    struct nn_trace *t = trace(r, make, mode, NN_ONNX_BATCH);
    if (make == choices)
        assert_int_equal(rl_space_finish(&obs, err), 0);
    else
        rl_space_box(&obs, IN, NULL, NULL);
    rl_space_box(&action, OUT, NULL, NULL);
    int rc = nn_onnx_export(
        t, &(struct nn_onnx_config){.obs = &obs, .action = &action, .metadata = metadata}, out,
        err);
    nn_trace_destroy(t);
    return rc;
}

static void write_file(const struct rig *r, const char *name, const char *suffix, const void *data,
                       size_t n)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s.%s", r->dir, name, suffix);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* `obs` becomes the codes; the choices themselves are written. */
static void encode_choices(const struct rig *r, float *obs)
{
    int32_t chosen[2 * N];
    memset(obs, 0, N * IN * sizeof *obs);
    for (int i = 0; i < N; i++) {
        chosen[2 * i] = i % 2;
        chosen[2 * i + 1] = i / 2 % (IN - 2);
        obs[i * IN + chosen[2 * i]] = obs[i * IN + 2 + chosen[2 * i + 1]] = 1;
    }
    write_file(r, "choices", "chosen", chosen, sizeof chosen);
}

static void write_case(struct rig *r, size_t i)
{
    struct rl_error err;
    struct rl_buf model;
    float obs[N * IN];
    struct nn_program *p = test_compile(trace(r, cases[i].make, NN_MODE_EVAL, N));
    test_fill(obs, N * IN, 100);
    if (cases[i].make == choices)
        encode_choices(r, obs);
    test_set_input(p, "obs", obs, N * IN);
    assert_int_equal(nn_program_run(p), 0);
    rl_buf_init(&model);
    if (export(r, cases[i].make, NN_MODE_EVAL, &model, &err) < 0)
        fail_msg("%s: %s", cases[i].name, err.text);
    write_file(r, cases[i].name, "onnx", model.data, model.n);
    write_file(r, cases[i].name, "obs", obs, sizeof obs);
    write_file(r, cases[i].name, "action", test_output(p, "action"), N * OUT * sizeof(float));
    rl_buf_deinit(&model);
    nn_program_destroy(p);
}

static void test_onnxruntime_computes_the_same(void **state)
{
    (void)state;
    struct rig r;
    rig_init(&r);
    for (size_t i = 0; i < RL_COUNTOF(cases); i++)
        write_case(&r, i);
    char *argv[] = {(char *)RLTD_PYTHON, (char *)"tests/nn/check_onnx.py", r.dir, NULL};
    pid_t pid;
    int status;
    if (access(RLTD_PYTHON, X_OK))
        fail_msg("no Python at %s: run scripts/install-deps", RLTD_PYTHON);
    assert_int_equal(posix_spawn(&pid, RLTD_PYTHON, NULL, NULL, argv, environ), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    rig_deinit(&r);
}

/* ---- what has no counterpart ---- */

static struct nn_var over_the_batch(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    (void)r, (void)B;
    return nn_sub(t, nn_slice(t, obs, 1, 0, OUT), nn_mean(t, obs));
}

static struct nn_var across_rows(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    (void)r, (void)B;
    return nn_sub(t, nn_slice(t, obs, 1, 0, OUT),
                  nn_slice(t, nn_reshape(t, nn_max_axis(t, obs, 0), NN_MAT(1, IN)), 1, 0, OUT));
}

static struct nn_var noisy(struct nn_trace *t, struct rig *r, struct nn_var obs, int64_t B)
{
    return nn_add(t, nn_slice(t, obs, 1, 0, OUT),
                  nn_random_normal(t, &r->random, 0, NN_MAT(B, OUT)));
}

static void test_what_is_refused_says_why(void **state)
{
    (void)state;
    static const struct {
        case_fn make;
        enum nn_mode mode;
        const char *says;
    } refused[] = {
        {batch_norm, NN_MODE_TRAIN, "eval mode"},
        {over_the_batch, NN_MODE_EVAL, "rows of the batch"},
        {across_rows, NN_MODE_EVAL, "rows of the batch"},
        {noisy, NN_MODE_EVAL, "no random numbers"},
    };
    struct rig r;
    rig_init(&r);
    for (size_t i = 0; i < RL_COUNTOF(refused); i++) {
        struct rl_error err;
        struct rl_buf model;
        rl_buf_init(&model);
        assert_int_equal(export(&r, refused[i].make, refused[i].mode, &model, &err),
                         RL_EUNSUPPORTED);
        if (!strstr(err.text, refused[i].says) || !strstr(err.text, "test_onnx.c:"))
            fail_msg("case %zu: %s", i, err.text);
        rl_buf_deinit(&model);
    }
    assert_int_equal(rmdir(r.dir), 0);
    rig_deinit(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_onnxruntime_computes_the_same),
        cmocka_unit_test(test_what_is_refused_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
