/* Preloaded into PostgreSQL: every fdatasync takes SLOW_FLUSH_US microseconds longer, as on a slower
   disk. Unlike commit_delay it does not wait for others to join the flush. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int fdatasync(int descriptor)
{
    static int (*real)(int);
    const char *given = getenv("SLOW_FLUSH_US");
    long microseconds = given ? atol(given) : 0;
    struct timespec delay = {microseconds / 1000000, microseconds % 1000000 * 1000};
    if (!real)
        real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
    nanosleep(&delay, NULL);
    return real(descriptor);
}
