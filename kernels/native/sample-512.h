/* sample.h with AVX-512: four pixels per vector, and maps read from registers instead of memory. Frames are identical bit
 * for bit, because every step rounds the same way. For motion grids that are not wider than the photo: four pixels are
 * then in at most four neighbouring cells. */
#ifndef DRIFTSCAPE_SAMPLE_512_H
#define DRIFTSCAPE_SAMPLE_512_H

#include "sample.h"

typedef struct {
  const uint8_t *background;
  int32_t stride;
  __m512i steps, single_steps, limit, strides;
} WideSampling;

/* Two neighbouring background pixels of a row for each of four pixels, as int16. */
INLINE __m512i wide_neighbours(const uint8_t *background, const int32_t *offsets) {
  __m128i low = _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)(background + offsets[0])),
                                   _mm_loadl_epi64((const __m128i *)(background + offsets[2])));
  __m128i high = _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)(background + offsets[4])),
                                    _mm_loadl_epi64((const __m128i *)(background + offsets[6])));
  return _mm512_cvtepu8_epi16(pair_of(low, high));
}

INLINE __m512i wide_sum(const WideSampling *s, const int32_t *offsets, __m512i left, __m512i right) {
  __m512i upper = wide_neighbours(s->background, offsets), lower = wide_neighbours(s->background + s->stride, offsets);
  return _mm512_add_epi32(_mm512_madd_epi16(_mm512_unpacklo_epi16(upper, lower), left),
                          _mm512_madd_epi16(_mm512_unpackhi_epi16(upper, lower), right));
}

INLINE __m512i wide_mirror(__m512i position, __m512i limit) {
  __m512i below = _mm512_sub_epi32(limit, _mm512_abs_epi32(position));
  return _mm512_min_epi32(_mm512_abs_epi32(_mm512_sub_epi32(limit, _mm512_abs_epi32(below))), limit);
}

/* Four points of a packed row of 64-bit points, for pixels x…x + 3, interpolated to the next point. */
INLINE __m256i mix_quad(const Frame *frame, const int16_t *row, int32_t x) {
  const struct column *columns = frame->motion_columns + x;
  /* To select one of four points, a 64-bit index uses its lowest two bits. */
  __m256i index = _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)columns), _mm256_set1_epi32(columns[0].left));
  const int16_t *first = row + columns[0].left * 4;
  __m256i from = _mm256_permutexvar_epi64(index, _mm256_loadu_si256((const __m256i *)first));
  __m256i to = _mm256_permutexvar_epi64(index, _mm256_loadu_si256((const __m256i *)(first + 4)));
  __m256i fraction = _mm256_loadu_si256((const __m256i *)(frame->motion_fractions + x));
  return _mm256_add_epi16(from, _mm256_mulhrs_epi16(_mm256_sub_epi16(to, from), fraction));
}

/* Where the displacements of eight positions (x, y) are in a packed row: cells from the first one on, which of a point's
 * numbers is wanted, and the fraction to the next point. */
typedef struct {
  int32_t first;
  __m512i left, lanes;
  __m512 fraction;
} Cells;

/* Eight positions (x, y) in Q16, displaced and mirrored. `steps` leads to each from pixel x of row y. */
INLINE __m512i wide_positions(const Frame *frame, const WideSampling *s, __m512i steps, Cells cells, int32_t x, int32_t y) {
  __m512i index = _mm512_add_epi32(_mm512_slli_epi32(cells.left, 2), cells.lanes);
  const float *row = frame->displacement_row + cells.first * DISPLACEMENT_STRIDE;
  __m512 from = _mm512_permutexvar_ps(index, _mm512_loadu_ps(row));
  __m512 to = _mm512_permutexvar_ps(index, _mm512_loadu_ps(row + DISPLACEMENT_STRIDE));
  __m512 displacement = _mm512_fmadd_ps(_mm512_sub_ps(to, from), cells.fraction, from);
  int32_t unit = frame->background_scale << 16;
  int64_t start = (int64_t)y * unit << 32 | (uint32_t)(x * unit);
  __m512i here = _mm512_add_epi32(_mm512_set1_epi64(start), steps);
  return wide_mirror(_mm512_add_epi32(here, _mm512_cvttps_epi32(displacement)), s->limit);
}

/* The addresses of the neighbours of eight positions (x, y), and their shares: of each the left column, upper and lower,
 * then the right one. */
