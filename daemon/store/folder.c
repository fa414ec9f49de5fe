/* SPDX-License-Identifier: MIT */
/* Which folder a run lives in, and the lock that says so. */
#include "daemon/store/store_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "daemon/config/identity.h"
#include "daemon/store/folder.h"
#include "daemon/store/scan.h"

int32_t rltd_newest_version(const char *run_dir)
{
    DIR *dir = opendir(run_dir);
    struct dirent *entry;
    int32_t newest = -1;
    while (dir && (entry = readdir(dir)) != NULL) {
        char *end;
        if (strncmp(entry->d_name, "version_", 8) != 0)
            continue;
        long n = strtol(entry->d_name + 8, &end, 10);
        if (end != entry->d_name + 8 && *end == '\0' && n >= 0 && n < INT32_MAX && n > newest)
            newest = (int32_t)n;
    }
    if (dir)
        closedir(dir);
    return newest;
}

int rltd_make_folder(const struct rltd_fs *fs, const char *path, struct rl_error *err)
{
    char parent[RLTD_STORE_PATH_MAX];
    if (mkdir(path, 0755))
        return errno == EEXIST ? 0 : rl_error_errno(err, errno, "cannot make the folder %s", path);
    snprintf(parent, sizeof(parent), "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash)
        slash[slash == parent] = '\0';
    int rc = fs->sync_dir(fs->arg, slash ? parent : ".");
    return rc ? rl_error_errno(err, -rc, "cannot sync the folder that holds %s", path) : 0;
}

/* Each of them durable before the next, so that no power cut takes a run's folder back. */
static int make_folders(const char *path, struct rl_error *err)
{
    char part[RLTD_STORE_PATH_MAX];
    snprintf(part, sizeof(part), "%s", path);
    for (char *p = part + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char kept = *p;
        *p = '\0';
        int rc = rltd_make_folder(&rltd_fs_posix, part, err);
        *p = kept;
        if (rc || kept == '\0')
            return rc;
    }
}

static int check_name(const char *name, struct rl_error *err)
{
    bool bad = name[0] == '\0' || name[0] == '.';
    for (const char *p = name; *p; p++)
        bad |= *p == '/' || (unsigned char)*p < 0x20 || *p == 0x7f;
    return bad ? rl_error_set(
                     err, RL_ECONFIG,
                     "name '%.64s': a run's name is a folder: not empty, no '/', no control "
                     "characters, no '.' in front",
                     name)
               : 0;
}

/* What a version is good for. */
enum verdict { VERDICT_EMPTY, VERDICT_OURS, VERDICT_DONE, VERDICT_OTHER };

/* The identity that the files tell when the index cannot: of the newest valid one. */
static enum verdict judge_files(const char *dir, const char *identity)
{
    char folder[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX];
    struct rltd_rows rows = {0};
    struct rltd_ckpt *ckpt = NULL;
    enum verdict verdict = VERDICT_EMPTY;
    if (rltd_path_join(folder, dir, RLTD_CKPT_FOLDER, NULL))
        return VERDICT_OTHER;
    rltd_scan(&(struct rltd_scan){.folder = folder}, &rows, NULL);
    if (rows.n > 0) {
        json_t *saved = NULL;
        verdict = VERDICT_OTHER;
        if (rltd_path_join(path, folder, rows.row[rows.n - 1].c.file, NULL) == 0 &&
            rltd_ckpt_open(&ckpt, path, NULL) == 0 && rltd_ckpt_saved(ckpt, &saved, NULL) == 0) {
            const char *theirs = json_string_value(json_object_get(saved, "identity"));
            if (theirs && strcmp(theirs, identity) == 0)
                verdict = VERDICT_OURS;
        }
        json_decref(saved);
        rltd_ckpt_close(ckpt);
    }
    rltd_rows_deinit(&rows);
    return verdict;
}

/* Every line of `lines` is one of `text`. */
static bool has_lines(const char *text, const char *lines)
{
    for (const char *line = lines; *line;) {
        size_t n = strcspn(line, "\n");
        const char *at = text;
        while (at && (strncmp(at, line, n) != 0 || (at[n] != '\n' && at[n] != '\0')))
            at = (at = strchr(at, '\n')) ? at + 1 : NULL;
        if (!at)
            return false;
        line += n + (line[n] == '\n');
    }
    return true;
}

static void say_other(struct rltd_folder *out, int32_t version, const char *then, const char *now)
{
    struct rl_buf text;
    rl_buf_init(&text);
    rltd_identity_difference(then, now, &text);
    snprintf(out->other, sizeof(out->other), "version_%d is another experiment (%.*s)", version,
             (int)RL_MIN(text.n, 320), text.failed ? "" : (char *)text.data);
    rl_buf_deinit(&text);
}

static enum verdict judge(const char *dir, const struct rltd_folder_ask *ask, int32_t version,
                          struct rltd_folder *out)
{
    struct rltd_index *index = NULL;
    struct rltd_run_last last = {0};
    int rc = rltd_index_open_read(&index, dir, NULL);
    if (rc == 0)
        rc = rltd_index_run_last(index, &last, NULL);
    rltd_index_close(index);
    if (rc)
        return judge_files(dir, ask->identity);
    enum verdict verdict = VERDICT_OTHER;
    if (strcmp(last.identity, ask->identity) == 0) {
        if (strcmp(last.state, "finished") != 0)
            verdict = VERDICT_OURS;
        else if (ask->series && has_lines(last.config, ask->series))
            verdict = VERDICT_DONE;
    } else if (ask->may_resume && !ask->series && strcmp(last.state, "finished") != 0) {
        say_other(out, version, last.identity, ask->identity);
    }
    rltd_run_last_deinit(&last);
    return verdict;
}

int rltd_folder_lock(const char *dir, int *lock_fd, struct rl_error *err)
{
    char path[RLTD_STORE_PATH_MAX], pid[32] = "";
    int rc = rltd_path_join(path, dir, "lock", err);
    if (rc)
        return rc;
    int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    if (fd < 0)
        return rl_error_errno(err, errno, "cannot open %s", path);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        int n = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
        if (ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)n, 0) == n) {
            *lock_fd = fd;
            return 0;
        }
        rc = rl_error_errno(err, errno, "cannot write %s", path);
    } else if (errno == EWOULDBLOCK) {
        ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);
        pid[n < 0 ? 0 : strspn(pid, "0123456789")] = '\0';
        rc = rl_error_set(err, RL_EBUSY,
                          "the run in %s is going on: process %s holds it; stop it, or choose "
                          "another name",
                          dir, pid[0] ? pid : "(unknown)");
    } else {
        rc = rl_error_errno(err, errno, "cannot lock %s", path);
    }
    close(fd);
    return rc;
}

