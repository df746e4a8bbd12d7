/* Memory bandwidth as STREAM measures it (McCalpin 1995): copy and triad over arrays far larger than the caches. */

#include <omp.h>
#include <stdint.h>
#include <stdlib.h>

/* Best bytes per second of copy and triad, counted as STREAM does: 16 and 24 bytes an element. */
int bandwidth(int64_t elements, int threads, int rounds, double *best)
{
    double *a = malloc(elements * sizeof *a), *b = malloc(elements * sizeof *b), *c = malloc(elements * sizeof *c);
    best[0] = best[1] = 0.0;
    if (!a || !b || !c)
        return 1;
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int64_t i = 0; i < elements; i++) {
        a[i] = 1.0;
        b[i] = 2.0;
        c[i] = 0.0;
    }
    for (int round = 0; round < rounds; round++) {
        double started = omp_get_wtime();
#pragma omp parallel for num_threads(threads) schedule(static)
        for (int64_t i = 0; i < elements; i++)
            c[i] = a[i];
        double copied = omp_get_wtime();
#pragma omp parallel for num_threads(threads) schedule(static)
        for (int64_t i = 0; i < elements; i++)
            a[i] = b[i] + 3.0 * c[i];
        double done = omp_get_wtime();
        if (16.0 * elements / (copied - started) > best[0])
            best[0] = 16.0 * elements / (copied - started);
        if (24.0 * elements / (done - copied) > best[1])
            best[1] = 24.0 * elements / (done - copied);
    }
    free(a);
    free(b);
    free(c);
    return 0;
}
