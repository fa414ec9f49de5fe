/* SPDX-License-Identifier: MIT */
/* What the tests of nn/ share: a backend, small parameter sets, programs that must compile. */
#pragma once

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "base/base.h"
#include "nn/module.h"
#include "nn/program.h"
#include "nn/state.h"

struct nn_backend *test_backend(void);
struct nn_trace *test_trace(void);
/* Compile, destroy the trace; fails the test with the error's text. */
struct nn_program *test_compile(struct nn_trace *t);
/* Compile must fail: returns the error. */
struct rl_error test_compile_fails(struct nn_trace *t);
void test_set_input(struct nn_program *p, const char *name, const float *values, size_t n);
const float *test_output(struct nn_program *p, const char *name);

/* An MLP under Adam, initialised orthogonally. */
struct test_net {
    struct nn_params params;
    struct nn_mlp mlp;
    struct nn_optimizer opt;
};
void test_net_init(struct test_net *net, const char *name, int64_t n_in, struct rl_ints hidden,
                   int64_t n_out, enum nn_activation act);
void test_net_deinit(struct test_net *net);

/* n values in [-1, 1), the same for the same key. */
void test_fill(float *out, size_t n, uint32_t key);

/* ---- fixtures: tests/nn/fixtures/NAME.txt, written by tests/nn/make_fixtures.py ---- */
struct fixture_tensor {
    char name[64];
    struct nn_shape shape;
    float *data;
};
struct fixture {
    char name[64];
    struct fixture_tensor tensor[64];
    int32_t n;
};
/* False if there is no such file. */
bool fixture_load(struct fixture *f, const char *name);
void fixture_free(struct fixture *f);
/* Fails the test if it is not there. */
const struct fixture_tensor *fixture_get(const struct fixture *f, const char *name);
bool fixture_has(const struct fixture *f, const char *name);
/* The largest |value| of all tensors whose names begin with `prefix`. */
double fixture_largest(const struct fixture *f, const char *prefix);
/* |got - want| <= tolerance * scale for every element; names what differs. */
void assert_within(const char *what, const float *got, const float *want, size_t n,
                   double tolerance, double scale);
/* The same with scale = max(1, largest |want|). */
void assert_close(const char *what, const float *got, const float *want, size_t n,
                  double tolerance);
/* The same with scale = largest |want|, however small that is. */
void assert_relative(const char *what, const float *got, const float *want, size_t n,
                     double tolerance);
