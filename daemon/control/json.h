/* SPDX-License-Identifier: MIT */
/* JSON of what the API shows; docs/CONTROL-API.md names the members. */
#pragma once

#include <jansson.h>

#include "daemon/run.h"

/* Paths and foreign names need not be UTF-8, JSON must: what is not becomes '?'. */
json_t *rltd_json_text(const char *text);
/* JSON knows no NaN and no infinity: null. */
json_t *rltd_json_number(double value);
json_t *rltd_json_u64(uint64_t value);
json_t *rltd_json_checkpoint(const struct rltd_checkpoint *checkpoint);
/* {"checkpoints": [...]} */
json_t *rltd_json_checkpoints(const struct rltd_checkpoint *checkpoints, int32_t n);
/* {"env_steps": N, "changed": [{"key": ..., "was": ..., "now": ...}]} */
json_t *rltd_json_told(const struct rltd_told *told);
/* {"keys": [{"key": ..., "value": ..., "live": ..., "help": ...}]} */
json_t *rltd_json_values(const struct rltd_values *values);
json_t *rltd_json_status(const struct rltd_run_view *view, struct rltd_store *store);
