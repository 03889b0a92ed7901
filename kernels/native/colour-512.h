/* colour.h with AVX-512: sixteen pixels at once, red, green and blue each in a vector of their own. To the bit the same
 * frames, since every step rounds as there. For colour grids no wider than the photo: sixteen pixels then lie between at
 * most seventeen neighbouring points. */
#ifndef DRIFTSCAPE_COLOUR_512_H
#define DRIFTSCAPE_COLOUR_512_H

#include "colour.h"

/* Planes of a packed row: R, G, B of gain and bias now, and of gain and bias at the start. */
enum { COLOUR_CHANNELS = 3, PLANE_MARGIN = 32 };

INLINE float *colour_plane(const Frame *frame, int32_t map, int32_t channel) {
  return frame->colour_row_maps + (size_t)(map * COLOUR_CHANNELS + channel) * (frame->colour_width + PLANE_MARGIN);
}

INLINE __m512 wide_polynomial(__m512 higher, __m512 variable, float constant) {
  return _mm512_fmadd_ps(higher, variable, _mm512_set1_ps(constant));
}

INLINE __m512 wide_hold(__m512 value, float low, float high) {
  return _mm512_min_ps(_mm512_set1_ps(high), _mm512_max_ps(_mm512_set1_ps(low), value));
}

INLINE __m512 wide_tanh_numerator(__m512 u, __m512 squared) {
  __m512 inner = wide_polynomial(_mm512_set1_ps(tanh_n[2]), squared, tanh_n[1]);
  return _mm512_mul_ps(u, wide_polynomial(inner, squared, tanh_n[0]));
}

INLINE __m512 wide_tanh_denominator(__m512 squared) {
  return wide_polynomial(wide_polynomial(_mm512_set1_ps(tanh_d[2]), squared, tanh_d[1]), squared, tanh_d[0]);
}

INLINE __m512 wide_hold_levels(__m512 levels) { return wide_hold(levels, 0.5f * 64, 254.5f * 64); }

INLINE __m512 wide_log_of_odds(__m512 held) {
  __m512i quotient = _mm512_castps_si512(_mm512_div_ps(held, _mm512_sub_ps(_mm512_set1_ps(255 * 64), held)));
  __m512i one = _mm512_set1_epi32(0x3f800000);
  __m512 line = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(quotient, one)), _mm512_set1_ps(1 / 8388608.0f));
  __m512i mantissa = _mm512_or_si512(_mm512_and_si512(quotient, _mm512_set1_epi32(0x007fffff)), one);
  __m512 m = _mm512_sub_ps(_mm512_castsi512_ps(mantissa), _mm512_set1_ps(1));
  __m512 square = _mm512_mul_ps(m, m);
  __m512 upper = wide_polynomial(_mm512_set1_ps(log_l[3]), m, log_l[2]);
  upper = _mm512_fmadd_ps(_mm512_set1_ps(log_l[4]), square, upper);
  __m512 lower = wide_polynomial(_mm512_set1_ps(log_l[1]), m, log_l[0]);
  return _mm512_add_ps(line, _mm512_fmadd_ps(upper, square, lower));
}

INLINE __m512 wide_power_of_two(__m512 x) {
  const __m512 large = _mm512_set1_ps(integer_part);
  __m512 shifted = _mm512_add_ps(x, large);
  __m512 part = _mm512_sub_ps(x, _mm512_sub_ps(shifted, large));
  __m512 upper = wide_polynomial(_mm512_set1_ps(power_p[3]), part, power_p[2]);
  __m512 lower = wide_polynomial(_mm512_set1_ps(power_p[1]), part, power_p[0]);
  __m512 power = _mm512_fmadd_ps(upper, _mm512_mul_ps(part, part), lower);
  __m512i exponent = _mm512_slli_epi32(_mm512_castps_si512(shifted), 23);
  return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(power), exponent));
}

/* As change_of_photo. */
INLINE __m512 wide_change_of_photo(__m512 levels, __m512 power, __m512 offset) {
  __m512 held = wide_hold_levels(levels);
  __m512 exponent = wide_hold(_mm512_fmadd_ps(power, wide_log_of_odds(held), offset), -30, 30);
  __m512 factor = wide_power_of_two(exponent);
  __m512 rest = _mm512_sub_ps(_mm512_set1_ps(255 * 64), held);
  __m512 above = _mm512_mul_ps(_mm512_mul_ps(held, rest), _mm512_sub_ps(factor, _mm512_set1_ps(1)));
  return _mm512_div_ps(above, _mm512_fmadd_ps(held, factor, rest));
}

