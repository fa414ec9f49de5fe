/* SPDX-License-Identifier: MIT */
#include "base/option.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base.h"
#include "base/number.h"

#define SHOWN_BYTES 60 /* of a bad value in a message */

static int check_range(const struct rl_option *o, double value, struct rl_error *err)
{
    if (o->min == 0 && o->max == 0)
        return 0;
    if (value < o->min)
        return rl_error_set(err, RL_ERANGE, "%s: %.10g is below %.10g", o->name, value, o->min);
    if (value > o->max)
        return rl_error_set(err, RL_ERANGE, "%s: %.10g is above %.10g", o->name, value, o->max);
    return 0;
}

static int refuse(const struct rl_option *o, const char *text, size_t n, const char *what,
                  struct rl_error *err)
{
    const char *more = n > SHOWN_BYTES ? "..." : "";
    return rl_error_set(err, RL_ECONFIG, "%s: '%.*s%s' is not %s", o->name,
                        (int)RL_MIN(n, SHOWN_BYTES), text, more, what);
}

static int parse_bool(const struct rl_option *o, const char *text, size_t n, void *field,
                      struct rl_error *err)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"true", true}, {"false", false}, {"yes", true}, {"no", false},
                 {"on", true},   {"off", false},   {"1", true},   {"0", false}};
    for (size_t i = 0; i < RL_COUNTOF(words); i++) {
        if (strlen(words[i].word) == n && strncasecmp(text, words[i].word, n) == 0) {
            *(bool *)field = words[i].value;
            return 0;
        }
    }
    return refuse(o, text, n, "true or false", err);
}

static int parse_int(const struct rl_option *o, const char *text, size_t n, void *field,
                     struct rl_error *err)
{
    int64_t value;
    if (!rl_number_int(text, n, &value))
        return refuse(o, text, n, "a whole number", err);
    int rc = check_range(o, (double)value, err);
    if (rc == 0)
        *(int64_t *)field = value;
    return rc;
}

static int parse_float(const struct rl_option *o, const char *text, size_t n, void *field,
                       struct rl_error *err)
{
    double value;
    if (!rl_number_double(text, n, &value))
        return refuse(o, text, n, "a number", err);
    int rc = check_range(o, value, err);
    if (rc == 0)
        *(double *)field = value;
    return rc;
}

static int parse_maybe(const struct rl_option *o, const char *text, size_t n, void *field,
                       struct rl_error *err)
{
    if (n == 4 && memcmp(text, "none", 4) == 0) {
        *(double *)field = NAN;
        return 0;
    }
    double value;
    if (!rl_number_double(text, n, &value))
        return refuse(o, text, n, "a number or none", err);
    return parse_float(o, text, n, field, err);
}

static int parse_choice(const struct rl_option *o, const char *text, size_t n, void *field,
                        struct rl_error *err)
{
    char what[256];
    for (int32_t i = 0; o->choices[i]; i++) {
        if (strlen(o->choices[i]) == n && memcmp(text, o->choices[i], n) == 0) {
            *(int32_t *)field = i;
            return 0;
        }
    }
    rl_option_describe(o, what, sizeof what);
    return refuse(o, text, n, what, err);
}

/* The next item of a comma-separated list, trimmed; advances behind its comma. false at the end. */
static bool next_item(const char **list, size_t *n, const char **item, size_t *item_n)
{
    if (!*list)
        return false;
    const char *comma = memchr(*list, ',', *n);
    *item = *list;
    *item_n = comma ? (size_t)(comma - *list) : *n;
    *n -= comma ? *item_n + 1 : *item_n;
    *list = comma ? comma + 1 : NULL;
    rl_text_trim(item, item_n);
    return true;
}

static int parse_ints(const struct rl_option *o, const char *text, size_t n, void *field,
                      struct rl_error *err)
{
    const char *list = text, *item;
    size_t list_n = n, item_n;
    struct rl_ints ints = {0};
    if (list_n >= 2 && list[0] == '[' && list[list_n - 1] == ']') {
        list++;
        list_n -= 2;
        rl_text_trim(&list, &list_n);
        if (list_n == 0)
            list = NULL;
    }
    while (next_item(&list, &list_n, &item, &item_n)) {
        int64_t value;
        if (!rl_number_int(item, item_n, &value) || value < INT32_MIN || value > INT32_MAX)
            return refuse(o, text, n, "a list of whole numbers such as [64, 64]", err);
        if (ints.n == RL_INTS_MAX)
            return rl_error_set(err, RL_ERANGE, "%s: more than %d numbers", o->name, RL_INTS_MAX);
        int rc = check_range(o, (double)value, err);
        if (rc)
            return rc;
        ints.v[ints.n++] = (int32_t)value;
    }
    *(struct rl_ints *)field = ints;
    return 0;
}

/* RL_OPT_SCHEDULE: only what follows the run; RL_OPT_RATE: any. */
static int parse_schedule(const struct rl_option *o, const char *text, size_t n, void *field,
                          struct rl_error *err)
{
    struct rl_schedule s;
    const char *wrong = rl_schedule_parse(text, n, &s);
    if (!wrong && o->type == RL_OPT_SCHEDULE && !rl_schedule_follows_run(&s))
        wrong = "a schedule over the run: " RL_SCHEDULE_RUN_FORMS;
    if (wrong)
        return refuse(o, text, n, wrong, err);
    int rc = check_range(o, s.start, err);
    if (rc == 0)
        rc = check_range(o, s.end, err);
    if (rc == 0)
        *(struct rl_schedule *)field = s;
    return rc;
}

