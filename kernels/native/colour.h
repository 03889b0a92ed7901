/* The anchored colour transfer (algorithm §5) of one row in place, two pixels per vector. See ../colour.as.ts, where
 * the approximations of tanh and artanh are described with their errors. */
#ifndef DRIFTSCAPE_COLOUR_H
#define DRIFTSCAPE_COLOUR_H

#include "sample.h"

static const float levels_per_unit = 127.5f * 64;

/* tanh(u) ≈ u·(n0 + n1·u² + n2·u⁴) / (1 + d1·u² + d2·u⁴); log2(1 + m) − m ≈ Σ l_i·m^i; 2^x ≈ Σ p_i·x^i for |x| ≤ ½. */
static const float tanh_n[] = {0.99981015920639f, 0.10172314941883f, 0.00065494410228f};
static const float tanh_d[] = {1, 0.43450406193733f, 0.01263918261975f};
static const float log_l[] = {0.00008759148757f, 0.43770438942953f, -0.67494289322741f, 0.31867912104666f, -0.08161580009275f};
static const float power_p[] = {1, 0.69328297f, 0.24221105f, 0.05500865f};
/* ln 2 / 2, from log2 of the odds to artanh. */
static const float artanh_per_log = 0.34657359027997f;
/* Adding a number this large leaves the integer part of another in the lowest bits. */
static const float integer_part = 12582912;

INLINE __m256 polynomial(__m256 higher, __m256 variable, float constant) {
  return _mm256_fmadd_ps(higher, variable, _mm256_set1_ps(constant));
}

INLINE __m256 hold(__m256 value, float low, float high) {
  return _mm256_min_ps(_mm256_set1_ps(high), _mm256_max_ps(_mm256_set1_ps(low), value));
}

INLINE __m256 tanh_numerator(__m256 u, __m256 squared) {
  __m256 inner = polynomial(_mm256_set1_ps(tanh_n[2]), squared, tanh_n[1]);
  return _mm256_mul_ps(u, polynomial(inner, squared, tanh_n[0]));
}

INLINE __m256 tanh_denominator(__m256 squared) {
  return polynomial(polynomial(_mm256_set1_ps(tanh_d[2]), squared, tanh_d[1]), squared, tanh_d[0]);
}

INLINE __m256 hold_levels(__m256 levels) { return hold(levels, 0.5f * 64, 254.5f * 64); }

/* ln(levels / (255 − levels)) / ln 2, which is artanh · 2 / ln 2. */
INLINE __m256 log_of_odds(__m256 held) {
  __m256i quotient = _mm256_castps_si256(_mm256_div_ps(held, _mm256_sub_ps(_mm256_set1_ps(255 * 64), held)));
  __m256i one = _mm256_set1_epi32(0x3f800000);
  __m256 line = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_sub_epi32(quotient, one)), _mm256_set1_ps(1 / 8388608.0f));
  __m256i mantissa = _mm256_or_si256(_mm256_and_si256(quotient, _mm256_set1_epi32(0x007fffff)), one);
  __m256 m = _mm256_sub_ps(_mm256_castsi256_ps(mantissa), _mm256_set1_ps(1));
  /* In two halves, which do not wait for each other. */
  __m256 square = _mm256_mul_ps(m, m);
  __m256 upper = polynomial(_mm256_set1_ps(log_l[3]), m, log_l[2]);
  upper = _mm256_fmadd_ps(_mm256_set1_ps(log_l[4]), square, upper);
  __m256 bend = _mm256_fmadd_ps(upper, square, polynomial(_mm256_set1_ps(log_l[1]), m, log_l[0]));
  return _mm256_add_ps(line, bend);
}

INLINE __m256 artanh_of_levels(__m256 levels) {
  return _mm256_mul_ps(log_of_odds(hold_levels(levels)), _mm256_set1_ps(artanh_per_log));
}

/* 2^x for |x| ≤ 30; exactly 1 for 0. */
INLINE __m256 power_of_two(__m256 x) {
  const __m256 large = _mm256_set1_ps(integer_part);
  __m256 shifted = _mm256_add_ps(x, large);
  __m256 part = _mm256_sub_ps(x, _mm256_sub_ps(shifted, large));
  __m256 upper = polynomial(_mm256_set1_ps(power_p[3]), part, power_p[2]);
  __m256 power = _mm256_fmadd_ps(upper, _mm256_mul_ps(part, part), polynomial(_mm256_set1_ps(power_p[1]), part, power_p[0]));
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(power), _mm256_slli_epi32(_mm256_castps_si256(shifted), 23)));
}

/* One map (number `which`) at both pixels, which are mostly between the same points. */
INLINE __m256 map_at(const float *first, const float *second, int32_t which, __m256 fraction) {
  __m256 from, to;
  if (first == second) {
    from = _mm256_broadcast_ps((const __m128 *)(first + 4 * which));
    to = _mm256_broadcast_ps((const __m128 *)(first + COLOUR_STRIDE + 4 * which));
  } else {
    from = floats_of(first + 4 * which, second + 4 * which);
    to = floats_of(first + COLOUR_STRIDE + 4 * which, second + COLOUR_STRIDE + 4 * which);
  }
  return _mm256_fmadd_ps(_mm256_sub_ps(to, from), fraction, from);
}

