/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"

static int is_zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i])
            return 0;
    return 1;
}

static void test_memory_is_aligned_zeroed_and_distinct(void **state)
{
    (void)state;
    static const size_t aligns[] = {0, 1, 8, 64, 256, 4096};
    struct rl_arena arena;
    unsigned char *previous = NULL;
    size_t previous_bytes = 0;
    rl_arena_init(&arena, 1024);
    for (size_t i = 0; i < 200; i++) {
        size_t align = aligns[i % 6], bytes = 1 + (i * 37) % 900;
        unsigned char *p = rl_arena_alloc(&arena, bytes, align);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % (align ? align : 64), 0);
        assert_true(is_zero(p, bytes));
        memset(p, 0xa5, bytes);
        if (previous)
            assert_true(p >= previous + previous_bytes || p + bytes <= previous);
        previous = p;
        previous_bytes = bytes;
    }
    rl_arena_deinit(&arena);
}

static void test_reset_reuses_zeroed_memory(void **state)
{
    (void)state;
    struct rl_arena arena = {0};
    memset(rl_arena_alloc(&arena, 100000, 0), 1, 100000);
    memset(rl_arena_alloc(&arena, 300000, 0), 1, 300000);
    assert_int_equal(arena.used_bytes, 400000);
    rl_arena_reset(&arena);
    assert_int_equal(arena.used_bytes, 0);
    struct rl_arena_block *kept = arena.head;
    assert_non_null(kept);
    assert_true(is_zero(rl_arena_alloc(&arena, 300000, 0), 300000));
    assert_ptr_equal(arena.head, kept);
    rl_arena_deinit(&arena);
    rl_arena_deinit(&arena);
}

static void test_impossible_size_is_refused(void **state)
{
    (void)state;
    struct rl_arena arena = {0};
    assert_null(rl_arena_alloc(&arena, SIZE_MAX, 0));
    assert_null(rl_arena_alloc(&arena, SIZE_MAX / 2 + 1, 4096));
    assert_non_null(rl_arena_alloc(&arena, 0, 0));
    rl_arena_deinit(&arena);
}

static void test_texts_are_copied(void **state)
{
    (void)state;
    struct rl_arena arena = {0};
    char name[] = "policy";
    char *copy = rl_arena_strdup(&arena, name);
    char *text = rl_arena_printf(&arena, "%s.%d.weight", name, 12);
    name[0] = 'x';
    assert_string_equal(copy, "policy");
    assert_string_equal(text, "policy.12.weight");
    rl_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_aligned_zeroed_and_distinct),
        cmocka_unit_test(test_reset_reuses_zeroed_memory),
        cmocka_unit_test(test_impossible_size_is_refused),
        cmocka_unit_test(test_texts_are_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
