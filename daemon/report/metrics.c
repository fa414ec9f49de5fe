/* SPDX-License-Identifier: MIT */
#include "daemon/report/metrics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

static void slot_reset(struct rltd_metric_slot *slot)
{
    slot->sum = 0;
    slot->max = -INFINITY;
    slot->n = 0;
}

void rltd_metrics_init(struct rltd_metrics *m)
{
    static const struct {
        const char *name, *tag, *unit;
        int better;
    } builtin[] = {
#define X(id, name, tag, unit, better) {name, tag, unit, better},
        RLTD_METRICS(X)
#undef X
    };
    memset(m, 0, sizeof(*m));
    m->n = RLTD_N_BUILTIN_METRICS;
    for (int32_t i = 0; i < m->n; i++) {
        struct rltd_metric_slot *slot = &m->slot[i];
        snprintf(slot->name, sizeof(slot->name), "%s", builtin[i].name);
        snprintf(slot->tag, sizeof(slot->tag), "%s", builtin[i].tag);
        slot->unit = builtin[i].unit;
        slot->better = builtin[i].better;
        slot->sinks = AGENT_SINK_ALL;
        slot->reduce = AGENT_LAST;
        slot->latest = NAN;
        slot_reset(slot);
    }
}

static void slot_add(struct rltd_metric_slot *slot, double value)
{
    slot->n++;
    if (slot->reduce == AGENT_LAST)
        slot->sum = value;
    else
        slot->sum += value;
    if (isnan(value) || value > slot->max) /* a NaN stays: nothing is greater than it */
        slot->max = value;
}

void rltd_metrics_add(struct rltd_metrics *m, enum rltd_metric id, double value)
{
    slot_add(&m->slot[id], value);
}

static int32_t find_tag(const struct rltd_metrics *m, const char *tag)
{
    for (int32_t i = 0; i < m->n; i++)
        if (strcmp(m->slot[i].tag, tag) == 0)
            return i;
    return -1;
}

int32_t rltd_metrics_find(const struct rltd_metrics *m, const char *name)
{
    for (int32_t i = 0; i < m->n; i++)
        if (strcmp(m->slot[i].name, name) == 0)
            return i;
    return find_tag(m, name);
}

int32_t rltd_metrics_log(struct rltd_metrics *m, const char *tag, double value,
                         enum agent_reduce reduce, unsigned sinks)
{
    int32_t i = find_tag(m, tag);
    if (i < 0) {
        if (m->n == RLTD_METRICS_MAX || tag[0] == '\0' || strlen(tag) >= RLTD_METRIC_NAME)
            return -1;
        const char *slash = strrchr(tag, '/');
        const char *name = slash && slash[1] ? slash + 1 : tag;
        if (rltd_metrics_find(m, name) >= 0)
            name = tag; /* "b/loss" beside "a/loss" */
        i = m->n++;
        struct rltd_metric_slot *slot = &m->slot[i];
        snprintf(slot->name, sizeof(slot->name), "%s", name);
        snprintf(slot->tag, sizeof(slot->tag), "%s", tag);
        slot->unit = "";
        slot->sinks = sinks;
        slot->reduce = reduce;
        slot->latest = NAN;
        slot_reset(slot);
    }
    slot_add(&m->slot[i], value);
    return i;
}

void rltd_metrics_flush(struct rltd_metrics *m, uint64_t env_steps, double wall_s,
                        struct rltd_metric_row *row)
{
    row->env_steps = env_steps;
    row->wall_s = wall_s;
    row->n = 0;
    for (int32_t i = 0; i < m->n; i++) {
        struct rltd_metric_slot *slot = &m->slot[i];
        if (slot->n == 0)
            continue;
        slot->latest = slot->reduce == AGENT_MEAN  ? slot->sum / (double)slot->n
                       : slot->reduce == AGENT_MAX ? slot->max
                                                   : slot->sum;
        slot->seen = true;
        row->item[row->n].metric = i;
        row->item[row->n].value = slot->latest;
        row->n++;
        slot_reset(slot);
    }
}
