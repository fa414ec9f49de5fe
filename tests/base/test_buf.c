/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/buf.h"

static void test_layout_is_little_endian(void **state)
{
    (void)state;
    static const uint8_t expected[] = {0x01, 0x02, 0x01, 0x04, 0x03, 0x02, 0x01, 8,    7,    6,
                                       5,    4,    3,    2,    1,    0,    0,    0x80, 0x3f, 0,
                                       0,    0,    0,    0,    0,    0xf0, 0xbf, 'o',  'k'};
    struct rl_buf b;
    rl_buf_init(&b);
    rl_buf_put_u8(&b, 1);
    rl_buf_put_u16(&b, 0x0102);
    rl_buf_put_u32(&b, 0x01020304);
    rl_buf_put_u64(&b, 0x0102030405060708);
    rl_buf_put_f32(&b, 1.0f);
    rl_buf_put_f64(&b, -1.0);
    rl_buf_put(&b, "ok", 2);
    assert_false(b.failed);
    assert_int_equal(b.n, sizeof expected);
    assert_memory_equal(b.data, expected, sizeof expected);

    struct rl_reader r;
    rl_reader_init(&r, b.data, b.n);
    assert_int_equal(rl_read_u8(&r), 1);
    assert_int_equal(rl_read_u16(&r), 0x0102);
    assert_int_equal(rl_read_u32(&r), 0x01020304);
    assert_true(rl_read_u64(&r) == 0x0102030405060708);
    assert_true(rl_read_f32(&r) == 1.0f);
    assert_true(rl_read_f64(&r) == -1.0);
    assert_int_equal(rl_reader_left(&r), 2);
    assert_memory_equal(rl_read_bytes(&r, 2), "ok", 2);
    assert_false(r.failed);
    rl_buf_deinit(&b);
}

static void test_reader_failure_is_sticky(void **state)
{
    (void)state;
    static const uint8_t bytes[5] = {1, 2, 3, 4, 5};
    struct rl_reader r;
    rl_reader_init(&r, bytes, sizeof bytes);
    assert_int_equal(rl_read_u32(&r), 0x04030201);
    assert_int_equal(rl_read_u16(&r), 0);
    assert_true(r.failed);
    assert_int_equal(rl_read_u8(&r), 0);
    assert_null(rl_read_bytes(&r, 0));
    assert_int_equal(rl_reader_left(&r), 0);
}

static void test_reader_refuses_lengths_that_overflow(void **state)
{
    (void)state;
    static const uint8_t bytes[4];
    struct rl_reader r;
    rl_reader_init(&r, bytes, sizeof bytes);
    rl_read_u8(&r);
    assert_null(rl_read_bytes(&r, SIZE_MAX));
    assert_true(r.failed);
}

static void test_buffer_grows_and_keeps_memory(void **state)
{
    (void)state;
    struct rl_buf b;
    rl_buf_init(&b);
    for (uint32_t i = 0; i < 10000; i++)
        rl_buf_put_u32(&b, i);
    assert_int_equal(b.n, 40000);
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(b.data[4 * i] | b.data[4 * i + 1] << 8, i);
    const uint8_t *memory = b.data;
    rl_buf_clear(&b);
    assert_int_equal(b.n, 0);
    assert_non_null(rl_buf_extend(&b, 40000));
    assert_ptr_equal(b.data, memory);
    rl_buf_deinit(&b);
}

static void test_buffer_failure_is_sticky(void **state)
{
    (void)state;
    struct rl_buf b;
    rl_buf_init(&b);
    rl_buf_put_u8(&b, 1);
    assert_null(rl_buf_extend(&b, SIZE_MAX));
    assert_true(b.failed);
    rl_buf_put_u8(&b, 2);
    rl_buf_printf(&b, "text");
    assert_int_equal(b.n, 1);
    rl_buf_clear(&b);
    rl_buf_put_u8(&b, 3);
    assert_false(b.failed);
    rl_buf_deinit(&b);
}

static void test_printf_appends_terminated_text(void **state)
{
    (void)state;
    struct rl_buf b;
    char longer[3000];
    memset(longer, 'y', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    rl_buf_init(&b);
    rl_buf_printf(&b, "%d,", 42);
    rl_buf_printf(&b, "%s", longer);
    assert_int_equal(b.n, 3 + 2999);
    assert_memory_equal(b.data, "42,yy", 5);
    assert_int_equal(b.data[b.n], 0);
    rl_buf_deinit(&b);
}

static void test_size_arithmetic_sees_overflow(void **state)
{
    (void)state;
    size_t n;
    assert_true(rl_size_mul(1u << 20, 1u << 10, &n));
    assert_int_equal(n, 1u << 30);
    assert_false(rl_size_mul(SIZE_MAX / 2, 3, &n));
    assert_true(rl_size_add(SIZE_MAX - 1, 1, &n));
    assert_false(rl_size_add(SIZE_MAX, 1, &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout_is_little_endian),
        cmocka_unit_test(test_reader_failure_is_sticky),
        cmocka_unit_test(test_reader_refuses_lengths_that_overflow),
        cmocka_unit_test(test_buffer_grows_and_keeps_memory),
        cmocka_unit_test(test_buffer_failure_is_sticky),
        cmocka_unit_test(test_printf_appends_terminated_text),
        cmocka_unit_test(test_size_arithmetic_sees_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
