/* SPDX-License-Identifier: MIT */
/* docs/CONFIG.md ends with tables made from the typed tables. This program fails when they are
 * stale, and renews them when it is started with --write (from the root of the source tree). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/config/config.h"

static const char path[] = "docs/CONFIG.md";
static const char marker[] = "<!-- Generated from the tables from here on";

static char *read_doc(void)
{
    static const size_t max = 1 << 20;
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, max + 1);

    if (!file || !text || fread(text, 1, max, file) == 0) {
        free(text);
        text = NULL;
    }
    if (file)
        fclose(file);
    return text;
}

/* The line after the marker's, and an empty one. */
static char *generated_part(char *doc)
{
    char *at = strstr(doc, marker);

    at = at ? strchr(at, '\n') : NULL;
    return at && at[1] == '\n' ? at + 2 : NULL;
}

static void test_config_doc_is_fresh(void **state)
{
    char *doc = read_doc(), *part;
    struct rl_buf fresh;

    (void)state;
    assert_non_null(doc);
    part = generated_part(doc);
    assert_non_null(part);
    rl_buf_init(&fresh);
    rltd_config_help(true, &fresh);
    rl_buf_put_u8(&fresh, 0);
    if (strcmp(part, (char *)fresh.data) != 0)
        fail_msg("the tables in %s are stale: test_config_doc --write renews them", path);
    rl_buf_deinit(&fresh);
    free(doc);
}

static int write_doc(void)
{
    char *doc = read_doc(), *part = doc ? generated_part(doc) : NULL;
    FILE *file = part ? fopen(path, "wb") : NULL;
    struct rl_buf fresh;
    int bad;

    if (!file) {
        fprintf(stderr, "%s is not there or has no marker\n", path);
        return 1;
    }
    rl_buf_init(&fresh);
    rltd_config_help(true, &fresh);
    bad = fwrite(doc, 1, (size_t)(part - doc), file) != (size_t)(part - doc) ||
          fwrite(fresh.data, 1, fresh.n, file) != fresh.n;
    rl_buf_deinit(&fresh);
    free(doc);
    return fclose(file) != 0 || bad;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_config_doc_is_fresh)};

    if (argc > 1 && strcmp(argv[1], "--write") == 0)
        return write_doc();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
