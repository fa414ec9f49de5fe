/* SPDX-License-Identifier: MIT */
#include "daemon/control/control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/base.h"
#include "base/option.h"
#include "daemon/control/http.h"
#include "daemon/control/json.h"
#include "daemon/control/verb.h"

struct rltd_control {
    struct rltd_http *http;
    struct rltd_run *run;
    struct rl_log *log;
    char path[RLTD_SOCKET_PATH_MAX];
};

/* ---- which verb ---- */

static json_t *endpoints_json(void)
{
    json_t *list = json_array();

    for (size_t i = 0; i < RLTD_N_ENDPOINTS; i++) {
        const struct rltd_endpoint *e = &rltd_endpoints[rltd_verbs[i].endpoint];

        json_array_append_new(list, json_sprintf("%s %s", e->method, e->path));
    }
    return list;
}

static int by_path(const void *path, const void *verb)
{
    return strcmp(path, rltd_endpoints[((const struct rltd_verb *)verb)->endpoint].path);
}

static const char *nearest_path(const char *path)
{
    const char *best = rltd_endpoints[0].path;

    for (size_t i = 1; i < RLTD_N_ENDPOINTS; i++)
        if (rl_edit_distance(path, rltd_endpoints[i].path) < rl_edit_distance(path, best))
            best = rltd_endpoints[i].path;
    return best;
}

static void reply_unknown(struct rltd_http_request *request)
{
    char text[512];

    snprintf(text, sizeof(text), "there is no %.200s; did you mean %s?", request->path,
             nearest_path(request->path));
    rltd_reply(request, 404,
               json_pack("{s:o, s:s, s:o}", "error", rltd_json_text(text), "code",
                         rl_error_name(RL_ENOTFOUND), "endpoints", endpoints_json()));
}

static void reply_wrong_method(struct rltd_http_request *request, const struct rltd_endpoint *e)
{
    rltd_reply(request, 405,
               json_pack("{s:o, s:s, s:o}", "error",
                         json_sprintf("%s wants %s", e->path, e->method), "code",
                         rl_error_name(RL_EUNSUPPORTED), "endpoints", endpoints_json()));
}

/* The body as an object; NULL with `err` filled if it is none. */
static json_t *parse_body(const struct rltd_http_request *request, struct rl_error *err)
{
    json_error_t why;
    json_t *body;

    if (request->body_bytes == 0)
        return json_object();
    body = json_loadb(request->body, request->body_bytes, JSON_REJECT_DUPLICATES, &why);
    if (!body)
        rl_error_set(err, RL_EINVAL, "the body is not JSON: line %d: %s", why.line, why.text);
    else if (!json_is_object(body)) {
        json_decref(body);
        body = NULL;
        rl_error_set(err, RL_EINVAL, "the body must be a JSON object");
    }
    return body;
}

static void on_request(void *arg, struct rltd_http_request *request)
{
    struct rltd_control *control = arg;
    const struct rltd_verb *verb =
        bsearch(request->path, rltd_verbs, RLTD_N_ENDPOINTS, sizeof(rltd_verbs[0]), by_path);
    struct rltd_call call = {
        .control = control, .run = control->run, .log = control->log, .request = request};
    struct rl_error err;

    if (!verb) {
        reply_unknown(request);
        return;
    }
    if (strcmp(request->method, rltd_endpoints[verb->endpoint].method) != 0) {
        reply_wrong_method(request, &rltd_endpoints[verb->endpoint]);
        return;
    }
    if (!control->run && !verb->without_run) {
        rl_error_set(&err, RL_ESTOPPED, "no run is going on: it is starting or ending");
        rltd_reply_error(request, &err);
        return;
    }
    call.body = parse_body(request, &err);
    if (!call.body) {
        rltd_reply_error(request, &err);
        return;
    }
    verb->fn(&call);
    json_decref(call.body);
}

/* ---- the socket ---- */

static int listen_on(const char *path, struct rl_error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd;

    if (strlen(path) >= sizeof(address.sun_path))
        return rl_error_set(err, RL_ERANGE, "the control socket %s has too long a path", path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return rl_error_errno(err, errno, "cannot make the control socket %s", path);
    /* Nobody can connect before it listens, so the mode that the umask left does no harm. */
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || chmod(path, 0660) != 0 ||
        listen(fd, SOMAXCONN) != 0) {
        int rc = rl_error_errno(err, errno, "cannot listen on the control socket %s%s", path,
                                errno == EADDRINUSE
                                    ? " (a run of this name is live? choose another with name=...)"
                                    : "");
        close(fd);
        return rc;
    }
    return fd;
}

int rltd_control_open(struct rltd_control **out, uv_loop_t *loop, const char *path,
                      struct rl_log *log, struct rl_error *err)
{
    struct rltd_control *control;
    int fd, rc;

    *out = NULL;
    if (strlen(path) >= sizeof(control->path))
        return rl_error_set(err, RL_ERANGE, "the control socket %s has too long a path", path);
    control = calloc(1, sizeof(*control));
    if (!control)
        return rl_error_set(err, RL_ENOMEM, "out of memory for the control API");
    control->log = log;
    memcpy(control->path, path, strlen(path) + 1);
    fd = listen_on(path, err);
    rc = fd < 0 ? fd : rltd_http_open(&control->http, loop, fd, on_request, control, err);
    if (rc < 0) {
        if (fd >= 0)
            unlink(path);
        free(control);
        return rc;
    }
    *out = control;
    return 0;
}

void rltd_control_attach(struct rltd_control *control, struct rltd_run *run)
{
    control->run = run;
}

void rltd_control_close(struct rltd_control *control)
{
    if (!control)
        return;
    unlink(control->path);
    rltd_http_close(control->http);
    free(control);
}
