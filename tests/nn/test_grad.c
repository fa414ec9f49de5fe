/* SPDX-License-Identifier: MIT */
/* Gradients against central finite differences: every row of the case table, and every elementwise
 * op with each of its operands broadcast in turn. */
#include "tests/nn/op_check.h"

static void check_case(const struct op_case *c, bool is_signed)
{
    const struct op_worst w = op_differences(c, is_signed);
    if (!(w.error <= 5e-4))
        fail_msg("%s: gradient of %s[%d]: %.6g, differences say %.6g", c->name, w.what,
                 (int)w.element, w.got, w.want);
}

static void test_maps(void **state)
{
    (void)state;
    const struct nn_shape other[] = {NN_MAT(3, 5), NN_SCALAR, NN_VEC(5), NN_MAT(3, 1)};
    for (int32_t i = 0; i < n_map_cases; i++) {
        struct op_case c = map_case(i);
        if (c.flat == (1u << c.n_params) - 1)
            continue;
        for (int32_t k = 0; k < c.n_params; k++)
            for (size_t s = 0; s < RL_COUNTOF(other); s++) {
                const struct nn_shape full = c.shape[k];
                c.shape[k] = other[s];
                check_case(&c, false);
                if (!c.positive)
                    check_case(&c, true);
                c.shape[k] = full;
            }
    }
}

static void test_op_cases(void **state)
{
    (void)state;
    for (int32_t i = 0; i < n_op_cases; i++)
        check_case(&op_cases[i], true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maps),
        cmocka_unit_test(test_op_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