static int version_path(char *out, const char *run_dir, int32_t version, struct rl_error *err)
{
    char name[32];
    snprintf(name, sizeof(name), "version_%d", version);
    return rltd_path_join(out, run_dir, name, err);
}

/* The version to go on in: `version` is its number, or the number of the next one. Of a series, one
 * that is done comes before one that is not. */
static enum verdict choose(const char *run_dir, const struct rltd_folder_ask *ask, int32_t *version,
                           struct rltd_folder *out)
{
    int32_t newest = rltd_newest_version(run_dir);
    enum verdict chosen = VERDICT_OTHER;
    *version = newest + 1;
    for (int32_t i = newest; i >= 0; i--) {
        char path[RLTD_STORE_PATH_MAX];
        if (version_path(path, run_dir, i, NULL) || access(path, F_OK))
            continue;
        enum verdict verdict = judge(path, ask, i, out);
        bool wanted = verdict == VERDICT_EMPTY
                          ? i == newest
                          : ask->may_resume && verdict != VERDICT_OTHER && chosen != VERDICT_OURS;
        if (wanted) {
            chosen = verdict;
            *version = i;
        }
        if (chosen == VERDICT_DONE || !ask->series)
            break;
    }
    return chosen;
}

int rltd_run_folder(struct rltd_folder *out, const struct rltd_folder_ask *ask,
                    struct rl_error *err)
{
    char run_dir[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX];
    int32_t version;
    memset(out, 0, sizeof(*out));
    out->lock_fd = -1;
    int rc = check_name(ask->name, err);
    if (rc == 0)
        rc = rltd_path_join(run_dir, ask->runs, ask->name, err);
    if (rc == 0)
        rc = make_folders(run_dir, err);
    if (rc)
        return rc;
    enum verdict verdict = choose(run_dir, ask, &version, out);
    out->reopened = verdict == VERDICT_OURS;
    out->finished = verdict == VERDICT_DONE;
    rc = version_path(path, run_dir, version, err);
    if (rc == 0 && snprintf(out->dir, sizeof(out->dir), "%s", path) >= (int)sizeof(out->dir))
        rc = rl_error_set(err, RL_ERANGE, "path '%.200s...' is longer than %zu bytes", path,
                          sizeof(out->dir) - 1);
    if (rc == 0 && verdict == VERDICT_OTHER)
        rc = make_folders(out->dir, err);
    if (rc == 0 && !out->finished)
        rc = rltd_folder_lock(out->dir, &out->lock_fd, err);
    return rc;
}

int rltd_run_event(const char *dir, const char *kind, char *text, size_t text_bytes,
                   struct rl_error *err)
{
    struct rltd_index *index = NULL;
    int rc = rltd_index_open_read(&index, dir, err);
    if (rc == 0)
        rc = rltd_index_event_last(index, kind, text, text_bytes, err);
    rltd_index_close(index);
    return rc;
}
