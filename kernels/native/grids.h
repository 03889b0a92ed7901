/* The maps are coarse grids: for each output row one grid row is interpolated between its two neighbours and packed so
 * that a pixel needs two loads per map. See ../grids.as.ts. */
#ifndef DRIFTSCAPE_GRIDS_H
#define DRIFTSCAPE_GRIDS_H

#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "frame.h"

/* Numbers per point of a packed row. */
enum { DISPLACEMENT_STRIDE = 4, WEIGHT_STRIDE = 4, BLEND_STRIDE = 4, SHIFT_STRIDE = 4, COLOUR_STRIDE = 16 };

/* Displacements are in Q16 pixels of the background; ±16384 is outside any picture. */
static const float farthest = 16384.0f * 65536.0f;

INLINE int32_t clamp(int32_t value, int32_t low, int32_t high) {
  return value < low ? low : value > high ? high : value;
}

static void fill_columns(const Frame *frame, struct column *columns, int32_t grid_width) {
  int32_t last = frame->width > 1 ? frame->width - 1 : 1;
  for (int32_t x = 0; x < frame->width; x++) {
    double position = (double)x * (grid_width - 1) / last;
    int32_t left = grid_width > 1 ? clamp((int32_t)position, 0, grid_width - 2) : 0;
    columns[x] = (struct column){left, (float)(position - left)};
  }
}

/* The fractions of `columns` as four equal numbers in Q15. */
static void fill_short_fractions(const Frame *frame, int64_t *fractions, const struct column *columns) {
  for (int32_t x = 0; x < frame->width; x++) {
    float scaled = columns[x].fraction * 32768;
    int64_t fraction = (int64_t)(scaled < 32767 ? scaled : 32767);
    fractions[x] = fraction * 0x0001000100010001;
  }
}

typedef struct {
  /* Index of the first point of both grid rows. */
  int32_t upper, lower;
  __m128 fraction;
} GridRows;

INLINE GridRows grid_rows(const Frame *frame, int32_t y, int32_t grid_width, int32_t grid_height) {
  double position = (double)y * (grid_height - 1) / (frame->height - 1);
  int32_t upper = grid_height > 1 ? clamp((int32_t)position, 0, grid_height - 2) : 0;
  int32_t lower = grid_height > 1 ? upper + 1 : upper;
  return (GridRows){upper * grid_width, lower * grid_width, _mm_set1_ps((float)(position - upper))};
}

INLINE __m128 mix4(__m128 from, __m128 to, __m128 fraction) {
  return _mm_add_ps(from, _mm_mul_ps(_mm_sub_ps(to, from), fraction));
}

/* One more point after the last, for grids of a single column. */
INLINE void repeat_last(void *row, int32_t grid_width, size_t stride_bytes) {
  uint8_t *behind = (uint8_t *)row + grid_width * stride_bytes;
  memcpy(behind, behind - stride_bytes, stride_bytes);
}

/* Displacements of points x and x + 1. */
INLINE __m128 displacements_at(const float *grid, GridRows rows, int32_t x, __m128 scale) {
  __m128 upper = _mm_loadu_ps(grid + 2 * (rows.upper + x)), lower = _mm_loadu_ps(grid + 2 * (rows.lower + x));
  __m128 scaled = _mm_mul_ps(mix4(upper, lower, rows.fraction), scale);
  return _mm_min_ps(_mm_set1_ps(farthest), _mm_max_ps(_mm_set1_ps(-farthest), scaled));
}

/* The points of the motion grid around a span of pixels, first…end − 1. */
typedef struct {
  int32_t first, end;
} Points;

INLINE Points points_of(const Frame *frame, Span span) {
  int32_t end = frame->motion_columns[span.to - 1].left + 2;
  return (Points){frame->motion_columns[span.from].left, end < frame->motion_width ? end : frame->motion_width};
}