/* T_now(y) − y, from the powers packed by interpolate_colour. With artanh, tanh multiplies the odds of a colour, levels :
 * (255 − levels), by a factor, which is 1 for the identity. */
INLINE __m256 change_of_photo(__m256 levels, __m256 power, __m256 offset) {
  __m256 held = hold_levels(levels);
  __m256 factor = power_of_two(hold(_mm256_fmadd_ps(power, log_of_odds(held), offset), -30, 30));
  __m256 rest = _mm256_sub_ps(_mm256_set1_ps(255 * 64), held);
  __m256 above = _mm256_mul_ps(_mm256_mul_ps(held, rest), _mm256_sub_ps(factor, _mm256_set1_ps(1)));
  return _mm256_div_ps(above, _mm256_fmadd_ps(held, factor, rest));
}

/* T_now(y) − T_start(y) of two pixels, in Q6 levels, rounded. */
INLINE __m256i change_of(const Frame *frame, bool has_artanh, bool has_start, __m128i pair, int32_t x) {
  const struct column *columns = frame->colour_columns + x;
  const float *first = frame->colour_row_maps + columns[0].left * COLOUR_STRIDE;
  const float *second = frame->colour_row_maps + columns[1].left * COLOUR_STRIDE;
  __m256 fraction = _mm256_insertf128_ps(_mm256_set1_ps(columns[0].fraction), _mm_set1_ps(columns[1].fraction), 1);
  __m256 levels = _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(pair));
  __m256 now_gain = map_at(first, second, 0, fraction), now_bias = map_at(first, second, 1, fraction);
  if (!has_start) return _mm256_cvtps_epi32(change_of_photo(levels, now_gain, now_bias));
  __m256 value = has_artanh ? artanh_of_levels(levels)
                            : _mm256_fmsub_ps(levels, _mm256_set1_ps(1 / levels_per_unit), _mm256_set1_ps(1));
  __m256 now = hold(_mm256_fmadd_ps(value, now_gain, now_bias), -5, 5);
  __m256 start = hold(_mm256_fmadd_ps(value, map_at(first, second, 2, fraction), map_at(first, second, 3, fraction)), -5, 5);
  __m256 now_squared = _mm256_mul_ps(now, now), start_squared = _mm256_mul_ps(start, start);
  __m256 now_below = tanh_denominator(now_squared), start_below = tanh_denominator(start_squared);
  __m256 above = _mm256_fmsub_ps(tanh_numerator(now, now_squared), start_below,
                                 _mm256_mul_ps(tanh_numerator(start, start_squared), now_below));
  __m256 difference = _mm256_div_ps(above, _mm256_mul_ps(now_below, start_below));
  return _mm256_cvtps_epi32(_mm256_mul_ps(difference, _mm256_set1_ps(levels_per_unit)));
}

/* See src/inference/renderer/dither.ts; in Q6 levels. */
INLINE int16_t dither_at(int32_t x, int32_t y) {
  int32_t crossed = x ^ y;
  return (int16_t)(((crossed & 1) << 5 | (y & 1) << 4 | (crossed & 2) << 2 | (y & 2) << 1 | (crossed & 4) >> 1 | (y & 4) >> 2) - 32);
}

INLINE void transfer_row(const Frame *frame, bool has_artanh, bool has_start, int16_t *line, int32_t y, Span seen) {
  /* A row of the pattern: eight pixels. */
  int16_t dither[32] = {0};
  for (int32_t x = 0; x < 8; x++) dither[4 * x] = dither[4 * x + 1] = dither[4 * x + 2] = dither_at(x, y);
  for (int32_t x = seen.from; x < seen.to; x += 2) {
    __m128i pair = _mm_loadu_si128((const __m128i *)(line + 4 * x));
    __m256i change = change_of(frame, has_artanh, has_start, pair, x);
    __m128i narrow = _mm_packs_epi32(_mm256_castsi256_si128(change), _mm256_extracti128_si256(change, 1));
    /* Unchanged colours are left alone. */
    __m128i noise = _mm_loadu_si128((const __m128i *)(dither + 4 * (x & 6)));
    noise = _mm_andnot_si128(_mm_cmpeq_epi16(narrow, _mm_setzero_si128()), noise);
    _mm_storeu_si128((__m128i *)(line + 4 * x), clamp_levels(_mm_adds_epi16(_mm_adds_epi16(pair, narrow), noise)));
  }
}

static void colour_row(const Frame *frame, int16_t *line, int32_t y, Span seen) {
  interpolate_colour(frame, y);
  if (!frame->has_start) transfer_row(frame, true, false, line, y, seen);
  else if (frame->has_artanh) transfer_row(frame, true, true, line, y, seen);
  else transfer_row(frame, false, true, line, y, seen);
}

#endif
