/* SPDX-License-Identifier: MIT */
/* Each case: rows are saved one after the other under some rules; what is left, in which sets, is
 * written as text: "a:t b:tm" is row a in top-k, row b in top-k and manual. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "daemon/store/retention.h"

#define T RLTD_SET_TOPK
#define L RLTD_SET_LAST
#define M RLTD_SET_MANUAL
#define P RLTD_SET_PINNED
#define S RLTD_SET_MILESTONE

#define NOTHING (-12345.0) /* has_metric = false */

struct step {
    unsigned sets;
    double metric;
};

static const struct {
    const char *what;
    int64_t k, keep;
    bool minimise;
    const char *monitor;
    struct step step[8]; /* until sets == 0 */
    const char *left, *best;
} cases[] = {
    {"fewer than k always enter", 3, 3, false, "r", {{T, 1}, {T, 0}, {T, -5}}, "a:t b:t c:t", "a"},
    {"the worst goes", 2, 3, false, "r", {{T, 1}, {T, 3}, {T, 2}}, "b:t c:t", "b"},
    {"worse than the k-th stays out", 2, 3, false, "r", {{T, 2}, {T, 3}, {T, 1}}, "a:t b:t", "b"},
    {"a tie keeps the old file", 1, 3, false, "r", {{T, 5}, {T, 5}}, "a:t", "a"},
    {"among equal victims the oldest", 2, 3, false, "r", {{T, 1}, {T, 1}, {T, 2}}, "b:t c:t", "c"},
    {"among equal bests the oldest",
     3,
     3,
     false,
     "r",
     {{T, 1}, {T, 9}, {T, 9}},
     "a:t b:t c:t",
     "b"},
    {"minimise", 2, 3, true, "r", {{T, 1}, {T, 3}, {T, 2}}, "a:t c:t", "a"},
    {"k = 0 takes none", 0, 3, false, "r", {{T, 1}, {T | L, 2}}, "b:l", "b"},
    {"k = -1 takes all", -1, 3, false, "r", {{T, 1}, {T, NAN}, {T, 1}}, "a:t b:t c:t", "a"},
    {"NaN enters while there is room", 2, 3, false, "r", {{T, NAN}, {T, 1}}, "a:t b:t", "b"},
    {"NaN is refused once there are k",
     2,
     3,
     false,
     "r",
     {{T, 1}, {T, 2}, {T, NAN}},
     "a:t b:t",
     "b"},
    {"NaN does not push NaN out", 1, 3, false, "r", {{T, NAN}, {T, NAN}}, "a:t", "a"},
    {"anything beats NaN", 1, 3, false, "r", {{T, NAN}, {T, -INFINITY}}, "b:t", "b"},
    {"anything beats NaN, minimising", 1, 3, true, "r", {{T, NAN}, {T, INFINITY}}, "b:t", "b"},
    {"the oldest NaN goes first", 2, 3, false, "r", {{T, NAN}, {T, NAN}, {T, 1}}, "b:t c:t", "c"},
    {"infinity is a value", 2, 3, false, "r", {{T, INFINITY}, {T, 1}, {T, 2}}, "a:t c:t", "a"},
    {"no value counts as NaN", 1, 3, false, "r", {{T, NOTHING}, {T, 1}, {T, NOTHING}}, "b:t", "b"},
    {"no monitor: the newest", 1, 3, false, "", {{T, NOTHING}, {T, NOTHING}}, "b:t", "-"},
    {"one last", 3, 3, false, "r", {{L, 1}, {L, 2}, {L, 3}}, "c:l", "c"},
    {"last and top-k in one file", 1, 3, false, "r", {{L | T, 9}, {L | T, 1}}, "a:t b:l", "a"},
    {"it leaves with its last membership",
     1,
     3,
     false,
     "r",
     {{L | T, 1}, {L | T, 2}, {L | T, 0}},
     "b:t c:l",
     "b"},
    {"manual: the oldest out", 3, 2, false, "r", {{M, 1}, {M, 2}, {M, 3}}, "b:m c:m", "c"},
    {"manual knows no metric", 3, 1, false, "r", {{M, 9}, {M, 1}}, "b:m", "b"},
    {"pinned ones stay and take no room",
     3,
     1,
     false,
     "r",
     {{M | P, 1}, {M, 2}, {M, 3}},
     "a:mp c:m",
     "c"},
    {"manual_keep = -1", 3, -1, false, "r", {{M, 1}, {M, 2}, {M, 3}}, "a:m b:m c:m", "c"},
    {"milestones stay whatever they are worth",
     1,
     1,
     false,
     "r",
     {{S | L, 1}, {S | T | L, 9}, {T | L, 10}, {S | L, 2}, {L, 3}},
     "a:s b:s c:t d:s e:l",
     "c"},
    {"sets are independent",
     1,
     1,
     false,
     "r",
     {{T, 5}, {M, 9}, {L, 1}, {T, 6}, {M, 0}},
     "c:l d:t e:m",
     "d"},
    {"top-k keeps what manual drops", 1, 1, false, "r", {{M | T, 5}, {M, 1}}, "a:t b:m", "a"},
};