/* Packs (xA, yA, xB, yB) in Q16 pixels of the background for output row y. */
static void interpolate_displacement(const Frame *frame, const Layer *layer, int32_t y, Points points) {
  GridRows rows = grid_rows(frame, y, frame->motion_width, frame->motion_height);
  const float *a = layer->displacement_a, *b = layer->has_b ? layer->displacement_b : a;
  __m128 scale = _mm_set1_ps(65536.0f * frame->background_scale);
  float *row = frame->displacement_row;
  /* With an odd number, there is room for one more after the last. */
  for (int32_t x = points.first & ~1; x < points.end; x += 2) {
    __m128 of_a = displacements_at(a, rows, x, scale), of_b = displacements_at(b, rows, x, scale);
    _mm_storeu_ps(row + x * DISPLACEMENT_STRIDE, _mm_movelh_ps(of_a, of_b));
    _mm_storeu_ps(row + (x + 1) * DISPLACEMENT_STRIDE, _mm_movehl_ps(of_b, of_a));
  }
  repeat_last(row, frame->motion_width, DISPLACEMENT_STRIDE * sizeof(float));
}

/* Packs the second copy's weight as four equal numbers in Q14 for output row y. */
static void interpolate_weight(const Frame *frame, const Layer *layer, int32_t y, Points points) {
  GridRows rows = grid_rows(frame, y, frame->motion_width, frame->motion_height);
  const __m128i each_of_two[] = {_mm_setr_epi8(0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 2, 3),
                                 _mm_setr_epi8(4, 5, 4, 5, 4, 5, 4, 5, 6, 7, 6, 7, 6, 7, 6, 7)};
  int16_t *row = frame->weight_row;
  int32_t x = points.first;
  for (; x + 4 <= points.end; x += 4) {
    __m128 upper = _mm_loadu_ps(layer->weight + rows.upper + x), lower = _mm_loadu_ps(layer->weight + rows.lower + x);
    __m128i fixed = _mm_cvtps_epi32(_mm_mul_ps(mix4(upper, lower, rows.fraction), _mm_set1_ps(16384)));
    __m128i held = _mm_min_epi16(_mm_max_epi16(_mm_packs_epi32(fixed, fixed), _mm_setzero_si128()), _mm_set1_epi16(16384));
    _mm_storeu_si128((__m128i *)(row + x * WEIGHT_STRIDE), _mm_shuffle_epi8(held, each_of_two[0]));
    _mm_storeu_si128((__m128i *)(row + (x + 2) * WEIGHT_STRIDE), _mm_shuffle_epi8(held, each_of_two[1]));
  }
  for (; x < points.end; x++) {
    float upper = layer->weight[rows.upper + x], lower = layer->weight[rows.lower + x];
    float weight = upper + (lower - upper) * _mm_cvtss_f32(rows.fraction);
    int64_t fixed = clamp((int32_t)lrintf(weight * 16384), 0, 16384) * 0x0001000100010001;
    memcpy(row + x * WEIGHT_STRIDE, &fixed, 8);
  }
  repeat_last(frame->weight_row, frame->motion_width, WEIGHT_STRIDE * sizeof(int16_t));
}

INLINE __m128 blend_point(const Layer *layer, int32_t at) {
  return _mm_blend_ps(_mm_loadu_ps(layer->mean + 3 * at), _mm_set1_ps(layer->contrast[at]), 8);
}

/* Packs (mean R, G, B in Q6 levels, contrast − 1 in Q15) as int16 for output row y. */
static void interpolate_blend(const Frame *frame, const Layer *layer, int32_t y, Points points) {
  GridRows rows = grid_rows(frame, y, frame->motion_width, frame->motion_height);
  const __m128 scale = _mm_setr_ps(64, 64, 64, 32768), offset = _mm_setr_ps(0.5f, 0.5f, 0.5f, -32767.5f);
  int16_t *row = frame->blend_row;
  for (int32_t x = points.first; x < points.end; x++) {
    __m128 mixed = mix4(blend_point(layer, rows.upper + x), blend_point(layer, rows.lower + x), rows.fraction);
    __m128i packed = _mm_cvttps_epi32(_mm_add_ps(_mm_mul_ps(mixed, scale), offset));
    _mm_storel_epi64((__m128i *)(row + x * BLEND_STRIDE), _mm_packs_epi32(packed, packed));
  }
  repeat_last(row, frame->motion_width, BLEND_STRIDE * sizeof(int16_t));
}

