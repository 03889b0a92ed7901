/* Moves and blends one row of the photo, two pixels per vector (one in each half). Both copies of a pixel share a vector on
 * the way from displacements to addresses and weights: lanes (xA, yA, xB, yB). See ../sample.as.ts.
 * Result: RGBA as int16, Q6 levels, 0…255. */
#ifndef DRIFTSCAPE_SAMPLE_H
#define DRIFTSCAPE_SAMPLE_H

#include "grids.h"

/* Lookup by mask value: four equal Q15 shares. */
enum { MASK_TABLE_BYTES = 256 * 8 };

static void fill_mask_table(int16_t *table) {
  for (int32_t value = 0; value < 256; value++)
    for (int32_t i = 0; i < 4; i++) table[4 * value + i] = (int16_t)(value * 32767 / 255);
}

INLINE int64_t load64(const void *from) {
  int64_t value;
  memcpy(&value, from, 8);
  return value;
}

INLINE __m256i pair_of(__m128i first, __m128i second) { return _mm256_inserti128_si256(_mm256_castsi128_si256(first), second, 1); }

INLINE __m256 floats_of(const float *first, const float *second) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(first)), _mm_loadu_ps(second), 1);
}

INLINE __m128i load_levels(const uint8_t *pixels) {
  return _mm_slli_epi16(_mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)pixels)), 6);
}

INLINE __m128i clamp_levels(__m128i pair) {
  return _mm_min_epi16(_mm_max_epi16(pair, _mm_setzero_si128()), _mm_set1_epi16(255 * 64));
}

/* Two neighbouring background pixels of a row, for both pixels of the pair, as int16. */
INLINE __m256i neighbours(const uint8_t *first, const uint8_t *second) {
  __m128i bytes = _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)first), _mm_loadl_epi64((const __m128i *)second));
  return _mm256_cvtepu8_epi16(bytes);
}

/* Prefetches what the next output row reads, below what this one reads: rows span several pages, and the CPU's own
 * prefetching stops at each. A prefetch outside the memory does nothing. */
INLINE void fetch_below(const uint8_t *upper, int32_t stride, int32_t scale) {
  const uint8_t *below = upper + 2 * (size_t)stride;
  _mm_prefetch((const char *)below, _MM_HINT_T0);
  if (scale == 2) _mm_prefetch((const char *)(below + stride), _MM_HINT_T0);
}

typedef struct {
  const uint8_t *background;
  int32_t stride;
  __m256i unit, limit, strides;
} Sampling;

/* Weighted sum of the four neighbours of one copy. `shares` holds (upper, lower) of the left column in `left` and of
 * the right one in `right`. */
INLINE __m256i sum_neighbours(const Sampling *s, int32_t first, int32_t second, __m256i left, __m256i right) {
  const uint8_t *a = s->background + first, *b = s->background + second;
  __m256i upper = neighbours(a, b), lower = neighbours(a + s->stride, b + s->stride);
  return _mm256_add_epi32(_mm256_madd_epi16(_mm256_unpacklo_epi16(upper, lower), left),
                          _mm256_madd_epi16(_mm256_unpackhi_epi16(upper, lower), right));
}

/* Positions in Q16, mirrored into the photo; far outside, and where they overflow, held at its border. */
INLINE __m256i mirror(__m256i position, __m256i limit) {
  __m256i below = _mm256_sub_epi32(limit, _mm256_abs_epi32(position));
  return _mm256_min_epi32(_mm256_abs_epi32(_mm256_sub_epi32(limit, _mm256_abs_epi32(below))), limit);
}

/* A packed row of 64-bit points (four int16), at pixels x and x + 1. */
INLINE __m128i mix_pair(const Frame *frame, const int16_t *row, int32_t x) {
  const struct column *columns = frame->motion_columns + x;
  __m128i first = _mm_loadu_si128((const __m128i *)(row + columns[0].left * 4));
  __m128i second = _mm_loadu_si128((const __m128i *)(row + columns[1].left * 4));
  __m128i from = _mm_unpacklo_epi64(first, second), to = _mm_unpackhi_epi64(first, second);
  __m128i fraction = _mm_loadu_si128((const __m128i *)(frame->motion_fractions + x));
  return _mm_add_epi16(from, _mm_mulhrs_epi16(_mm_sub_epi16(to, from), fraction));
}

