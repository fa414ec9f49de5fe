/* SPDX-License-Identifier: MIT */
#include "ctl/proto.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

const struct rltd_endpoint rltd_endpoints[RLTD_N_ENDPOINTS] = {
#define X(name, method, path) {method, path},
    RLTD_ENDPOINTS(X)
#undef X
};

const char *rltd_exit_text(int code)
{
    switch (code) {
#define X(name, value, text) \
    case value:              \
        return text;
        RLTD_EXITS(X)
#undef X
    }
    return "unknown exit code";
}

int rltd_exit_of(int code)
{
    switch (code) {
    case 0:
        return RLTD_EXIT_OK;
    case RL_ECONFIG:
    case RL_ERANGE:
    case RL_EUNSUPPORTED:
        return RLTD_EXIT_CONFIG;
    case RL_ENOTFOUND:
        return RLTD_EXIT_UNAVAILABLE;
    case RL_EBUSY:
        return RLTD_EXIT_BUSY;
    case RL_ENOSPACE:
        return RLTD_EXIT_NOSPACE;
    case RL_ECORRUPT:
        return RLTD_EXIT_NOCHECKPOINT;
    case RL_ENONFINITE:
        return RLTD_EXIT_NONFINITE;
    default:
        return RLTD_EXIT_FAILURE;
    }
}

/* Which folder it is to be; says nothing about whether it is there. */
static int choose_dir(char *out, size_t out_bytes, struct rl_error *err)
{
    const char *own = getenv("RLTD_RUNTIME_DIR"), *xdg = getenv("XDG_RUNTIME_DIR");
    const char *tmp = getenv("TMPDIR");
    int n;

    if (own && own[0])
        n = snprintf(out, out_bytes, "%s", own);
    else if (xdg && xdg[0] == '/')
        n = snprintf(out, out_bytes, "%s/rltd", xdg);
    else if (access("/run/rltd", W_OK | X_OK) == 0)
        n = snprintf(out, out_bytes, "/run/rltd");
    else
        n = snprintf(out, out_bytes, "%s/rltd-%u", tmp && tmp[0] == '/' ? tmp : "/tmp",
                     (unsigned)geteuid());
    if (n < 0 || (size_t)n >= out_bytes)
        return rl_error_set(err, RL_ERANGE,
                            "the folder of sockets has too long a path; set RLTD_RUNTIME_DIR to a "
                            "short one");
    return 0;
}

int rltd_runtime_dir(char *out, size_t out_bytes, struct rl_error *err)
{
    struct stat st;
    int rc = choose_dir(out, out_bytes, err);

    if (rc < 0)
        return rc;
    if (mkdir(out, 0700) != 0 && errno != EEXIST)
        return rl_error_errno(err, errno,
                              "cannot make the folder of sockets %s (set RLTD_RUNTIME_DIR to "
                              "another)",
                              out);
    /* lstat: in a shared temp folder, a link laid by somebody else is not ours. */
    if (lstat(out, &st) != 0)
        return rl_error_errno(err, errno, "cannot look at the folder of sockets %s", out);
    if (S_ISLNK(st.st_mode) && st.st_uid == geteuid() && stat(out, &st) != 0)
        return rl_error_errno(err, errno, "cannot look at the folder of sockets %s", out);
    if (!S_ISDIR(st.st_mode))
        return rl_error_set(err, RL_EIO, "%s is not a folder; set RLTD_RUNTIME_DIR to another",
                            out);
    /* A folder made by the system for a service group is fine; one that anybody may write is not.
     */
    if ((st.st_mode & S_IWOTH) || (st.st_uid != geteuid() && st.st_uid != 0))
        return rl_error_set(
            err, RL_EIO,
            "the folder of sockets %s belongs to uid %u and others may write to it; "
            "set RLTD_RUNTIME_DIR to one of your own",
            out, (unsigned)st.st_uid);
    return 0;
}

int rltd_socket_path(const char *run, const char *kind, char *out, size_t out_bytes,
                     struct rl_error *err)
{
    char dir[512];
    size_t max = RL_MIN(out_bytes, (size_t)RLTD_SOCKET_PATH_MAX);
    int n, rc = rltd_run_name_check(run, err);

    if (rc == 0)
        rc = rltd_runtime_dir(dir, sizeof(dir), err);
    if (rc < 0)
        return rc;
    n = snprintf(out, out_bytes, "%s/%s.%s", dir, run, kind);
    if (n < 0 || (size_t)n >= max)
        return rl_error_set(err, RL_ERANGE,
                            "the socket path %s/%s.%s is longer than %zu bytes; set "
                            "RLTD_RUNTIME_DIR to a shorter folder",
                            dir, run, kind, max - 1);
    return 0;
}

int rltd_run_name_check(const char *name, struct rl_error *err)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t n = strlen(name);

    if (n == 0)
        return rl_error_set(err, RL_ECONFIG, "the run's name is empty");
    if (n >= RLTD_RUN_NAME_MAX)
        return rl_error_set(err, RL_ECONFIG, "the run's name '%.80s' is longer than %d bytes", name,
                            RLTD_RUN_NAME_MAX - 1);
    if (name[0] == '.' || strspn(name, allowed) != n)
        return rl_error_set(err, RL_ECONFIG,
                            "'%s' cannot be a run's name: letters, digits, '.', '_' and '-' only, "
                            "not starting with '.'",
                            name);
    return 0;
}
