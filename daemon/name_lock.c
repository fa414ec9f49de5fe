/* SPDX-License-Identifier: MIT */
#include "daemon/name_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <unistd.h>

#include "ctl/proto.h"

enum { TRIES = 20, PAUSE_US = 25 * 1000 };

/* A process that its killed owner was just starting holds the lock too, until it is another
 * program. */
static bool lock(int fd)
{
    for (int i = 0; i < TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK)
            return false;
        usleep(PAUSE_US);
    }
    errno = EWOULDBLOCK;
    return false;
}

int rltd_name_lock(const char *name, const char *how, int *fd, struct rl_error *err)
{
    char path[RLTD_SOCKET_PATH_MAX];
    *fd = -1;
    int rc = rltd_socket_path(name, "lock", path, sizeof path, err);
    if (rc < 0)
        return rc;
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0)
        return rl_error_errno(err, errno, "cannot open '%s'", path);
    if (lock(*fd))
        return 0;
    rc = errno == EWOULDBLOCK
             ? rl_error_set(err, RL_EBUSY,
                            "an rltd named '%s' is live already; stop it, or give this one another "
                            "name (%s)",
                            name, how)
             : rl_error_errno(err, errno, "cannot lock '%s'", path);
    close(*fd);
    *fd = -1;
    return rc;
}