/* A point of a mix of grids at the height of an output row. */
INLINE __m128 mixed_between(const Mix *mix, GridRows rows, int32_t x) {
  __m128 upper = _mm_setzero_ps(), lower = upper;
  for (int32_t i = 0; i < mix->count; i++) {
    __m128 weight = _mm_set1_ps(mix->weights[i]);
    upper = _mm_fmadd_ps(weight, _mm_loadu_ps(mix->grids[i] + 3 * (rows.upper + x)), upper);
    lower = _mm_fmadd_ps(weight, _mm_loadu_ps(mix->grids[i] + 3 * (rows.lower + x)), lower);
  }
  return mix4(upper, lower, rows.fraction);
}

INLINE __m128 rgb_between(const float *map, GridRows rows, int32_t x) {
  return mix4(_mm_loadu_ps(map + 3 * (rows.upper + x)), _mm_loadu_ps(map + 3 * (rows.lower + x)), rows.fraction);
}

/* Packs the shift of R, G, B in Q6 levels as int16 for output row y. Whether there is any. */
static bool interpolate_shift(const Frame *frame, const Layer *layer, int32_t y, Points points) {
  GridRows rows = grid_rows(frame, y, frame->motion_width, frame->motion_height);
  const __m128 scale = _mm_setr_ps(64, 64, 64, 0);
  __m128i all = _mm_setzero_si128();
  for (int32_t x = points.first; x < points.end; x++) {
    __m128 mixed = rgb_between(layer->shift, rows, x);
    __m128i packed = _mm_cvtps_epi32(_mm_mul_ps(mixed, scale));
    all = _mm_or_si128(all, packed);
    _mm_storel_epi64((__m128i *)(frame->shift_row + x * SHIFT_STRIDE), _mm_packs_epi32(packed, packed));
  }
  repeat_last(frame->shift_row, frame->motion_width, SHIFT_STRIDE * sizeof(int16_t));
  return !_mm_testz_si128(all, all);
}

/* Which copy a point of the packed rows shows: one alone where it has all the weight and contrast stays as it is. */
INLINE int32_t copy_of(const Frame *frame, int32_t x) {
  int16_t weight = frame->weight_row[x * WEIGHT_STRIDE];
  if (frame->blend_row[x * BLEND_STRIDE + 3] != 0) return 0;
  return weight == 0 ? 1 : weight == 16384 ? 2 : 0;
}

/* Finds the cells between points that show a single copy. */
static void find_single_copies(const Frame *frame, Points points) {
  int32_t after = points.end - 1, copy_after = copy_of(frame, after);
  frame->cells[after] = (struct cell){0, after};
  for (int32_t x = after - 1; x >= points.first; x--) {
    int32_t copy = copy_of(frame, x), shown = copy == copy_after ? copy : 0;
    struct cell next = frame->cells[x + 1];
    frame->cells[x] = (struct cell){shown, shown == next.copy ? next.last : x};
    copy_after = copy;
  }
}

/* Packs four RGB0 vectors (gain and bias now, gain and bias at the start) for output row y. If the start is the identity,
 * two are enough: the powers of two for (gain − 1) and bias in log_of_odds. */
static void interpolate_colour(const Frame *frame, int32_t y) {
  GridRows rows = grid_rows(frame, y, frame->colour_width, frame->colour_height);
  float *row = frame->colour_row_maps;
  for (int32_t x = 0; x < frame->colour_width; x++) {
    float *packed = row + x * COLOUR_STRIDE;
    __m128 gain = mixed_between(&frame->now_gain, rows, x), bias = mixed_between(&frame->now_bias, rows, x);
    if (!frame->has_start) {
      _mm_storeu_ps(packed, _mm_sub_ps(gain, _mm_set1_ps(1)));
      _mm_storeu_ps(packed + 4, _mm_mul_ps(bias, _mm_set1_ps(2.8853900817779f)));
      continue;
    }
    _mm_storeu_ps(packed, gain);
    _mm_storeu_ps(packed + 4, bias);
    _mm_storeu_ps(packed + 8, mixed_between(&frame->start_gain, rows, x));
    _mm_storeu_ps(packed + 12, mixed_between(&frame->start_bias, rows, x));
  }
  repeat_last(row, frame->colour_width, COLOUR_STRIDE * sizeof(float));
}

#endif
