/* SPDX-License-Identifier: MIT */
/* TensorBoard event files, written by hand: TFRecords of protobuf Events. The step axis is
 * env_steps, the tags are the metrics' tags. A resumed run writes a new file that begins with
 * SessionLog.START at a step, by which TensorBoard forgets what there was from that step on.
 * Store thread. */
#pragma once

#include "daemon/report/append.h"
#include "daemon/report/mark.h"
#include "daemon/report/metrics.h"

/* The tag by which HPARAMS compares runs: the best value of the monitored metric. */
#define RLTD_TENSORBOARD_HP_METRIC "hp_metric"

struct rltd_tensorboard {
    struct rltd_append file;
    struct rl_buf event, part; /* scratch */
};

/* A new file in `dir`. With `mark` it goes on there: what TensorBoard has of the step of the mark's
 * row and of later ones is forgotten, and the row is to be written again. */
int rltd_tensorboard_open(struct rltd_tensorboard *tb, const struct rltd_fs *fs, const char *dir,
                          const struct rltd_mark *mark, struct rl_error *err);
void rltd_tensorboard_close(struct rltd_tensorboard *tb); /* accepts zeroed */
int rltd_tensorboard_flush(struct rltd_tensorboard *tb, struct rl_error *err);

/* One event with a scalar for each item of the row. */
void rltd_tensorboard_row(struct rltd_tensorboard *tb, const struct rltd_metric_slot *slot,
                          const struct rltd_metric_row *row);
/* Markdown, shown under TEXT. */
void rltd_tensorboard_text(struct rltd_tensorboard *tb, const char *tag, const char *markdown,
                           uint64_t env_steps, double wall_s);
/* Hyper-parameters for the HPARAMS tab, out of YAML as rltd_config_write makes it; `metric` (a tag)
 * is what runs are compared by. */
void rltd_tensorboard_hparams(struct rltd_tensorboard *tb, const char *yaml, const char *metric,
                              const char *name, double wall_s);
