/* SPDX-License-Identifier: MIT */
/* Which tables this build has (NN_CPU_X86, from CMake) and this machine can run. */
#include <string.h>

#include "nn/cpu/kernels.h"

extern const struct nn_cpu_kernels nn_cpu_table_portable;

const struct nn_cpu_kernels *nn_cpu_kernels_portable(void)
{
    return &nn_cpu_table_portable;
}

#ifdef NN_CPU_X86

extern const struct nn_cpu_kernels nn_cpu_table_avx2, nn_cpu_table_avx512;

/* The builtins also ask whether the operating system saves the wide registers. */
const struct nn_cpu_kernels *nn_cpu_kernels_avx2(void)
{
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        return NULL;
    return &nn_cpu_table_avx2;
}

const struct nn_cpu_kernels *nn_cpu_kernels_avx512(void)
{
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq") ||
        !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl"))
        return NULL;
    return &nn_cpu_table_avx512;
}

#else

const struct nn_cpu_kernels *nn_cpu_kernels_avx2(void)
{
    return NULL;
}

const struct nn_cpu_kernels *nn_cpu_kernels_avx512(void)
{
    return NULL;
}

#endif

const struct nn_cpu_kernels *nn_cpu_kernels_choose(const char *name)
{
    const struct nn_cpu_kernels *all[] = {nn_cpu_kernels_avx512(), nn_cpu_kernels_avx2(),
                                          nn_cpu_kernels_portable()};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i] && (!name || strcmp(name, all[i]->isa) == 0))
            return all[i];
    }
    return NULL;
}