static int32_t simulate(const struct rltd_rules *rules, const struct step *step,
                        struct rltd_row *row)
{
    int32_t n = 0;
    for (int i = 0; i < 8 && step[i].sets; i++) {
        struct rltd_row r = {.c.sets = step[i].sets, .c.id = i};
        snprintf(r.monitor, sizeof(r.monitor), "%s", rules->monitor);
        r.c.has_metric = step[i].metric != NOTHING;
        r.c.metric = r.c.has_metric ? step[i].metric : NAN;
        if ((r.c.sets & T) && !rltd_topk_admits(rules, row, n, &r))
            r.c.sets &= ~T;
        if (r.c.sets == 0)
            continue;
        row[n++] = r;
        rltd_retention_apply(rules, row, n);
        int32_t kept = 0;
        for (int32_t j = 0; j < n; j++)
            if (row[j].state == RLTD_ROW_OK)
                row[kept++] = row[j];
        n = kept;
    }
    return n;
}

static void test_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        struct rltd_rules rules = {cases[i].monitor, cases[i].minimise, cases[i].k, cases[i].keep};
        struct rltd_row row[8];
        int32_t n = simulate(&rules, cases[i].step, row);
        char left[128] = "", best[4] = "-";
        for (int32_t j = 0; j < n; j++)
            snprintf(left + strlen(left), sizeof(left) - strlen(left), "%s%c:%s%s%s%s%s",
                     j ? " " : "", (char)('a' + row[j].c.id), row[j].c.sets & T ? "t" : "",
                     row[j].c.sets & M ? "m" : "", row[j].c.sets & P ? "p" : "",
                     row[j].c.sets & S ? "s" : "", row[j].c.sets & L ? "l" : "");
        int32_t b = rltd_retention_best(&rules, row, n);
        if (b >= 0)
            snprintf(best, sizeof(best), "%c", (char)('a' + row[b].c.id));
        if (strcmp(left, cases[i].left) != 0 || strcmp(best, cases[i].best) != 0)
            fail_msg("%s: left '%s' best '%s', expected '%s' and '%s'", cases[i].what, left, best,
                     cases[i].left, cases[i].best);
    }
}

static void test_another_monitors_values_are_not_compared(void **state)
{
    (void)state;
    struct rltd_rules rules = {"r", false, 1, 3};
    struct rltd_row old = {.c = {.sets = T, .has_metric = true, .metric = 1000}, .monitor = "loss"};
    struct rltd_row incoming = {.c = {.sets = T, .has_metric = true, .metric = 1}, .monitor = "r"};
    assert_true(rltd_topk_admits(&rules, &old, 1, &incoming));
    assert_false(rltd_row_better(&rules, &old, &incoming));
}

static void test_rows_without_a_usable_file_hold_no_place(void **state)
{
    (void)state;
    struct rltd_rules rules = {"r", false, 1, 1};
    struct rltd_row row[] = {
        {.c = {.sets = T | L, .has_metric = true, .metric = 9},
         .monitor = "r",
         .state = RLTD_ROW_MISSING},
        {.c = {.sets = T | L, .has_metric = true, .metric = 8},
         .monitor = "r",
         .state = RLTD_ROW_CORRUPT},
        {.c = {.sets = L, .has_metric = true, .metric = 1}, .monitor = "r"},
    };
    struct rltd_row incoming = {.c = {.sets = T, .has_metric = true, .metric = 0}, .monitor = "r"};
    assert_true(rltd_topk_admits(&rules, row, 3, &incoming));
    assert_int_equal(rltd_retention_last(row, 3), 2);
    assert_int_equal(rltd_retention_best(&rules, row, 3), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_another_monitors_values_are_not_compared),
        cmocka_unit_test(test_rows_without_a_usable_file_hold_no_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
