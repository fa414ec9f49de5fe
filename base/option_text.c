/* SPDX-License-Identifier: MIT */
/* Options as text: values that read back the same, and the descriptions in help and docs. */
#include "base/option.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/number.h"

/* A text under construction; what does not fit is cut. */
struct text {
    char *out;
    size_t bytes, at;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int length = vsnprintf(t->out + t->at, t->bytes - t->at, fmt, ap);
    va_end(ap);
    if (length > 0)
        t->at = RL_MIN(t->at + (size_t)length, t->bytes - 1);
}

/* Bounds so far out that nobody meets them are not worth a word. */
#define FAR 1e15

static void add_double(struct text *t, double value)
{
    char digits[RL_NUMBER_MAX];
    rl_number_format(value, digits);
    add(t, "%s", digits);
}

void rl_option_format(const struct rl_option *option, const void *base, char *out, size_t out_bytes)
{
    if (out_bytes == 0)
        return;
    const void *field = (const char *)base + option->offset;
    struct text t = {.out = out, .bytes = out_bytes};
    out[0] = '\0';
    switch (option->type) {
    case RL_OPT_BOOL:
        add(&t, "%s", *(const bool *)field ? "true" : "false");
        break;
    case RL_OPT_INT:
        add(&t, "%" PRId64, *(const int64_t *)field);
        break;
    case RL_OPT_FLOAT:
    case RL_OPT_SECONDS:
        add_double(&t, *(const double *)field);
        break;
    case RL_OPT_MAYBE:
        if (isnan(*(const double *)field))
            add(&t, "none");
        else
            add_double(&t, *(const double *)field);
        break;
    case RL_OPT_STRING:
        add(&t, "%s", (const char *)field);
        break;
    case RL_OPT_CHOICE:
        add(&t, "%s", option->choices[*(const int32_t *)field]);
        break;
    case RL_OPT_INTS: {
        const struct rl_ints *ints = field;
        add(&t, "[");
        for (int32_t i = 0; i < ints->n; i++)
            add(&t, "%s%" PRId32, i ? ", " : "", ints->v[i]);
        add(&t, "]");
        break;
    }
    case RL_OPT_SCHEDULE:
    case RL_OPT_RATE: {
        char schedule[RL_SCHEDULE_TEXT_MAX];
        rl_schedule_format(field, schedule);
        add(&t, "%s", schedule);
        break;
    }
    }
}

static void add_range(struct text *t, const struct rl_option *o)
{
    bool low = o->min > -FAR, high = o->max < FAR;
    if ((o->min == 0 && o->max == 0) || (!low && !high))
        return;
    add(t, low && high ? " in [" : low ? " >= " : " <= ");
    if (low)
        add_double(t, o->min);
    if (low && high)
        add(t, ", ");
    if (high)
        add_double(t, o->max);
    if (low && high)
        add(t, "]");
}

void rl_option_describe(const struct rl_option *option, char *out, size_t out_bytes)
{
    if (out_bytes == 0)
        return;
    struct text t = {.out = out, .bytes = out_bytes};
    out[0] = '\0';
    switch (option->type) {
    case RL_OPT_BOOL:
        add(&t, "true or false");
        return;
    case RL_OPT_STRING:
        add(&t, "text of at most %zu bytes", (size_t)option->max - 1);
        return;
    case RL_OPT_CHOICE:
        add(&t, "one of ");
        for (int32_t i = 0; option->choices[i]; i++)
            add(&t, "%s%s", i ? "|" : "", option->choices[i]);
        return;
    case RL_OPT_INT:
        add(&t, "whole number");
        break;
    case RL_OPT_FLOAT:
        add(&t, "number");
        break;
    case RL_OPT_MAYBE:
        add(&t, "none, or number");
        break;
    case RL_OPT_INTS:
        add(&t, "list of whole numbers");
        break;
    case RL_OPT_SCHEDULE:
        add(&t, RL_SCHEDULE_RUN_FORMS);
        break;
    case RL_OPT_RATE:
        add(&t, "number or schedule");
        break;
    case RL_OPT_SECONDS:
        add(&t, "seconds, or 30s, 5m, 2h, DD:HH:MM:SS");
        break;
    }
    add_range(&t, option);
}
