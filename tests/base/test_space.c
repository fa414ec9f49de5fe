/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/space.h"

static const char *format(const struct rl_space *space)
{
    static char text[128];
    rl_space_format(space, text, sizeof text);
    return text;
}

static void test_kinds_have_their_layouts(void **state)
{
    (void)state;
    struct rl_space box, discrete;
    rl_space_box(&box, 4, NULL, NULL);
    rl_space_discrete(&discrete, 2);
    assert_int_equal(rl_space_bytes(&box), 16);
    assert_true(box.has_bounds && isinf(box.low[3]) && box.high[3] > 0);
    assert_string_equal(format(&box), "Box(4,) float32");
    assert_int_equal(rl_space_bytes(&discrete), 4);
    assert_string_equal(format(&discrete), "Discrete(2)");

    struct rl_space multi = {
        .kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {3}, .nvec = {5, 2, 2}};
    assert_int_equal(rl_space_finish(&multi, NULL), 0);
    assert_int_equal(rl_space_bytes(&multi), 12);
    assert_string_equal(format(&multi), "MultiDiscrete([5 2 2])");

    struct rl_space binary = {.kind = RL_SPACE_MULTI_BINARY, .rank = 1, .dim = {9}};
    assert_int_equal(rl_space_finish(&binary, NULL), 0);
    assert_int_equal(rl_space_bytes(&binary), 9);
    assert_string_equal(format(&binary), "MultiBinary(9)");

    struct rl_space image = {
        .kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 3, .dim = {84, 84, 4}, .high = {255}};
    assert_int_equal(rl_space_finish(&image, NULL), 0);
    assert_int_equal(rl_space_finish(&image, NULL), 0);
    assert_int_equal(image.n_elements, 28224);
    assert_false(image.has_bounds);
    assert_string_equal(format(&image), "Box(84, 84, 4) uint8");
    struct rl_space scalar = {.kind = RL_SPACE_BOX, .dtype = RL_F64};
    assert_int_equal(rl_space_finish(&scalar, NULL), 0);
    assert_int_equal(rl_space_bytes(&scalar), 8);
    assert_string_equal(format(&scalar), "Box() float64");
}

static void test_one_bound_for_all_is_spread_over_a_small_box(void **state)
{
    (void)state;
    struct rl_space a = {.kind = RL_SPACE_BOX, .rank = 1, .dim = {2}, .low = {-2}, .high = {2}};
    const float low[] = {-2, -2}, high[] = {2, 2};
    struct rl_space b;
    assert_int_equal(rl_space_finish(&a, NULL), 0);
    rl_space_box(&b, 2, low, high);
    assert_true(rl_space_equal(&a, &b));
}

static void refuse(struct rl_space space, const char *field)
{
    struct rl_error err = {0};
    assert_int_equal(rl_space_finish(&space, &err), RL_EINVAL);
    assert_memory_equal(err.text, field, strlen(field));
    assert_int_equal(rl_space_finish(&space, NULL), RL_EINVAL);
}

static void test_wrong_fields_are_named(void **state)
{
    (void)state;
    refuse((struct rl_space){.kind = (enum rl_space_kind)9}, "kind:");
    refuse((struct rl_space){.kind = RL_SPACE_BOX, .dtype = RL_U64}, "dtype:");
    refuse((struct rl_space){.kind = RL_SPACE_BOX, .rank = 5}, "shape:");
    refuse((struct rl_space){.kind = RL_SPACE_BOX, .rank = -1}, "shape:");
    refuse((struct rl_space){.kind = RL_SPACE_BOX, .rank = 2, .dim = {3, 0}}, "shape:");
    refuse(
        (struct rl_space){.kind = RL_SPACE_BOX, .rank = 4, .dim = {1 << 20, 1 << 20, 1 << 20, 2}},
        "shape:");
    refuse((struct rl_space){.kind = RL_SPACE_BOX, .rank = 1, .dim = {65}, .has_bounds = 1},
           "bounds:");
    refuse((struct rl_space){.kind = RL_SPACE_BOX, .low = {1}, .high = {-1}}, "bounds:");
    refuse((struct rl_space){.kind = RL_SPACE_BOX, .low = {NAN}, .high = {1}}, "bounds:");
    refuse((struct rl_space){.kind = RL_SPACE_DISCRETE, .n = 0}, "n:");
    refuse((struct rl_space){.kind = RL_SPACE_DISCRETE, .n = INT64_MAX}, "n:");
    refuse((struct rl_space){.kind = RL_SPACE_DISCRETE, .n = 2, .start = INT32_MAX}, "start:");
    refuse((struct rl_space){.kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {2}, .nvec = {3}},
           "nvec:");
    refuse((struct rl_space){.kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {65}}, "shape:");
    refuse((struct rl_space){.kind = RL_SPACE_MULTI_BINARY, .rank = 0}, "shape:");
}

