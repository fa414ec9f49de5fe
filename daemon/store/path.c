/* SPDX-License-Identifier: MIT */
#include "daemon/store/path.h"

#include <stdio.h>
#include <string.h>

int rltd_path_join(char *out, const char *folder, const char *name, struct rl_error *err)
{
    int n = snprintf(out, RLTD_STORE_PATH_MAX, "%s/%s", folder, name);
    if (n < 0 || n >= RLTD_STORE_PATH_MAX)
        return rl_error_set(err, RL_ERANGE, "path '%.100s.../%.100s' is longer than %d bytes",
                            folder, name, RLTD_STORE_PATH_MAX - 1);
    return 0;
}

int rltd_path_is_ckpt(const char *name)
{
    size_t n = strlen(name), suffix = sizeof(RLTD_CKPT_SUFFIX) - 1;
    return n > suffix && name[0] != '.' && strcmp(name + n - suffix, RLTD_CKPT_SUFFIX) == 0;
}