/* "DD:HH:MM:SS", four runs of digits; hours, minutes and seconds stay below 24, 60 and 60. */
static bool to_day_time(const char *text, size_t n, double *out)
{
    static const double limit[4] = {1e6, 24, 60, 60}, unit[4] = {86400, 3600, 60, 1};
    size_t part = 0;
    double value = 0, total = 0;
    bool digits = false;
    for (size_t i = 0; i <= n; i++) {
        if (i < n && isdigit((unsigned char)text[i])) {
            value = 10 * value + (text[i] - '0');
            digits = true;
        } else if ((i == n || text[i] == ':') && digits && part < 4 && value < limit[part]) {
            total += value * unit[part++];
            value = 0;
            digits = false;
        } else {
            return false;
        }
    }
    *out = total;
    return part == 4;
}

static bool to_seconds(const char *text, size_t n, double *out)
{
    static const struct {
        const char *suffix;
        double seconds;
    } units[] = {{"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    if (memchr(text, ':', n))
        return to_day_time(text, n, out);
    for (size_t i = 0; i < RL_COUNTOF(units); i++) {
        size_t suffix_n = strlen(units[i].suffix);
        if (n > suffix_n && memcmp(text + n - suffix_n, units[i].suffix, suffix_n) == 0) {
            size_t number_n = n - suffix_n;
            rl_text_trim(&text, &number_n);
            double value;
            if (!rl_number_double(text, number_n, &value) || !isfinite(value * units[i].seconds))
                return false;
            *out = value * units[i].seconds;
            return true;
        }
    }
    return rl_number_double(text, n, out);
}

static int parse_seconds(const struct rl_option *o, const char *text, size_t n, void *field,
                         struct rl_error *err)
{
    double value;
    if (!to_seconds(text, n, &value))
        return refuse(o, text, n, "a duration such as 90, 30s, 5m, 2h or DD:HH:MM:SS", err);
    int rc = value < 0 ? rl_error_set(err, RL_ERANGE, "%s: a duration is not negative", o->name)
                       : check_range(o, value, err);
    if (rc == 0)
        *(double *)field = value;
    return rc;
}

static int parse_string(const struct rl_option *o, const char *text, void *field,
                        struct rl_error *err)
{
    size_t bytes = strlen(text) + 1;
    if ((double)bytes > o->max)
        return rl_error_set(err, RL_ERANGE, "%s: %zu bytes are too long, at most %zu fit", o->name,
                            bytes - 1, (size_t)o->max - 1);
    memcpy(field, text, bytes);
    return 0;
}

int rl_option_parse(const struct rl_option *option, const char *text, void *base,
                    struct rl_error *err)
{
    void *field = (char *)base + option->offset;
    if (option->type == RL_OPT_STRING)
        return parse_string(option, text, field, err);
    size_t n = strlen(text);
    rl_text_trim(&text, &n);
    switch (option->type) {
    case RL_OPT_BOOL:
        return parse_bool(option, text, n, field, err);
    case RL_OPT_INT:
        return parse_int(option, text, n, field, err);
    case RL_OPT_FLOAT:
        return parse_float(option, text, n, field, err);
    case RL_OPT_MAYBE:
        return parse_maybe(option, text, n, field, err);
    case RL_OPT_CHOICE:
        return parse_choice(option, text, n, field, err);
    case RL_OPT_INTS:
        return parse_ints(option, text, n, field, err);
    case RL_OPT_SCHEDULE:
    case RL_OPT_RATE:
        return parse_schedule(option, text, n, field, err);
    case RL_OPT_SECONDS:
        return parse_seconds(option, text, n, field, err);
    case RL_OPT_STRING:
        break;
    }
    return rl_error_set(err, RL_EINVAL, "%s: unknown type of option", option->name);
}

int rl_options_default(const struct rl_option *table, size_t n, void *base, struct rl_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (!table[i].default_text)
            continue;
        if (rl_option_parse(&table[i], table[i].default_text, base, err) < 0) {
            if (err)
                err->code = RL_EINVAL;
            return rl_error_prefix(err, RL_EINVAL, "wrong default");
        }
    }
    return 0;
}

const struct rl_option *rl_options_find(const struct rl_option *table, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

const char *rl_options_nearest(const struct rl_option *table, size_t n, const char *name)
{
    /* A third of the letters wrong is a slip of the hand; more is another word. */
    size_t best = RL_MAX(strlen(name) / 3, 1) + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < n; i++) {
        size_t distance = rl_edit_distance(table[i].name, name);
        if (distance < best) {
            best = distance;
            nearest = table[i].name;
        }
    }
    return nearest;
}

size_t rl_edit_distance(const char *a, const char *b)
{
    size_t row[128]; /* row[j]: distance of the first i bytes of a and the first j of b */
    size_t a_n = strlen(a), b_n = strlen(b);
    if (RL_MAX(a_n, b_n) >= RL_COUNTOF(row))
        return RL_MAX(a_n, b_n);
    for (size_t j = 0; j <= b_n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_n; j++) {
            size_t replace = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = RL_MIN(RL_MIN(row[j], row[j - 1]) + 1, replace);
        }
    }
    return row[b_n];
}
