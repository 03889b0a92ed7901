/* Converts two rows of RGBA (int16, Q6 levels) to the frame's bytes. See ../pack.as.ts. */
#ifndef DRIFTSCAPE_PACK_H
#define DRIFTSCAPE_PACK_H

#include "sample.h"

/* BT.709, limited range, scaled by 2^15: R, G, B, unused. */
#define FACTORS(r, g, b) _mm256_set1_epi64x((int64_t)((uint64_t)(uint16_t)(b) << 32 | (uint64_t)(uint16_t)(g) << 16 | (uint16_t)(r)))

INLINE __m256i load_line(const int16_t *line, int32_t x) { return _mm256_loadu_si256((const __m256i *)(line + 4 * x)); }

static void pack_rgba(const Frame *frame, const int16_t *line, int32_t y) {
  uint8_t *to = frame->output + (size_t)y * frame->width * 4;
  for (int32_t x = 0; x < frame->width; x += 2) {
    __m128i pair = _mm_srai_epi16(_mm_add_epi16(_mm_loadu_si128((const __m128i *)(line + 4 * x)), _mm_set1_epi16(32)), 6);
    __m128i bytes = _mm_or_si128(_mm_packus_epi16(pair, pair), _mm_set1_epi32((int32_t)0xff000000));
    _mm_storel_epi64((__m128i *)(to + 4 * x), bytes);
  }
}

/* One component of eight pixels (0…3 in `a`, 4…7 in `b`) as eight bytes. */
INLINE int64_t weigh(__m256i a, __m256i b, __m256i factors, int32_t bits, int32_t offset) {
  __m256i sums = _mm256_hadd_epi32(_mm256_madd_epi16(a, factors), _mm256_madd_epi16(b, factors));
  __m256i rounded = _mm256_srai_epi32(_mm256_add_epi32(sums, _mm256_set1_epi32((offset << bits) + (1 << (bits - 1)))), bits);
  /* Lanes hold pixels (0, 1, 4, 5) and (2, 3, 6, 7). */
  __m256i ordered = _mm256_permute4x64_epi64(rounded, 0xd8);
  __m128i narrow = _mm_packs_epi32(_mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
  return _mm_cvtsi128_si64(_mm_packus_epi16(narrow, narrow));
}

INLINE void store_bytes(uint8_t *to, int64_t bytes, int32_t left, int32_t most) { memcpy(to, &bytes, left < most ? left : most); }

static void pack_luma(const Frame *frame, const int16_t *line, uint8_t *to, Span span) {
  const __m256i factors = FACTORS(5983, 20127, 2032);
  for (int32_t x = span.from; x < span.to; x += 8) {
    int64_t bytes = weigh(load_line(line, x), load_line(line, x + 4), factors, 21, 16);
    if (frame->width - x >= 8) memcpy(to + x, &bytes, 8);
    else store_bytes(to + x, bytes, frame->width - x, 8);
  }
}

/* Four pixels of two rows as two chroma pixels in Q7, one in each half's lower lane: sums of two columns, means of two
 * rows. */
INLINE __m128i column_pairs(const int16_t *upper, const int16_t *lower, int32_t x) {
  __m256i u = load_line(upper, x), l = load_line(lower, x);
  __m256i mean = _mm256_avg_epu16(_mm256_add_epi16(u, _mm256_srli_si256(u, 8)), _mm256_add_epi16(l, _mm256_srli_si256(l, 8)));
  return _mm_unpacklo_epi64(_mm256_castsi256_si128(mean), _mm256_extracti128_si256(mean, 1));
}

/* A span of rows y and y + 1 as luma, and the chroma of their 2×2 pixels. */
static void pack_yuv(const Frame *frame, int32_t y, Span span) {
  int32_t width = frame->width;
  size_t size = (size_t)width * frame->height;
  const int16_t *upper = frame->upper_line, *lower = frame->lower_line;
  uint8_t *luma = frame->output + (size_t)y * width;
  uint8_t *u = frame->output + size + (size_t)(y >> 1) * (width >> 1), *v = u + (size >> 2);
  pack_luma(frame, upper, luma, span);
  pack_luma(frame, lower, luma + width, span);
  const __m256i to_u = FACTORS(-3298, -11094, 14392), to_v = FACTORS(14392, -13073, -1319);
  const __m256i none = _mm256_setzero_si256();
  for (int32_t x = span.from; x < span.to; x += 8) {
    __m256i pixels = pair_of(column_pairs(upper, lower, x), column_pairs(upper, lower, x + 4));
    int32_t left = (width - x) >> 1;
    /* Four bytes each; the rest comes from `none`. */
    int64_t four_u = weigh(pixels, none, to_u, 22, 128), four_v = weigh(pixels, none, to_v, 22, 128);
    store_bytes(u + (x >> 1), four_u, left, 4);
    store_bytes(v + (x >> 1), four_v, left, 4);
  }
}

#endif
