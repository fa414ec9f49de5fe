/* SPDX-License-Identifier: MIT */
/* Where the time of a run goes: its phases (collect, learn, eval, save) and the ops of its programs
 * (nn/watch.h), as a table and as a trace that chrome://tracing and ui.perfetto.dev open. Exists
 * only in a run that asked for it. Loop thread. */
#pragma once

#include "base/buf.h"
#include "nn/watch.h"

enum { RLTD_PROFILE_PHASES_MAX = 8 };

struct rltd_profile;

struct rltd_profile_phase {
    const char *name;
    uint64_t count, ns;
};

/* `watch` measures the programs; borrowed, and outlives the profile. */
int rltd_profile_create(struct rltd_profile **out, struct nn_watch *watch, struct rl_error *err);
void rltd_profile_destroy(struct rltd_profile *profile); /* accepts NULL */

/* The run was in phase `name` (static text). NULL profile: nothing. */
void rltd_profile_phase(struct rltd_profile *profile, const char *name, uint64_t start_ns,
                        uint64_t ns);
/* Phases so far; returns how many. */
int32_t rltd_profile_phases(const struct rltd_profile *profile,
                            struct rltd_profile_phase out[RLTD_PROFILE_PHASES_MAX]);
struct nn_watch *rltd_profile_watch(const struct rltd_profile *profile);

/* Phases, then the dearest ops. */
void rltd_profile_table(const struct rltd_profile *profile, struct rl_buf *out);
/* <dir>/profile.txt and <dir>/profile.trace.json. */
int rltd_profile_save(const struct rltd_profile *profile, const char *dir, struct rl_error *err);
