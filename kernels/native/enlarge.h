/* A background of twice the size, from the picture of the photo's size in `output`: bit for bit the result of
 * src/inference/renderer/enlarge.ts. See ../enlarge.as.ts. */
#ifndef DRIFTSCAPE_ENLARGE_H
#define DRIFTSCAPE_ENLARGE_H

#include "grids.h"

/* Q14 weights of the neighbours on either side of a midpoint, nearest first. */
enum { NEAR = 10140, SECOND = -2720, THIRD = 979, FAR = -207, HALFWAY_BITS = 14 };

INLINE uint8_t halfway(int32_t nearest, int32_t next, int32_t later, int32_t farthest_two) {
  int32_t weighted = NEAR * nearest + SECOND * next + THIRD * later + FAR * farthest_two;
  return (uint8_t)clamp((weighted + (1 << (HALFWAY_BITS - 1))) >> HALFWAY_BITS, 0, 255);
}

INLINE __m256i bytes_at(const uint8_t *from) { return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)from)); }

INLINE __m256i sum_of(const uint8_t *a, const uint8_t *b) { return _mm256_add_epi16(bytes_at(a), bytes_at(b)); }

/* Sixteen bytes midway between `before[0]` and `after[0]`; the others are one to three pixels or rows away. */
INLINE __m128i halfway16(const uint8_t *const before[4], const uint8_t *const after[4], int32_t at) {
  __m256i nearest = sum_of(before[0] + at, after[0] + at), next = sum_of(before[1] + at, after[1] + at);
  __m256i later = sum_of(before[2] + at, after[2] + at), last = sum_of(before[3] + at, after[3] + at);
  const __m256i inner = _mm256_set1_epi32((int32_t)((uint32_t)SECOND << 16 | (uint16_t)NEAR));
  const __m256i outer = _mm256_set1_epi32((int32_t)((uint32_t)FAR << 16 | (uint16_t)THIRD));
  const __m256i half = _mm256_set1_epi32(1 << (HALFWAY_BITS - 1));
  __m256i low = _mm256_add_epi32(_mm256_madd_epi16(_mm256_unpacklo_epi16(nearest, next), inner),
                                 _mm256_madd_epi16(_mm256_unpacklo_epi16(later, last), outer));
  __m256i high = _mm256_add_epi32(_mm256_madd_epi16(_mm256_unpackhi_epi16(nearest, next), inner),
                                  _mm256_madd_epi16(_mm256_unpackhi_epi16(later, last), outer));
  __m256i levels = _mm256_packs_epi32(_mm256_srai_epi32(_mm256_add_epi32(low, half), HALFWAY_BITS),
                                      _mm256_srai_epi32(_mm256_add_epi32(high, half), HALFWAY_BITS));
  return _mm_packus_epi16(_mm256_castsi256_si128(levels), _mm256_extracti128_si256(levels, 1));
}

/* Pixels from…to − 1 of a row, each followed by the midpoint to the next; neighbours are clamped to the row. */
static void widen_pixels(const uint8_t *row, uint8_t *to, int32_t width, int32_t from, int32_t end) {
  for (int32_t x = from; x < end; x++) {
    const uint8_t *pixel[8];
    for (int32_t i = 0; i < 8; i++) pixel[i] = row + 4 * clamp(x + i - 3, 0, width - 1);
    memcpy(to + 8 * x, pixel[3], 4);
    for (int32_t c = 0; c < 4; c++)
      to[8 * x + 4 + c] = halfway(pixel[3][c] + pixel[4][c], pixel[2][c] + pixel[5][c], pixel[1][c] + pixel[6][c],
                                  pixel[0][c] + pixel[7][c]);
  }
}

/* Rows from…to − 1 of the picture, as even rows of the background. */
static void widen_background(const Frame *frame, int32_t from, int32_t to) {
  int32_t width = frame->width;
  for (int32_t y = from; y < to; y++) {
    const uint8_t *row = frame->output + (size_t)y * width * 4;
    uint8_t *wide = (uint8_t *)frame->layers[frame->enlarged].background + (size_t)y * width * 16;
    const uint8_t *before[4] = {row, row - 4, row - 8, row - 12}, *after[4] = {row + 4, row + 8, row + 12, row + 16};
    int32_t x = width < 3 ? width : 3;
    widen_pixels(row, wide, width, 0, x);
    for (; x + 8 <= width; x += 4) {
      __m128i pixels = _mm_loadu_si128((const __m128i *)(row + 4 * x)), between = halfway16(before, after, 4 * x);
      _mm_storeu_si128((__m128i *)(wide + 8 * x), _mm_unpacklo_epi32(pixels, between));
      _mm_storeu_si128((__m128i *)(wide + 8 * x + 16), _mm_unpackhi_epi32(pixels, between));
    }
    widen_pixels(row, wide, width, x, width);
  }
}

/* The odd rows of the background below its even rows 2·from…2·(to − 1); needs all even rows. */
static void heighten_background(const Frame *frame, int32_t from, int32_t to) {
  int32_t row_bytes = frame->width * 8;
  for (int32_t y = from; y < to; y++) {
    const uint8_t *before[4], *after[4];
    for (int32_t i = 0; i < 4; i++) {
      before[i] = frame->layers[frame->enlarged].background + (size_t)clamp(y - i, 0, frame->height - 1) * 2 * row_bytes;
      after[i] = frame->layers[frame->enlarged].background + (size_t)clamp(y + 1 + i, 0, frame->height - 1) * 2 * row_bytes;
    }
    uint8_t *row = (uint8_t *)frame->layers[frame->enlarged].background + (size_t)(2 * y + 1) * row_bytes;
    /* An even number of pixels is a multiple of sixteen bytes. */
    for (int32_t at = 0; at < row_bytes; at += 16) _mm_storeu_si128((__m128i *)(row + at), halfway16(before, after, at));
  }
}

#endif
