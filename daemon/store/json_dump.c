/* SPDX-License-Identifier: MIT */
#include "daemon/store/json_dump.h"

#include <stdlib.h>

char *rltd_json_dump(const json_t *json)
{
    size_t flags = JSON_COMPACT | JSON_ENCODE_ANY, n = json_dumpb(json, NULL, 0, flags);
    char *text = n > 0 ? malloc(n + 1) : NULL;
    if (text && json_dumpb(json, text, n, flags) != n) {
        free(text);
        return NULL;
    }
    if (text)
        text[n] = '\0';
    return text;
}
