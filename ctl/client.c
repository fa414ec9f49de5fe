/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/buf.h"

#define ANSWER_BYTES_MAX (64u << 20)

static size_t on_data(char *data, size_t size, size_t n, void *arg)
{
    struct rl_buf *answer = arg;

    if (answer->n + n > ANSWER_BYTES_MAX)
        return 0;
    rl_buf_put(answer, data, size * n);
    return answer->failed ? 0 : size * n;
}

/* The daemon's own words and code, where its answer has them. */
static int refused(const char *run, long status, const json_t *answer, struct rl_error *err)
{
    const char *text = json_string_value(json_object_get(answer, "error"));
    const char *code = json_string_value(json_object_get(answer, "code"));

    rl_error_set(err, RL_EIO, "%s: %s", run, text ? text : "answered with an HTTP error");
    if (status == 503)
        return RLTD_EXIT_UNAVAILABLE;
#define X(name, value, words)             \
    if (code && strcmp(code, #name) == 0) \
        return status == 400 ? RLTD_EXIT_USAGE : rltd_exit_of(value);
    RL_ERRORS(X)
#undef X
    return RLTD_EXIT_FAILURE;
}

static int transport_failed(const char *run, CURLcode code, int timeout_ms, struct rl_error *err)
{
    if (code == CURLE_OPERATION_TIMEDOUT)
        rl_error_set(err, RL_ETIMEOUT,
                     "the run '%s' did not answer within %g s; it may be stuck (--timeout waits "
                     "longer)",
                     run, timeout_ms / 1000.0);
    else if (code == CURLE_COULDNT_CONNECT)
        rl_error_set(err, RL_ENOTFOUND, "no run '%s' is live (rltctl ls -r %s shows an ended one)",
                     run, run);
    else
        rl_error_set(err, RL_EIO, "the run '%s' went away in mid-answer: %s", run,
                     curl_easy_strerror(code));
    return RLTD_EXIT_UNAVAILABLE;
}

static CURLcode perform(CURL *curl, const char *socket, enum rltd_endpoint_id endpoint,
                        const char *body, int timeout_ms, struct rl_buf *answer)
{
    char url[128];
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    CURLcode code;

    snprintf(url, sizeof(url), "http://rltd%s", rltd_endpoints[endpoint].path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says of proxies */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    if (strcmp(rltd_endpoints[endpoint].method, "POST") == 0)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body ? body : "");
    code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    return code;
}

int ctl_call(const char *run, enum rltd_endpoint_id endpoint, const json_t *body, int timeout_ms,
             json_t **out, struct rl_error *err)
{
    char socket[RLTD_SOCKET_PATH_MAX];
    struct rl_buf answer;
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    CURL *curl = NULL;
    CURLcode code;
    long status = 0;
    int exit_code;

    *out = NULL;
    rl_buf_init(&answer);
    if (rltd_socket_path(run, "ctl", socket, sizeof(socket), err) < 0) {
        free(text);
        return RLTD_EXIT_FAILURE;
    }
    curl_global_init(CURL_GLOBAL_NOTHING); /* no TLS on a Unix socket */
    curl = curl_easy_init();
    code = curl ? perform(curl, socket, endpoint, text, timeout_ms, &answer) : CURLE_OUT_OF_MEMORY;
    if (code == CURLE_OK) {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        *out = json_loadb((char *)answer.data, answer.n, 0, NULL);
    }
    curl_easy_cleanup(curl);
    free(text);
    rl_buf_deinit(&answer);
    if (code != CURLE_OK)
        return transport_failed(run, code, timeout_ms, err);
    if (status / 100 == 2 && *out)
        return RLTD_EXIT_OK;
    exit_code = refused(run, status, *out, err);
    json_decref(*out);
    *out = NULL;
    return exit_code;
}

int ctl_exec_rltd(const char *const *words, struct rl_error *err)
{
    enum { WORDS_MAX = 16 };
    char path[1024];
    char *argv[WORDS_MAX + 3];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - sizeof("/rltd"));
    char *slash;
    int argc = 0;

    argv[argc++] = (char *)(uintptr_t) "rltd";
    argv[argc++] = (char *)(uintptr_t) "--offline";
    for (; *words && argc < WORDS_MAX + 2; words++)
        argv[argc++] = (char *)(uintptr_t)*words;
    argv[argc] = NULL;
    path[n > 0 ? n : 0] = '\0';
    slash = strrchr(path, '/');
    if (slash) {
        memcpy(slash, "/rltd", sizeof("/rltd"));
        execv(path, argv);
    }
    execvp("rltd", argv);
    rl_error_errno(err, errno, "cannot start rltd (looked beside rltctl and in PATH)");
    return RLTD_EXIT_FAILURE;
}

void ctl_print_json(const json_t *json)
{
    json_dumpf(json, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    putchar('\n');
}