/* Both copies of pixels x and x + 1 of row y, blended: RGBA as int32, Q14 levels. */
INLINE __m256i sample_pair(const Frame *frame, const Sampling *s, bool has_b, int32_t x, int32_t y) {
  const struct column *columns = frame->motion_columns + x;
  const float *cell0 = frame->displacement_row + columns[0].left * DISPLACEMENT_STRIDE;
  const float *cell1 = frame->displacement_row + columns[1].left * DISPLACEMENT_STRIDE;
  __m256 fraction = _mm256_insertf128_ps(_mm256_set1_ps(columns[0].fraction), _mm_set1_ps(columns[1].fraction), 1);
  __m256 from = floats_of(cell0, cell1), to = floats_of(cell0 + DISPLACEMENT_STRIDE, cell1 + DISPLACEMENT_STRIDE);
  __m256 displacement = _mm256_fmadd_ps(_mm256_sub_ps(to, from), fraction, from);
  __m256i here = _mm256_mullo_epi32(_mm256_setr_epi32(x, y, x, y, x + 1, y, x + 1, y), s->unit);
  __m256i free = _mm256_add_epi32(here, _mm256_cvttps_epi32(displacement));
  __m256i position = mirror(free, s->limit);

  const __m256i whole = _mm256_broadcastsi128_si256(_mm_setr_epi8(2, 3, 6, 7, 10, 11, 14, 15, 2, 3, 6, 7, 10, 11, 14, 15));
  const __m256i spread_x = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 0, 1, 0, 1, 0, 1, 8, 9, 8, 9, 8, 9, 8, 9));
  const __m256i spread_y = _mm256_broadcastsi128_si256(_mm_setr_epi8(4, 5, 4, 5, 4, 5, 4, 5, 12, 13, 12, 13, 12, 13, 12, 13));
  const __m256i flip_x = _mm256_set1_epi64x(0x000000007fff7fff), flip_y = _mm256_set1_epi32(0x00007fff);
  __m256i offsets = _mm256_madd_epi16(_mm256_shuffle_epi8(position, whole), s->strides);
  __m256i halves = _mm256_srli_epi16(position, 1);
  __m256i share_x = _mm256_xor_si256(_mm256_shuffle_epi8(halves, spread_x), flip_x);
  __m256i share_y = _mm256_xor_si256(_mm256_shuffle_epi8(halves, spread_y), flip_y);
  bool shows_a = true, shows_b = has_b;
  __m256i weights = _mm256_set1_epi16(16384);
  if (has_b) {
    __m128i of_b = mix_pair(frame, frame->weight_row, x), of_a = _mm_sub_epi16(_mm_set1_epi16(16384), of_b);
    shows_a = !_mm_testz_si128(of_a, of_a);
    shows_b = !_mm_testz_si128(of_b, of_b);
    weights = pair_of(_mm_unpacklo_epi64(of_a, of_b), _mm_unpackhi_epi64(of_a, of_b));
  }
  __m256i shares = _mm256_mulhrs_epi16(share_x, _mm256_mulhrs_epi16(share_y, weights));

  __m128i first = _mm256_castsi256_si128(offsets), second = _mm256_extracti128_si256(offsets, 1);
  /* For every fourth pixel: a cache line holds eight of a background of twice the size. */
  bool is_ahead = (x & 2) == 0;
  /* A copy with weight 0 adds nothing; most places show one copy most of the time. */
  __m256i sum = _mm256_setzero_si256();
  if (shows_a) {
    int32_t first_a = _mm_cvtsi128_si32(first), second_a = _mm_cvtsi128_si32(second);
    if (is_ahead) fetch_below(s->background + first_a, s->stride, frame->background_scale);
    sum = sum_neighbours(s, first_a, second_a, _mm256_shuffle_epi32(shares, 0x00), _mm256_shuffle_epi32(shares, 0x55));
  }
  if (shows_b) {
    int32_t first_b = _mm_extract_epi32(first, 1), second_b = _mm_extract_epi32(second, 1);
    if (is_ahead) fetch_below(s->background + first_b, s->stride, frame->background_scale);
    sum = _mm256_add_epi32(sum, sum_neighbours(s, first_b, second_b, _mm256_shuffle_epi32(shares, 0xaa), _mm256_shuffle_epi32(shares, 0xff)));
  }
  return sum;
}

