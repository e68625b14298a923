/* Preloaded into PostgreSQL: every fdatasync takes SLOW_FLUSH_US microseconds longer, as on a slower
   disk, and LEAST_FLUSH_US in all when it was faster. Unlike commit_delay it does not wait for others
   to join the flush. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static long setting(const char *name)
{
    const char *given = getenv(name);
    return given ? atol(given) : 0;
}

static long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void rest(long microseconds)
{
    struct timespec delay = {microseconds / 1000000, microseconds % 1000000 * 1000};
    if (microseconds > 0)
        nanosleep(&delay, NULL);
}

int fdatasync(int descriptor)
{
    static int (*real)(int);
    long begun = now();
    int result;
    if (!real)
        real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
    rest(setting("SLOW_FLUSH_US"));
    result = real(descriptor);
    rest(setting("LEAST_FLUSH_US") - (now() - begun));
    return result;
}