/* As change_of with colours at the start. */
INLINE __m512 wide_change(bool has_artanh, __m512 levels, const __m512 maps[4]) {
  __m512 value = has_artanh ? _mm512_mul_ps(wide_log_of_odds(wide_hold_levels(levels)), _mm512_set1_ps(artanh_per_log))
                            : _mm512_fmsub_ps(levels, _mm512_set1_ps(1 / levels_per_unit), _mm512_set1_ps(1));
  __m512 now = wide_hold(_mm512_fmadd_ps(value, maps[0], maps[1]), -5, 5);
  __m512 start = wide_hold(_mm512_fmadd_ps(value, maps[2], maps[3]), -5, 5);
  __m512 now_squared = _mm512_mul_ps(now, now), start_squared = _mm512_mul_ps(start, start);
  __m512 now_below = wide_tanh_denominator(now_squared), start_below = wide_tanh_denominator(start_squared);
  __m512 above = _mm512_fmsub_ps(wide_tanh_numerator(now, now_squared), start_below,
                                 _mm512_mul_ps(wide_tanh_numerator(start, start_squared), now_below));
  __m512 difference = _mm512_div_ps(above, _mm512_mul_ps(now_below, start_below));
  return _mm512_mul_ps(difference, _mm512_set1_ps(levels_per_unit));
}

/* Sixteen numbers of a mix of grids at the height of an output row. */
INLINE __m512 wide_mixed_between(const Mix *mix, GridRows rows, int32_t i, __mmask16 inside) {
  __m512 upper = _mm512_setzero_ps(), lower = upper;
  for (int32_t k = 0; k < mix->count; k++) {
    __m512 weight = _mm512_set1_ps(mix->weights[k]);
    upper = _mm512_fmadd_ps(weight, _mm512_maskz_loadu_ps(inside, mix->grids[k] + 3 * rows.upper + i), upper);
    lower = _mm512_fmadd_ps(weight, _mm512_maskz_loadu_ps(inside, mix->grids[k] + 3 * rows.lower + i), lower);
  }
  __m512 fraction = _mm512_broadcast_f32x4(rows.fraction);
  return _mm512_add_ps(upper, _mm512_mul_ps(_mm512_sub_ps(lower, upper), fraction));
}

/* A mix of RGB points as three planes: (value + offset) · scale. */
INLINE void interpolate_planes(const Frame *frame, const Mix *mix, int32_t number, GridRows rows, float offset, float scale) {
  /* Of three vectors of RGB, where the sixteen numbers of a channel are: in the first two, and then in the third. */
  const __m512i thirds = _mm512_setr_epi32(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
  const __m512i each = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  int32_t width = frame->colour_width;
  for (int32_t x = 0; x < width; x += 16) {
    __m512 parts[3];
    for (int32_t part = 0; part < 3; part++) {
      int32_t left = 3 * (width - x) - 16 * part;
      __mmask16 inside = left >= 16 ? 0xffff : left <= 0 ? 0 : (__mmask16)((1u << left) - 1);
      __m512 mixed = wide_mixed_between(mix, rows, 3 * x + 16 * part, inside);
      parts[part] = _mm512_mul_ps(_mm512_add_ps(mixed, _mm512_set1_ps(offset)), _mm512_set1_ps(scale));
    }
    for (int32_t channel = 0; channel < COLOUR_CHANNELS; channel++) {
      __m512i index = _mm512_add_epi32(thirds, _mm512_set1_epi32(channel));
      __m512 first = _mm512_permutex2var_ps(parts[0], index, parts[1]);
      /* The third holds numbers 32…47, wanted by the last five or six pixels. */
      __m512i far = _mm512_sub_epi32(_mm512_add_epi32(_mm512_mullo_epi32(each, _mm512_set1_epi32(3)), _mm512_set1_epi32(channel)),
                                     _mm512_set1_epi32(32));
      __mmask16 is_far = _mm512_cmpge_epi32_mask(far, _mm512_setzero_si512());
      __m512 plane = _mm512_mask_permutexvar_ps(first, is_far, far, parts[2]);
      _mm512_storeu_ps(colour_plane(frame, number, channel) + x, plane);
    }
  }
  for (int32_t channel = 0; channel < COLOUR_CHANNELS; channel++) {
    float *plane = colour_plane(frame, number, channel);
    plane[width] = plane[width - 1];
  }
}

/* As interpolate_colour. */
static void interpolate_wide_colour(const Frame *frame, int32_t y) {
  GridRows rows = grid_rows(frame, y, frame->colour_width, frame->colour_height);
  if (!frame->has_start) {
    interpolate_planes(frame, &frame->now_gain, 0, rows, -1, 1);
    interpolate_planes(frame, &frame->now_bias, 1, rows, 0, 2.8853900817779f);
    return;
  }
  interpolate_planes(frame, &frame->now_gain, 0, rows, 0, 1);
  interpolate_planes(frame, &frame->now_bias, 1, rows, 0, 1);
  interpolate_planes(frame, &frame->start_gain, 2, rows, 0, 1);
  interpolate_planes(frame, &frame->start_bias, 3, rows, 0, 1);
}

/* Where sixteen pixels lie along a packed row. */
typedef struct {
  int32_t first;
  __m512i index;
  __m512 fraction;
} Places;

INLINE Places places_at(const struct column *columns) {
  const __m512i lefts = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  __m512i a = _mm512_loadu_si512(columns), b = _mm512_loadu_si512(columns + 8);
  __m512i left = _mm512_permutex2var_epi32(a, lefts, b);
  __m512i fraction = _mm512_permutex2var_epi32(a, _mm512_add_epi32(lefts, _mm512_set1_epi32(1)), b);
  return (Places){columns[0].left, _mm512_sub_epi32(left, _mm512_set1_epi32(columns[0].left)), _mm512_castsi512_ps(fraction)};
}

INLINE __m512 wide_map_at(const Frame *frame, int32_t map, int32_t channel, Places places) {
  const float *plane = colour_plane(frame, map, channel) + places.first;
  __m512 from = _mm512_permutexvar_ps(places.index, _mm512_loadu_ps(plane));
  __m512 to = _mm512_permutexvar_ps(places.index, _mm512_loadu_ps(plane + 1));
  return _mm512_fmadd_ps(_mm512_sub_ps(to, from), places.fraction, from);
}

/* One channel of sixteen pixels, changed. */
INLINE __m256i transfer_channel(const Frame *frame, bool has_artanh, bool has_start, __m256i levels, int32_t channel, Places places, __m256i noise) {
  __m512 value = _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(levels));
  __m512 maps[4];
  for (int32_t map = 0; map < (has_start ? 4 : 2); map++) maps[map] = wide_map_at(frame, map, channel, places);
  __m512 change = has_start ? wide_change(has_artanh, value, maps) : wide_change_of_photo(value, maps[0], maps[1]);
  __m256i narrow = _mm512_cvtsepi32_epi16(_mm512_cvtps_epi32(change));
  __m256i dither = _mm256_maskz_mov_epi16(_mm256_test_epi16_mask(narrow, narrow), noise);
  __m256i sum = _mm256_adds_epi16(_mm256_adds_epi16(levels, narrow), dither);
  return _mm256_min_epi16(_mm256_max_epi16(sum, _mm256_setzero_si256()), _mm256_set1_epi16(255 * 64));
}