/* y = x + (contrast − 1)·(x − mean) + shift for two pixels, clamped to 0…255. */
INLINE __m128i restore_contrast(const Frame *frame, __m128i pair, int32_t x) {
  __m128i mean = mix_pair(frame, frame->blend_row, x), shift = mix_pair(frame, frame->shift_row, x);
  __m128i gain = _mm_shufflehi_epi16(_mm_shufflelo_epi16(mean, 0xff), 0xff);
  __m128i detail = _mm_mulhrs_epi16(_mm_sub_epi16(pair, mean), gain);
  return clamp_levels(_mm_adds_epi16(_mm_add_epi16(pair, detail), shift));
}

/* z + mask·(y − background) for two pixels, clamped to 0…255; z is the result so far. */
INLINE __m128i show_behind(const Frame *frame, __m128i pair, __m128i drawn, const uint8_t *background, const uint8_t *mask) {
  __m128i shares = _mm_set_epi64x(load64(frame->mask_table + 4 * mask[1]), load64(frame->mask_table + 4 * mask[0]));
  int32_t pixels[2];
  memcpy(pixels, background, 4);
  memcpy(pixels + 1, background + 4 * frame->background_scale, 4);
  __m128i behind = load_levels((const uint8_t *)pixels);
  __m128i change = _mm_mulhrs_epi16(_mm_sub_epi16(pair, behind), shares);
  return clamp_levels(_mm_add_epi16(drawn, change));
}

/* Draws a layer on a span of a row: over the photo if it is the first (`is_first`), else over the content of `line`. */
INLINE void sample_copies(const Frame *frame, const Layer *layer, bool has_b, bool has_blend, bool is_first, int16_t *line, int32_t y, Span span) {
  int32_t width = frame->width, scale = frame->background_scale, stride = width * scale * 4;
  int32_t last_x = (width - 1) * scale << 16, last_y = (frame->height - 1) * scale << 16;
  Sampling sampling = {
      layer->background,
      stride,
      _mm256_set1_epi32(scale << 16),
      _mm256_setr_epi32(last_x, last_y, last_x, last_y, last_x, last_y, last_x, last_y),
      _mm256_set1_epi32((int32_t)((uint32_t)stride << 16 | 4)),
  };
  const uint8_t *mask_row = layer->mask + (size_t)y * width;
  const uint8_t *photo_row = frame->photo + (size_t)y * width * 4;
  const uint8_t *background_row = layer->background + (size_t)y * scale * stride;
  for (int32_t x = span.from; x < span.to; x += 8) {
    int32_t count = width - x < 8 ? width - x : 8;
    int64_t shares = count == 8 ? load64(mask_row + x) : 1;
    if (shares == 0) {
      for (int32_t i = x; is_first && i < x + 8; i += 2) _mm_storeu_si128((__m128i *)(line + 4 * i), load_levels(photo_row + 4 * i));
      continue;
    }
    for (int32_t i = x; i < x + count; i += 2) {
      __m256i levels = _mm256_srai_epi32(sample_pair(frame, &sampling, has_b, i, y), 8);
      __m128i pair = _mm_packs_epi32(_mm256_castsi256_si128(levels), _mm256_extracti128_si256(levels, 1));
      if (has_blend) pair = restore_contrast(frame, pair, i);
      if (shares != -1) {
        __m128i drawn = is_first ? load_levels(photo_row + 4 * i) : _mm_loadu_si128((const __m128i *)(line + 4 * i));
        pair = show_behind(frame, pair, drawn, background_row + 4 * i * scale, mask_row + i);
      }
      _mm_storeu_si128((__m128i *)(line + 4 * i), pair);
    }
  }
}

static void sample_row(const Frame *frame, const Layer *layer, bool is_first, int16_t *line, int32_t y, Span span) {
  if (layer->has_b) {
    if (layer->has_blend) sample_copies(frame, layer, true, true, is_first, line, y, span);
    else sample_copies(frame, layer, true, false, is_first, line, y, span);
  } else {
    if (layer->has_blend) sample_copies(frame, layer, false, true, is_first, line, y, span);
    else sample_copies(frame, layer, false, false, is_first, line, y, span);
  }
}

#endif
