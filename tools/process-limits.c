/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "process-limits.h"

#include <stdbool.h>
#include <sys/resource.h>

#define MEMORY_MAX (2UL << 30)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED true
#elif defined(__has_feature)
#define IS_SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define IS_SANITIZED false
#endif

static void
lower(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit limit;

    if (getrlimit(resource, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max < most ? limit.rlim_max : most;
        setrlimit(resource, &limit);
    }
}

void
limits_set(unsigned int seconds)
{
    lower(RLIMIT_CORE, 0);
    lower(RLIMIT_CPU, seconds);
    if (!IS_SANITIZED) {
        lower(RLIMIT_AS, MEMORY_MAX);
    }
}
