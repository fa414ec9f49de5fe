/* SPDX-License-Identifier: MIT */
#include "tests/nn/nn_test.h"

#include <inttypes.h>
#include <stdio.h>

struct nn_backend *test_backend(void)
{
    struct nn_backend *be;
    struct rl_error err;
    if (nn_backend_open("cpu", &be, &err))
        fail_msg("%s", err.text);
    return be;
}

struct nn_trace *test_trace(void)
{
    struct nn_trace *t = nn_trace_create(test_backend());
    assert_non_null(t);
    return t;
}

struct nn_program *test_compile(struct nn_trace *t)
{
    struct nn_program *program;
    struct rl_error err;
    if (nn_compile(t, &program, &err))
        fail_msg("%s", err.text);
    nn_trace_destroy(t);
    return program;
}

struct rl_error test_compile_fails(struct nn_trace *t)
{
    struct nn_program *program;
    struct rl_error err = {0};
    assert_int_not_equal(nn_compile(t, &program, &err), 0);
    nn_trace_destroy(t);
    return err;
}

void test_set_input(struct nn_program *p, const char *name, const float *values, size_t n)
{
    int input = nn_program_find_input(p, name);
    assert_true(input >= 0);
    memcpy(nn_program_input(p, input), values, n * sizeof(*values));
}

const float *test_output(struct nn_program *p, const char *name)
{
    int output = nn_program_find_output(p, name);
    assert_true(output >= 0);
    return nn_program_output(p, output);
}

void test_net_init(struct test_net *net, const char *name, int64_t n_in, struct rl_ints hidden,
                   int64_t n_out, enum nn_activation act)
{
    struct rl_error err;
    nn_params_init(&net->params, test_backend());
    assert_int_equal(nn_mlp_add(&net->mlp, &net->params, name, n_in, &hidden, n_out, act), 0);
    assert_int_equal(nn_params_alloc(&net->params, &err), 0);
    assert_int_equal(nn_mlp_init_orthogonal(&net->mlp, 1, 7), 0);
    struct nn_opt_config config = nn_opt_defaults(NN_OPT_ADAM, name);
    config.eps = 1e-5f;
    assert_int_equal(nn_opt_init(&net->opt, &net->params, config, &err), 0);
    nn_opt_set_lr(&net->opt, 3e-3f);
}

void test_net_deinit(struct test_net *net)
{
    nn_opt_deinit(&net->opt);
    nn_params_deinit(&net->params);
}

void test_fill(float *out, size_t n, uint32_t key)
{
    rl_fill_uniform((struct rl_key){1, RL_STREAM_TESTS, key}, 0, out, n);
    for (size_t i = 0; i < n; i++)
        out[i] = 2 * out[i] - 1;
}

/* "NAME RANK DIM..." and the values on the next lines, until the end of the file. */
static bool read_tensor(FILE *file, struct fixture_tensor *t)
{
    int rank;
    if (fscanf(file, "%63s %d", t->name, &rank) != 2)
        return false;
    assert_in_range(rank, 0, NN_MAX_RANK);
    t->shape.rank = rank;
    for (int i = 0; i < rank; i++)
        assert_int_equal(fscanf(file, "%" SCNd64, &t->shape.dim[i]), 1);
    int64_t n = nn_shape_elements(t->shape);
    t->data = malloc((size_t)n * sizeof(float));
    assert_non_null(t->data);
    for (int64_t i = 0; i < n; i++)
        assert_int_equal(fscanf(file, "%f", &t->data[i]), 1);
    return true;
}

bool fixture_load(struct fixture *f, const char *name)
{
    char path[256];
    *f = (struct fixture){0};
    snprintf(path, sizeof(path), "tests/nn/fixtures/%s.txt", name);
    snprintf(f->name, sizeof(f->name), "%s", name);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    while (f->n < (int32_t)RL_COUNTOF(f->tensor) && read_tensor(file, &f->tensor[f->n]))
        f->n++;
    fclose(file);
    return true;
}

void fixture_free(struct fixture *f)
{
    for (int32_t i = 0; i < f->n; i++)
        free(f->tensor[i].data);
}

bool fixture_has(const struct fixture *f, const char *name)
{
    for (int32_t i = 0; i < f->n; i++)
        if (!strcmp(f->tensor[i].name, name))
            return true;
    return false;
}

const struct fixture_tensor *fixture_get(const struct fixture *f, const char *name)
{
    for (int32_t i = 0; i < f->n; i++)
        if (!strcmp(f->tensor[i].name, name))
            return &f->tensor[i];
    fail_msg("fixture %s has no tensor %s", f->name, name);
    return NULL;
}

static double largest(const float *values, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(values[i]));
    return most;
}

double fixture_largest(const struct fixture *f, const char *prefix)
{
    double most = 0;
    for (int32_t i = 0; i < f->n; i++)
        if (!strncmp(f->tensor[i].name, prefix, strlen(prefix)))
            most = fmax(most,
                        largest(f->tensor[i].data, (size_t)nn_shape_elements(f->tensor[i].shape)));
    return most;
}

void assert_within(const char *what, const float *got, const float *want, size_t n,
                   double tolerance, double scale)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs((double)got[i] - want[i]) <= tolerance * scale))
            fail_msg("%s[%zu] = %.9g, expected %.9g (tolerance %g x %g)", what, i, got[i], want[i],
                     tolerance, scale);
}

void assert_close(const char *what, const float *got, const float *want, size_t n, double tolerance)
{
    assert_within(what, got, want, n, tolerance, fmax(1, largest(want, n)));
}

void assert_relative(const char *what, const float *got, const float *want, size_t n,
                     double tolerance)
{
    assert_within(what, got, want, n, tolerance, largest(want, n));
}
