/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool clean_number(const char *text, size_t n, char *out, size_t out_bytes)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        bool grouping = c == '_' && i > 0 && isdigit((unsigned char)text[i - 1]) && i + 1 < n &&
                        isdigit((unsigned char)text[i + 1]);
        if (grouping)
            continue;
        if (!isdigit((unsigned char)c) && (c == '\0' || !strchr("+-.eE", c)))
            return false;
        if (used + 1 >= out_bytes)
            return false;
        out[used++] = c;
    }
    out[used] = '\0';
    return used > 0;
}

bool rl_number_double(const char *text, size_t n, double *out)
{
    char clean[64], *end;
    if (!clean_number(text, n, clean, sizeof clean))
        return false;
    double value = strtod(clean, &end);
    if (*end != '\0' || end == clean || !isfinite(value))
        return false;
    *out = value;
    return true;
}

bool rl_number_int(const char *text, size_t n, int64_t *out)
{
    char clean[64], *end;
    if (!clean_number(text, n, clean, sizeof clean))
        return false;
    errno = 0;
    long long value = strtoll(clean, &end, 10);
    if (*end == '\0' && end != clean) {
        *out = value;
        return errno == 0;
    }
    double real;
    if (!rl_number_double(clean, strlen(clean), &real) || real != floor(real) ||
        fabs(real) > 0x1p53)
        return false;
    *out = (int64_t)real;
    return true;
}

/* Beyond this, whole numbers read better in powers of ten. */
#define FAR 1e15

void rl_number_format(double value, char *out)
{
    if (value == floor(value) && fabs(value) < FAR) {
        snprintf(out, RL_NUMBER_MAX, "%.0f", value);
        return;
    }
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(out, RL_NUMBER_MAX, "%.*g", precision, value);
        if (strtod(out, NULL) == value)
            break;
    }
}

void rl_text_trim(const char **text, size_t *n)
{
    while (*n > 0 && isspace((unsigned char)(*text)[0])) {
        (*text)++;
        (*n)--;
    }
    while (*n > 0 && isspace((unsigned char)(*text)[*n - 1]))
        (*n)--;
}