INLINE __m512i find_neighbours(const WideSampling *s, __m512i position, __m512i weights, int32_t *offsets) {
  const __m512i whole = _mm512_broadcast_i32x4(_mm_setr_epi8(2, 3, 6, 7, 10, 11, 14, 15, 2, 3, 6, 7, 10, 11, 14, 15));
  const __m512i spread_x = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 0, 1, 0, 1, 0, 1, 8, 9, 8, 9, 8, 9, 8, 9));
  const __m512i spread_y = _mm512_broadcast_i32x4(_mm_setr_epi8(4, 5, 4, 5, 4, 5, 4, 5, 12, 13, 12, 13, 12, 13, 12, 13));
  const __m512i flip_x = _mm512_set1_epi64(0x000000007fff7fff), flip_y = _mm512_set1_epi32(0x00007fff);
  const __m512i firsts = _mm512_setr_epi32(0, 1, 4, 5, 8, 9, 12, 13, 0, 0, 0, 0, 0, 0, 0, 0);
  __m512i all = _mm512_madd_epi16(_mm512_shuffle_epi8(position, whole), s->strides);
  _mm256_storeu_si256((__m256i *)offsets, _mm512_castsi512_si256(_mm512_permutexvar_epi32(firsts, all)));
  __m512i halves = _mm512_srli_epi16(position, 1);
  __m512i share_x = _mm512_xor_si512(_mm512_shuffle_epi8(halves, spread_x), flip_x);
  __m512i share_y = _mm512_xor_si512(_mm512_shuffle_epi8(halves, spread_y), flip_y);
  return _mm512_mulhrs_epi16(share_x, _mm512_mulhrs_epi16(share_y, weights));
}

/* Both copies of pixels x…x + 3 of row y, blended: RGBA as int16, Q6 levels. */
INLINE __m256i sample_quad(const Frame *frame, const WideSampling *s, bool has_b, int32_t x, int32_t y) {
  const struct column *columns = frame->motion_columns + x;
  const __m512i each_left = _mm512_setr_epi32(0, 0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 6, 6);
  const __m512i each_fraction = _mm512_setr_epi32(1, 1, 1, 1, 3, 3, 3, 3, 5, 5, 5, 5, 7, 7, 7, 7);
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
  __m512i cells = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)columns));
  __m512i left = _mm512_sub_epi32(_mm512_permutexvar_epi32(each_left, cells), _mm512_set1_epi32(columns[0].left));
  __m512 fraction = _mm512_castsi512_ps(_mm512_permutexvar_epi32(each_fraction, cells));
  __m512i position = wide_positions(frame, s, s->steps, (Cells){columns[0].left, left, lanes, fraction}, x, y);

  bool shows_a = true, shows_b = has_b;
  __m512i weights = _mm512_set1_epi16(16384);
  if (has_b) {
    __m256i of_b = mix_quad(frame, frame->weight_row, x), of_a = _mm256_sub_epi16(_mm256_set1_epi16(16384), of_b);
    shows_a = !_mm256_testz_si256(of_a, of_a);
    shows_b = !_mm256_testz_si256(of_b, of_b);
    weights = _mm512_permutex2var_epi64(_mm512_castsi256_si512(of_a), _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11),
                                        _mm512_castsi256_si512(of_b));
  }
  int32_t offsets[8];
  __m512i shares = find_neighbours(s, position, weights, offsets);
  /* A copy with weight 0 adds nothing; most places show one copy most of the time. */
  __m512i sum = _mm512_setzero_si512();
  if (shows_a) {
    fetch_below(s->background + offsets[0], s->stride, frame->background_scale);
    sum = wide_sum(s, offsets, _mm512_shuffle_epi32(shares, 0x00), _mm512_shuffle_epi32(shares, 0x55));
  }
  if (shows_b) {
    fetch_below(s->background + offsets[1], s->stride, frame->background_scale);
    sum = _mm512_add_epi32(sum, wide_sum(s, offsets + 1, _mm512_shuffle_epi32(shares, 0xaa), _mm512_shuffle_epi32(shares, 0xff)));
  }
  return _mm512_cvtsepi32_epi16(_mm512_srai_epi32(sum, 8));
}

INLINE __m256i clamp_wide(__m256i quad) {
  return _mm256_min_epi16(_mm256_max_epi16(quad, _mm256_setzero_si256()), _mm256_set1_epi16(255 * 64));
}

/* Pixels x…x + 7 of row y where a single copy is shown: as two quads, in half the steps. The copies' numbers in a point of
 * displacements start at `copy`: 0 or 2. */
