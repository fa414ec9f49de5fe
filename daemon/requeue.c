/* SPDX-License-Identifier: MIT */
#include "daemon/requeue.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>

#define NEXT "the run is saved; the same rltd command goes on with it"

int rltd_requeue(const char *command, struct rl_error *err)
{
    int status = system(command);
    if (status == -1)
        return rl_error_errno(err, errno, "requeue: cannot run '%.200s'; " NEXT, command);
    if (WIFSIGNALED(status))
        return rl_error_set(err, RL_EIO, "requeue: '%.200s' was ended by signal %d; " NEXT, command,
                            WTERMSIG(status));
    if (WEXITSTATUS(status) != 0)
        return rl_error_set(err, RL_EIO, "requeue: '%.200s' ended with code %d; " NEXT, command,
                            WEXITSTATUS(status));
    return 0;
}
