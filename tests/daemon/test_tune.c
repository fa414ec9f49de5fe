/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "daemon/tune.h"

/* A loss that stands, falls around step 60 and explodes after step 80. */
static void make(struct rltd_lr_sweep *s, double offset)
{
    memset(s, 0, sizeof *s);
    for (s->n = 0; s->n < RLTD_LR_STEPS; s->n++) {
        s->lr[s->n] = RLTD_LR_MIN * pow(RLTD_LR_MAX / RLTD_LR_MIN, s->n / (RLTD_LR_STEPS - 1.0));
        s->loss[s->n] =
            offset + 10 - 9 / (1 + exp(-(s->n - 60) / 2.0)) + (s->n > 80 ? exp(s->n - 80.0) : 0);
    }
}

static void test_steepest_descent_is_found_and_the_explosion_left_out(void **state)
{
    (void)state;
    struct rltd_lr_sweep s;
    make(&s, 0);
    rltd_lr_judge(&s);
    assert_in_range(s.best, 60, 70); /* the mean of 50 steps follows late */
    assert_in_range(s.n_used, 82, 90);
    for (int i = 1; i < s.n_used; i++) {
        double mean = 0, weight = 0;
        for (int j = 0; j <= i; j++) {
            mean += pow(0.98, i - j) * s.loss[j];
            weight += pow(0.98, i - j);
        }
        assert_true(fabs(s.smooth[i] - mean / weight) < 1e-9);
    }
}

static void test_negative_losses_do_not_end_it(void **state)
{
    (void)state;
    struct rltd_lr_sweep s;
    make(&s, -20);
    rltd_lr_judge(&s);
    assert_in_range(s.best, 60, 70);
    assert_in_range(s.n_used, 82, 95);
}

static void test_a_loss_that_never_falls_suggests_nothing(void **state)
{
    (void)state;
    struct rltd_lr_sweep s;
    make(&s, 0);
    for (int i = 0; i < s.n; i++)
        s.loss[i] = 1 + i;
    rltd_lr_judge(&s);
    assert_int_equal(s.best, -1);
    make(&s, 0);
    s.loss[40] = NAN;
    rltd_lr_judge(&s);
    assert_int_equal(s.n_used, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steepest_descent_is_found_and_the_explosion_left_out),
        cmocka_unit_test(test_negative_losses_do_not_end_it),
        cmocka_unit_test(test_a_loss_that_never_falls_suggests_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
