/* SPDX-License-Identifier: MIT */
/* Which runs are live: every NAME.ctl in the runtime folder that accepts a connection. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/base.h"
#include "ctl/client.h"

/* A busy run whose backlog is full is live too. */
static bool listens(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool live;

    if (fd < 0 || strlen(path) >= sizeof(address.sun_path)) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    live = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0 || errno == EAGAIN;
    close(fd);
    return live;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

int ctl_runs_live(struct ctl_runs *runs, struct rl_error *err)
{
    char dir[512], path[1024];
    DIR *d;
    struct dirent *entry;
    int rc = rltd_runtime_dir(dir, sizeof(dir), err);

    runs->n = 0;
    if (rc < 0)
        return rc;
    d = opendir(dir);
    if (!d)
        return rl_error_errno(err, errno, "cannot read the folder of sockets %s", dir);
    while ((entry = readdir(d)) && runs->n < CTL_RUNS_MAX) {
        size_t n = strlen(entry->d_name);

        if (n <= 4 || n - 4 >= RLTD_RUN_NAME_MAX || strcmp(entry->d_name + n - 4, ".ctl") != 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
        if (!listens(path))
            continue;
        memcpy(runs->name[runs->n], entry->d_name, n - 4);
        runs->name[runs->n][n - 4] = '\0';
        runs->n++;
    }
    closedir(d);
    qsort(runs->name, (size_t)runs->n, sizeof(runs->name[0]), by_name);
    return 0;
}

int ctl_run_choose(const struct ctl_args *args, char name[RLTD_RUN_NAME_MAX], struct rl_error *err)
{
    struct ctl_runs runs;
    char list[400] = "";
    size_t used = 0;

    if (args->run) {
        snprintf(name, RLTD_RUN_NAME_MAX, "%s", args->run);
        return RLTD_EXIT_OK;
    }
    if (ctl_runs_live(&runs, err) < 0)
        return RLTD_EXIT_FAILURE;
    if (runs.n == 1) {
        memcpy(name, runs.name[0], RLTD_RUN_NAME_MAX);
        return RLTD_EXIT_OK;
    }
    if (runs.n == 0) {
        rl_error_set(err, RL_ENOTFOUND, "no run is live");
        return RLTD_EXIT_UNAVAILABLE;
    }
    for (int i = 0; i < runs.n && used < sizeof(list); i++)
        used +=
            (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "", runs.name[i]);
    rl_error_set(err, RL_EINVAL, "%d runs are live, choose one with -r: %s", runs.n, list);
    return RLTD_EXIT_USAGE;
}