INLINE __m512i sample_single(const Frame *frame, const WideSampling *s, int32_t copy, int32_t x, int32_t y) {
  const struct column *columns = frame->motion_columns + x;
  const __m512i lefts = _mm512_setr_epi32(0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12, 14, 14);
  __m512i cells = _mm512_loadu_si512(columns);
  __m512i left = _mm512_sub_epi32(_mm512_permutexvar_epi32(lefts, cells), _mm512_set1_epi32(columns[0].left));
  __m512i lanes = _mm512_set1_epi64((int64_t)(copy + 1) << 32 | copy);
  __m512 fraction = _mm512_moveldup_ps(_mm512_castsi512_ps(_mm512_srli_epi64(cells, 32)));
  __m512i position = wide_positions(frame, s, s->single_steps, (Cells){columns[0].left, left, lanes, fraction}, x, y);
  int32_t offsets[8];
  __m512i shares = find_neighbours(s, position, _mm512_set1_epi16(16384), offsets);
  fetch_below(s->background + offsets[0], s->stride, frame->background_scale);
  fetch_below(s->background + offsets[4], s->stride, frame->background_scale);
  __m512i even = wide_sum(s, offsets, _mm512_shuffle_epi32(shares, 0x00), _mm512_shuffle_epi32(shares, 0x55));
  __m512i odd = wide_sum(s, offsets + 1, _mm512_shuffle_epi32(shares, 0xaa), _mm512_shuffle_epi32(shares, 0xff));
  return _mm512_packs_epi32(_mm512_srai_epi32(even, 8), _mm512_srai_epi32(odd, 8));
}

INLINE __m256i shift_wide(const Frame *frame, bool has_shift, __m256i quad, int32_t x) {
  return clamp_wide(has_shift ? _mm256_adds_epi16(quad, mix_quad(frame, frame->shift_row, x)) : quad);
}

/* y = x + (contrast − 1)·(x − mean) + shift for four pixels, clamped to 0…255. */
INLINE __m256i restore_wide_contrast(const Frame *frame, bool has_shift, __m256i quad, int32_t x) {
  __m256i mean = mix_quad(frame, frame->blend_row, x);
  __m256i gain = _mm256_shufflehi_epi16(_mm256_shufflelo_epi16(mean, 0xff), 0xff);
  __m256i detail = _mm256_mulhrs_epi16(_mm256_sub_epi16(quad, mean), gain);
  return shift_wide(frame, has_shift, _mm256_add_epi16(quad, detail), x);
}

INLINE __m256i load_wide_levels(__m128i pixels) { return _mm256_slli_epi16(_mm256_cvtepu8_epi16(pixels), 6); }

/* z + mask·(y − background) for four pixels, clamped to 0…255; z is the result so far. */
INLINE __m256i show_wide_behind(const Frame *frame, __m256i quad, __m256i drawn, const uint8_t *background, const uint8_t *mask) {
  const __m256i each_mask = _mm256_setr_epi8(0, -1, 0, -1, 0, -1, 0, -1, 1, -1, 1, -1, 1, -1, 1, -1,
                                             2, -1, 2, -1, 2, -1, 2, -1, 3, -1, 3, -1, 3, -1, 3, -1);
  int32_t four;
  memcpy(&four, mask, 4);
  __m256i value = _mm256_shuffle_epi8(_mm256_set1_epi32(four), each_mask);
  /* ⌊value · 32767 / 255⌋, as in the table. */
  __m256i shares = _mm256_add_epi16(_mm256_slli_epi16(value, 7), _mm256_mulhi_epu16(value, _mm256_set1_epi16(32640)));
  __m128i pixels = frame->background_scale == 2 ? _mm256_cvtepi64_epi32(_mm256_loadu_si256((const __m256i *)background))
                                                : _mm_loadu_si128((const __m128i *)background);
  __m256i change = _mm256_mulhrs_epi16(_mm256_sub_epi16(quad, load_wide_levels(pixels)), shares);
  return clamp_wide(_mm256_add_epi16(drawn, change));
}

/* Where a row of a layer's pictures begins. */
typedef struct {
  const uint8_t *mask, *photo, *background;
} PictureRow;

/* Writes pixels x…x + 3 as the layer shows them; `drawn` is the result so far. */
INLINE void show_quad(const Frame *frame, const PictureRow *row, __m256i quad, __m256i drawn, int16_t *line, int32_t x) {
  int32_t shares;
  memcpy(&shares, row->mask + x, 4);
  if (shares == 0) quad = drawn;
  else if (shares != -1)
    quad = show_wide_behind(frame, quad, drawn, row->background + 4 * x * frame->background_scale, row->mask + x);
  _mm256_storeu_si256((__m256i *)(line + 4 * x), quad);
}

