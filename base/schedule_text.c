/* SPDX-License-Identifier: MIT */
/* Schedules as people write them: one row per form. */
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "base/schedule.h"

#define MAX_ARGS 3

struct piece {
    const char *text;
    size_t n;
};

static const char any[] = "a number or a schedule, such as linear(3e-4), cosine(3e-4, 1e-5), "
                          "step(3e-4, 1000, 0.5) or warmup(100, 3e-4)";

static const char *const counters[] = {
    [RL_COUNT_UPDATES] = "updates",
    [RL_COUNT_ENV_STEPS] = "env_steps",
    [RL_COUNT_EVALUATIONS] = "evaluations",
};

static bool read_double(struct piece p, double *out)
{
    return rl_number_double(p.text, p.n, out);
}

static bool read_count(struct piece p, int64_t least, int64_t *out)
{
    return rl_number_int(p.text, p.n, out) && *out >= least;
}

static bool read_factor(struct piece p, double *out)
{
    return read_double(p, out) && *out > 0 && *out <= 1;
}

/* "[a, b]": ascending counts. */
static bool read_milestones(struct piece p, struct rl_schedule *s)
{
    if (p.n < 2 || p.text[0] != '[' || p.text[p.n - 1] != ']')
        return false;
    const char *at = p.text + 1, *end = p.text + p.n - 1;
    while (at) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        struct piece item = {at, (size_t)((comma ? comma : end) - at)};
        rl_text_trim(&item.text, &item.n);
        int64_t *milestone = &s->milestone[s->n_milestones];
        if (s->n_milestones == RL_SCHEDULE_MILESTONES || !read_count(item, 1, milestone) ||
            (s->n_milestones && *milestone <= milestone[-1]))
            return false;
        s->n_milestones++;
        at = comma ? comma + 1 : NULL;
    }
    return true;
}

/* ---- one reader per form: false says that the arguments are wrong ---- */

static bool read_ramp(struct rl_schedule *s, const struct piece *arg, int n)
{
    if (n > 1 && !read_double(arg[1], &s->end))
        return false;
    s->counter = n > 2 ? RL_COUNT_UPDATES : RL_COUNT_RUN;
    return n < 3 || read_count(arg[2], 1, &s->n);
}

static bool read_step(struct rl_schedule *s, const struct piece *arg, int n)
{
    (void)n;
    return read_count(arg[1], 1, &s->n) && read_factor(arg[2], &s->factor);
}

static bool read_multistep(struct rl_schedule *s, const struct piece *arg, int n)
{
    (void)n;
    return read_milestones(arg[1], s) && read_factor(arg[2], &s->factor);
}

static bool read_exponential(struct rl_schedule *s, const struct piece *arg, int n)
{
    (void)n;
    return read_double(arg[1], &s->factor) && s->factor > 0 && s->factor <= 10;
}

static bool read_plateau(struct rl_schedule *s, const struct piece *arg, int n)
{
    (void)n;
    return read_factor(arg[1], &s->factor) && s->factor < 1 && read_count(arg[2], 0, &s->n);
}

static const struct form {
    const char *name, *usage;
    int least, most; /* arguments */
    int32_t counter; /* without " by" */
    bool (*read)(struct rl_schedule *s, const struct piece *arg, int n);
} forms[] = {
    [RL_SCHEDULE_LINEAR] = {"linear", "linear(START[, END[, N]]), N counts of at least 1", 1, 3,
                            RL_COUNT_RUN, read_ramp},
    [RL_SCHEDULE_COSINE] = {"cosine", "cosine(START[, END[, N]]), N counts of at least 1", 1, 3,
                            RL_COUNT_RUN, read_ramp},
    [RL_SCHEDULE_STEP] = {"step", "step(START, EVERY, FACTOR), FACTOR in (0, 1], EVERY at least 1",
                          3, 3, RL_COUNT_UPDATES, read_step},
    [RL_SCHEDULE_MULTISTEP] = {"multistep",
                               "multistep(START, [AT, ...], FACTOR), FACTOR in (0, 1], at most 8 "
                               "ascending counts",
                               3, 3, RL_COUNT_UPDATES, read_multistep},
    [RL_SCHEDULE_EXPONENTIAL] = {"exponential", "exponential(START, FACTOR), FACTOR in (0, 10]", 2,
                                 2, RL_COUNT_UPDATES, read_exponential},
    [RL_SCHEDULE_PLATEAU] = {"plateau",
                             "plateau(START, FACTOR, PATIENCE), FACTOR in (0, 1), PATIENCE in "
                             "evaluations",
                             3, 3, RL_COUNT_EVALUATIONS, read_plateau},
};

/* "name(inside)": false if the text is something else. */
static bool is_call(struct piece text, const char *name, struct piece *inside)
{
    const size_t n = strlen(name);
    if (text.n < n + 2 || memcmp(text.text, name, n) != 0 || text.text[n] != '(' ||
        text.text[text.n - 1] != ')')
        return false;
    *inside = (struct piece){text.text + n + 1, text.n - n - 2};
    return true;
}

/* Arguments between commas, lists in brackets whole; -1 if there are more than `most`. */
static int split(struct piece inside, struct piece *arg, int most)
{
    int n = 0, depth = 0;
    size_t from = 0;
    for (size_t i = 0; i <= inside.n; i++) {
        const char c = i < inside.n ? inside.text[i] : ',';
        depth += (c == '[' || c == '(') - (c == ']' || c == ')');
        if (c != ',' || (depth > 0 && i < inside.n))
            continue;
        if (n == most)
            return -1;
        arg[n] = (struct piece){inside.text + from, i - from};
        rl_text_trim(&arg[n].text, &arg[n].n);
        n++;
        from = i + 1;
    }
    return n;
}