INLINE void transfer_wide_row(const Frame *frame, bool has_artanh, bool has_start, int16_t *line, int32_t y, Span seen) {
  int16_t pattern[16], reds[32], firsts[32];
  for (int16_t i = 0; i < 16; i++) pattern[i] = dither_at(i & 7, y);
  /* Where red is in sixteen pixels, and from which of red, green (16), blue (32) and alpha (48) eight pixels are made. */
  for (int16_t i = 0; i < 32; i++) {
    reds[i] = (int16_t)(4 * (i & 15));
    firsts[i] = (int16_t)(16 * (i & 3) + (i >> 2));
  }
  const __m256i noise = _mm256_loadu_si256((const __m256i *)pattern), opaque = _mm256_set1_epi16(255 * 64);
  const __m512i red = _mm512_loadu_si512(reds), first = _mm512_loadu_si512(firsts);
  /* The last sixteen may reach past the end of the row: line and tables have room for them. */
  for (int32_t x = seen.from; x < seen.to; x += 16) {
    Places places = places_at(frame->colour_columns + x);
    __m512i a = _mm512_loadu_si512(line + 4 * x), b = _mm512_loadu_si512(line + 4 * x + 32);
    __m256i channels[COLOUR_CHANNELS];
    for (int16_t channel = 0; channel < COLOUR_CHANNELS; channel++) {
      __m512i levels = _mm512_permutex2var_epi16(a, _mm512_add_epi16(red, _mm512_set1_epi16(channel)), b);
      channels[channel] = transfer_channel(frame, has_artanh, has_start, _mm512_castsi512_si256(levels), channel, places, noise);
    }
    __m512i red_green = _mm512_inserti64x4(_mm512_castsi256_si512(channels[0]), channels[1], 1);
    __m512i blue_alpha = _mm512_inserti64x4(_mm512_castsi256_si512(channels[2]), opaque, 1);
    _mm512_storeu_si512(line + 4 * x, _mm512_permutex2var_epi16(red_green, first, blue_alpha));
    __m512i second = _mm512_add_epi16(first, _mm512_set1_epi16(8));
    _mm512_storeu_si512(line + 4 * x + 32, _mm512_permutex2var_epi16(red_green, second, blue_alpha));
  }
}

static void colour_wide_row(const Frame *frame, int16_t *line, int32_t y, Span seen) {
  interpolate_wide_colour(frame, y);
  if (!frame->has_start) transfer_wide_row(frame, true, false, line, y, seen);
  else if (frame->has_artanh) transfer_wide_row(frame, true, true, line, y, seen);
  else transfer_wide_row(frame, false, true, line, y, seen);
}

#endif
