/* SPDX-License-Identifier: MIT */
#include "daemon/loop.h"

#include <stdlib.h>
#include <unistd.h>

#include "ctl/proto.h"

/* libuv aborts where its table of descriptors cannot grow, and goes on from no other failure to
 * grow something either. Memory that it allocates anew is allowed to be refused. */
static void *grow(void *p, size_t bytes)
{
    static const char line[] = "rltd: out of memory for another connection; what was saved "
                               "stands\n";
    void *grown = realloc(p, bytes);
    if (grown || bytes == 0)
        return grown;
    ssize_t n = write(STDERR_FILENO, line, sizeof line - 1);
    _exit(n < 0 ? RLTD_EXIT_FAILURE : rltd_exit_of(RL_ENOMEM));
}

int rltd_loop_init(uv_loop_t *loop, struct rl_error *err)
{
    uv_replace_allocator(malloc, grow, calloc, free);
    int rc = uv_loop_init(loop);
    return rc == 0 ? 0
                   : rl_error_set(err, rc == UV_ENOMEM ? RL_ENOMEM : RL_EIO,
                                  "cannot make an event loop: %s", uv_strerror(rc));
}