/* Takes " by COUNTER" off the end of the text; -1: an unknown counter, 0: none. */
static int32_t take_counter(struct piece *text)
{
    const char *close = text->n ? memchr(text->text, ')', text->n) : NULL;
    for (const char *p = close; p; p = memchr(p + 1, ')', text->n - (size_t)(p + 1 - text->text)))
        close = p;
    if (!close)
        return 0;
    struct piece tail = {close + 1, text->n - (size_t)(close + 1 - text->text)};
    rl_text_trim(&tail.text, &tail.n);
    if (!tail.n)
        return 0;
    text->n -= (size_t)(text->text + text->n - (close + 1));
    for (int32_t k = RL_COUNT_UPDATES; k < (int32_t)RL_COUNTOF(counters); k++) {
        char words[32];
        const int n = snprintf(words, sizeof(words), "by %s", counters[k]);
        if ((size_t)n == tail.n && !memcmp(words, tail.text, tail.n))
            return k;
    }
    return -1;
}

static const char *parse_form(struct piece text, struct rl_schedule *s)
{
    const int32_t by = take_counter(&text);
    if (by < 0)
        return "followed by 'by updates', 'by env_steps' or 'by evaluations'";
    for (int32_t kind = 0; kind < (int32_t)RL_COUNTOF(forms); kind++) {
        const struct form *form = &forms[kind];
        struct piece inside, arg[MAX_ARGS];
        if (!is_call(text, form->name, &inside))
            continue;
        *s = (struct rl_schedule){.kind = kind, .counter = form->counter};
        const int n = split(inside, arg, form->most);
        if (n < form->least || !read_double(arg[0], &s->start))
            return form->usage;
        s->end = form->read == read_ramp ? 0 : s->start;
        if (!form->read(s, arg, n))
            return form->usage;
        if (by && (s->counter == RL_COUNT_RUN || s->kind == RL_SCHEDULE_PLATEAU))
            return "one that can count: over the run there is nothing to choose, and a plateau "
                   "counts evaluations";
        s->counter = by ? by : s->counter;
        return NULL;
    }
    *s = (struct rl_schedule){0};
    if (by || !read_double(text, &s->start))
        return any;
    s->end = s->start;
    return NULL;
}

const char *rl_schedule_parse(const char *text, size_t n, struct rl_schedule *out)
{
    static const char usage[] = "warmup(N, SCHEDULE), N updates of at least 1";
    struct piece whole = {text, n}, inside;
    rl_text_trim(&whole.text, &whole.n);
    if (!is_call(whole, "warmup", &inside))
        return parse_form(whole, out);
    const char *comma = memchr(inside.text, ',', inside.n);
    int64_t warmup;
    if (!comma)
        return usage;
    struct piece first = {inside.text, (size_t)(comma - inside.text)};
    struct piece rest = {comma + 1, inside.n - first.n - 1};
    rl_text_trim(&first.text, &first.n);
    rl_text_trim(&rest.text, &rest.n);
    if (!read_count(first, 1, &warmup))
        return usage;
    const char *wrong = parse_form(rest, out);
    if (!wrong)
        out->warmup = warmup;
    return wrong;
}

/* ---- and back ---- */

struct writer {
    char *out;
    size_t at;
};

static void add(struct writer *w, const char *text)
{
    const int n = snprintf(w->out + w->at, RL_SCHEDULE_TEXT_MAX - w->at, "%s", text);
    w->at = RL_MIN(w->at + (size_t)n, (size_t)RL_SCHEDULE_TEXT_MAX - 1);
}

static void add_number(struct writer *w, const char *before, double value)
{
    char digits[RL_NUMBER_MAX];
    rl_number_format(value, digits);
    add(w, before);
    add(w, digits);
}

static void add_arguments(struct writer *w, const struct rl_schedule *s)
{
    const bool ramp = s->kind == RL_SCHEDULE_LINEAR || s->kind == RL_SCHEDULE_COSINE;
    if (ramp && (s->end != 0 || s->counter != RL_COUNT_RUN))
        add_number(w, ", ", s->end);
    if (ramp && s->counter != RL_COUNT_RUN)
        add_number(w, ", ", (double)s->n);
    if (s->kind == RL_SCHEDULE_STEP)
        add_number(w, ", ", (double)s->n);
    for (int32_t i = 0; i < s->n_milestones; i++)
        add_number(w, i ? ", " : ", [", (double)s->milestone[i]);
    if (s->n_milestones)
        add(w, "]");
    if (!ramp)
        add_number(w, ", ", s->factor);
    if (s->kind == RL_SCHEDULE_PLATEAU)
        add_number(w, ", ", (double)s->n);
}

void rl_schedule_format(const struct rl_schedule *s, char *out)
{
    struct writer w = {out, 0};
    const bool constant = s->kind == RL_SCHEDULE_LINEAR && s->start == s->end;
    out[0] = '\0';
    if (s->warmup)
        add_number(&w, "warmup(", (double)s->warmup);
    if (s->warmup)
        add(&w, ", ");
    if (!constant) {
        add(&w, forms[s->kind].name);
        add(&w, "(");
    }
    add_number(&w, "", s->start);
    if (!constant) {
        add_arguments(&w, s);
        add(&w, ")");
    }
    if (!constant && s->counter > RL_COUNT_UPDATES && s->kind != RL_SCHEDULE_PLATEAU) {
        add(&w, " by ");
        add(&w, counters[s->counter]);
    }
    if (s->warmup)
        add(&w, ")");
}