INLINE __m256i load_drawn(const PictureRow *row, bool is_first, const int16_t *line, int32_t x) {
  return is_first ? load_wide_levels(_mm_loadu_si128((const __m128i *)(row->photo + 4 * x)))
                  : _mm256_loadu_si256((const __m256i *)(line + 4 * x));
}

/* The single copy that pixels x…x + 7 show, 1 or 2; 0 where they show both, or lie between too many points. */
INLINE int32_t single_copy(const Frame *frame, int32_t x) {
  if (x + 8 > frame->width) return 0;
  int32_t first = frame->motion_columns[x].left, last = frame->motion_columns[x + 7].left;
  return last - first <= 3 && frame->cells[first].last >= last ? frame->cells[first].copy : 0;
}

/* As sample_copies. */
INLINE void sample_wide_copies(const Frame *frame, const Layer *layer, bool has_b, bool has_blend, bool has_shift, bool is_first, int16_t *line, int32_t y, Span span) {
  int32_t width = frame->width, scale = frame->background_scale, unit = scale << 16, stride = width * scale * 4;
  int32_t last_x = (width - 1) * unit, last_y = (frame->height - 1) * unit;
  WideSampling sampling = {
      layer->background,
      stride,
      _mm512_setr_epi32(0, 0, 0, 0, unit, 0, unit, 0, 2 * unit, 0, 2 * unit, 0, 3 * unit, 0, 3 * unit, 0),
      _mm512_setr_epi32(0, 0, unit, 0, 2 * unit, 0, 3 * unit, 0, 4 * unit, 0, 5 * unit, 0, 6 * unit, 0, 7 * unit, 0),
      _mm512_broadcast_i32x4(_mm_setr_epi32(last_x, last_y, last_x, last_y)),
      _mm512_set1_epi32((int32_t)((uint32_t)stride << 16 | 4)),
  };
  PictureRow row = {
      layer->mask + (size_t)y * width,
      frame->photo + (size_t)y * width * 4,
      layer->background + (size_t)y * scale * stride,
  };
  /* The last four pixels of a row may reach two past its end: line and tables have room for sixteen. */
  for (int32_t x = span.from; x < span.to; x += 4) {
    int32_t shares;
    memcpy(&shares, row.mask + x, 4);
    __m256i drawn = load_drawn(&row, is_first, line, x);
    if (shares == 0) {
      if (is_first) _mm256_storeu_si256((__m256i *)(line + 4 * x), drawn);
      continue;
    }
    int32_t copy = has_b && has_blend && x % 8 == 0 ? single_copy(frame, x) : 0;
    if (copy != 0) {
      __m512i both = sample_single(frame, &sampling, 2 * (copy - 1), x, y);
      show_quad(frame, &row, shift_wide(frame, has_shift, _mm512_castsi512_si256(both), x), drawn, line, x);
      x += 4;
      drawn = load_drawn(&row, is_first, line, x);
      show_quad(frame, &row, shift_wide(frame, has_shift, _mm512_extracti64x4_epi64(both, 1), x), drawn, line, x);
      continue;
    }
    __m256i quad = sample_quad(frame, &sampling, has_b, x, y);
    if (has_blend) quad = restore_wide_contrast(frame, has_shift, quad, x);
    show_quad(frame, &row, quad, drawn, line, x);
  }
}

/* `own` is where the layer has pixels, `span` what is drawn of the row. */
static void sample_wide_row(const Frame *frame, const Layer *layer, bool has_shift, bool is_first, int16_t *line, int32_t y, Span own, Span span) {
  if (layer->has_b && layer->has_blend) {
    find_single_copies(frame, points_of(frame, own));
    if (has_shift) sample_wide_copies(frame, layer, true, true, true, is_first, line, y, span);
    else sample_wide_copies(frame, layer, true, true, false, is_first, line, y, span);
  } else if (layer->has_b) {
    sample_wide_copies(frame, layer, true, false, false, is_first, line, y, span);
  } else if (layer->has_blend) {
    sample_wide_copies(frame, layer, false, true, has_shift, is_first, line, y, span);
  } else {
    sample_wide_copies(frame, layer, false, false, false, is_first, line, y, span);
  }
}

#endif
