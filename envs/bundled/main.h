/* SPDX-License-Identifier: MIT */
/* The program around a bundled environment: command line, N instances, rlenv_run. A new environment
 * is its physics in one file and a table like this in another. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/space.h"

struct rlenv_outcome;

struct bundled_env {
    const char *env_id;
    const char *program;
    size_t bytes; /* of one instance: plain data, which is also its saved state */
    void (*spaces)(struct rl_space *obs, struct rl_space *action);
    void (*reset)(void *env, uint64_t seed, void *obs);
    void (*step)(void *env, const void *action, void *obs, struct rlenv_outcome *outcome);
    bool (*valid)(const void *env); /* may a restored instance be stepped? */
};

int bundled_main(const struct bundled_env *env, int argc, char **argv);
