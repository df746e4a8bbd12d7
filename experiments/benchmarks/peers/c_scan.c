/* The small adoption model as a full scan: everyone, every month, in plain C that the compiler vectorises.

   A learner is a 16-bit word, so that a month reads and writes little: the stage (0 unaware, 1 aware, 2 adopted) in the
   lower two bits, and the monthly probability to adopt as a small floating-point number, (512 + mantissa) << exponent in
   units of 2^-32, with 9 bits of mantissa (rounded at random by the hash, so without bias) and 5 of exponent. A draw is
   a hash of the learner's number under two keys of the month: it does not depend on the order of visits or on threads.
   Nobody branches. */

#include <math.h>
#include <stdint.h>

static inline uint64_t splitmix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/* Fills the words: the trait is a normal draw by Box and Muller, held within the bound. */
void build(uint16_t *words, int64_t learners, double constant, double spread, double decides, double bound,
           uint64_t seed, int threads)
{
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int64_t i = 0; i < learners; i++) {
        uint64_t x = splitmix(splitmix(seed) ^ (uint64_t)i);
        double u = ((double)(uint32_t)(x >> 32) + 0.5) * 0x1p-32;
        double v = ((double)(uint32_t)x + 0.5) * 0x1p-32;
        double trait = sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
        trait = fmin(bound, fmax(-bound, trait));
        double adopts = 0x1p32 * decides / (1.0 + exp(-(constant + spread * trait)));
        int exponent = 0;
        while (adopts >= 1024.0) {
            adopts *= 0.5;
            exponent++;
        }
        double rounding = (double)(splitmix(x) >> 11) * 0x1p-53;
        uint32_t whole = (uint32_t)fmax(512.0, floor(adopts + rounding));
        if (whole >= 1024u) {
            whole >>= 1;
            exponent++;
        }
        words[i] = (uint16_t)(((uint32_t)exponent << 11) | ((whole - 512u) << 2));
    }
}

/* One month; adds who became aware and who adopted to counts[0] and counts[1]. */
void month(uint16_t *restrict words, int64_t learners, double chance, uint64_t seed, int number, int threads,
           int64_t *counts)
{
    uint64_t key = splitmix(splitmix(seed ^ 0x5851F42D4C957F2Du) + (uint64_t)number);
    uint32_t first = (uint32_t)key, second = (uint32_t)(key >> 32);
    uint32_t hears = (uint32_t)(chance * 0x1p32);
    int64_t aware = 0, adopted = 0;
    const int64_t block = 1 << 15;
#pragma omp parallel for num_threads(threads) schedule(static) reduction(+ : aware, adopted)
    for (int64_t start = 0; start < learners; start += block) {
        int32_t length = (int32_t)(start + block < learners ? block : learners - start);
        uint16_t *restrict mine = words + start;
        uint32_t became = 0, took = 0;
        for (int32_t i = 0; i < length; i++) {
            uint32_t word = mine[i];
            uint32_t x = ((uint32_t)start + (uint32_t)i) ^ first;
            x *= 0x7FEB352Du;
            x ^= x >> 15;
            x += second;
            x *= 0x846CA68Bu;
            x ^= x >> 16;
            x *= 0x9E3779B1u;
            uint32_t adopts = (512u + ((word >> 2) & 511u)) << (word >> 11);
            uint32_t stage = word & 3u;
            uint32_t limit = stage == 0u ? hears : (stage == 1u ? adopts : 0u);
            uint32_t moves = x < limit;
            mine[i] = (uint16_t)(word + moves);
            became += stage == 0u ? moves : 0u;
            took += stage == 1u ? moves : 0u;
        }
        aware += became;
        adopted += took;
    }
    counts[0] += aware;
    counts[1] += adopted;
}