static void test_equality_sees_every_field(void **state)
{
    (void)state;
    struct rl_space a, b;
    const float low[2] = {-1, -1}, high[2] = {1, 1}, higher[2] = {1, 2};
    rl_space_box(&a, 2, low, high);
    rl_space_box(&b, 2, low, high);
    assert_true(rl_space_equal(&a, &b));
    rl_space_box(&b, 2, low, higher);
    assert_false(rl_space_equal(&a, &b));
    rl_space_box(&b, 3, NULL, NULL);
    assert_false(rl_space_equal(&a, &b));
    rl_space_discrete(&a, 3);
    assert_false(rl_space_equal(&a, &b));
    rl_space_discrete(&b, 4);
    assert_false(rl_space_equal(&a, &b));
    b = a;
    b.start = 1;
    assert_false(rl_space_equal(&a, &b));
    assert_string_equal(format(&b), "Discrete(3, start=1)");
}

static void test_a_mask_follows_the_value(void **state)
{
    (void)state;
    struct rl_space obs, plain, action,
        parts = {.kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {2}, .nvec = {3, 4}};
    struct rl_error err = {0};
    char text[64];
    rl_space_box(&obs, 3, NULL, NULL);
    plain = obs;
    rl_space_discrete(&action, 5);
    assert_int_equal(rl_space_finish(&parts, NULL), 0);
    assert_int_equal(rl_space_choices(&action), 5);
    assert_int_equal(rl_space_choices(&parts), 7);
    assert_int_equal(rl_space_add_mask(&obs, &action, NULL), 0);
    assert_int_equal(obs.n_mask, 5);
    assert_int_equal(rl_space_value_bytes(&obs), 12);
    assert_int_equal(rl_space_bytes(&obs), 20); /* 17, up to a multiple of 4 */
    assert_false(rl_space_equal(&obs, &plain));
    rl_space_format(&obs, text, sizeof text);
    assert_string_equal(text, "Box(3,) float32 and a mask of 5 actions");

    struct rl_space image = {.dtype = RL_U8, .rank = 2, .dim = {2, 2}};
    assert_int_equal(rl_space_finish(&image, NULL), 0);
    assert_int_equal(rl_space_add_mask(&image, &parts, NULL), 0);
    assert_int_equal(rl_space_bytes(&image), 11);

    assert_int_equal(rl_space_add_mask(&plain, &plain, &err), RL_EINVAL);
    assert_non_null(strstr(err.text, "Box(3,) float32 has no masks"));
    rl_space_discrete(&action, 1 << 21);
    assert_int_equal(rl_space_choices(&action), 0);
    assert_int_equal(rl_space_add_mask(&plain, &action, NULL), RL_EINVAL);
    assert_int_equal(plain.n_mask, 0);
}

static void test_format_never_overruns(void **state)
{
    (void)state;
    struct rl_space space = {.kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {64}};
    char text[16];
    for (int i = 0; i < 64; i++)
        space.nvec[i] = 1000000;
    assert_int_equal(rl_space_finish(&space, NULL), 0);
    memset(text, 'z', sizeof text);
    rl_space_format(&space, text, 8);
    assert_string_equal(text, "MultiDi");
    assert_int_equal(text[8], 'z');
}

static void test_dtypes_know_their_names(void **state)
{
    (void)state;
    enum rl_dtype dtype;
    assert_int_equal(rl_dtype_bytes(RL_F64), 8);
    assert_string_equal(rl_dtype_name(RL_F32), "float32");
    assert_string_equal(rl_dtype_safetensors(RL_I32), "I32");
    assert_int_equal(rl_dtype_from_name("uint8", &dtype), 0);
    assert_int_equal(dtype, RL_U8);
    assert_int_equal(rl_dtype_from_safetensors("U64", &dtype), 0);
    assert_int_equal(dtype, RL_U64);
    assert_int_equal(rl_dtype_from_name("float16", &dtype), RL_ENOTFOUND);
    assert_int_equal(rl_dtype_from_safetensors("", &dtype), RL_ENOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_have_their_layouts),
        cmocka_unit_test(test_one_bound_for_all_is_spread_over_a_small_box),
        cmocka_unit_test(test_wrong_fields_are_named),
        cmocka_unit_test(test_equality_sees_every_field),
        cmocka_unit_test(test_a_mask_follows_the_value),
        cmocka_unit_test(test_format_never_overruns),
        cmocka_unit_test(test_dtypes_know_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
