/* Operations on planes of a picture and on grids, as a Node-API addon: each does what the TypeScript of the file that its
 * header names does, to the bit. Arguments are numbers and typed arrays; callers pass arrays of the right sizes. */
#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Only the operations may use instructions that not every CPU has, because the addon must load everywhere to report that. No
 * fused multiplications: their results would differ. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
#include "box-filter.h"
#include "components.h"
#include "extremes.h"
#include "fill.h"
#include "guided-filter.h"
#include "meter.h"
#include "texture.h"
#include "trajectory.h"
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

enum { MOST_ARGUMENTS = 20 };

/* A number, or a typed array. */
typedef struct {
  double number;
  void *data;
  size_t length;
} Argument;

static void read_arguments(napi_env env, napi_callback_info info, Argument *read) {
  napi_value arguments[MOST_ARGUMENTS];
  size_t count = MOST_ARGUMENTS;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  for (size_t i = 0; i < count; i++) {
    if (napi_get_value_double(env, arguments[i], &read[i].number) == napi_ok) continue;
    napi_get_typedarray_info(env, arguments[i], NULL, &read[i].length, &read[i].data, NULL, NULL);
  }
}

#define CALL                              \
  Argument arguments[MOST_ARGUMENTS] = {0}; \
  read_arguments(env, info, arguments)
#define NUMBER(index) arguments[index].number
#define WHOLE(index) (int32_t) arguments[index].number
#define ARRAY(index) arguments[index].data

static napi_value number_of(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

static napi_value done(napi_env env, bool is_done) {
  if (!is_done) napi_throw_error(env, NULL, "Out of memory");
  return NULL;
}

static napi_value box_mean_call(napi_env env, napi_callback_info info) {
  CALL;
  return done(env, box_mean(ARRAY(0), WHOLE(1), WHOLE(2), WHOLE(3), ARRAY(4), ARRAY(5)));
}

static napi_value extreme_around_call(napi_env env, napi_callback_info info) {
  CALL;
  return done(env, extreme_around(ARRAY(0), WHOLE(1), WHOLE(2), WHOLE(3), (uint8_t)NUMBER(4), ARRAY(5)));
}

static napi_value find_components_call(napi_env env, napi_callback_info info) {
  CALL;
  int32_t most = (int32_t)(arguments[4].length / COMPONENT_NUMBERS);
  return number_of(env, find_components(ARRAY(0), WHOLE(1), WHOLE(2), ARRAY(3), ARRAY(4), most));
}

static napi_value pull_call(napi_env env, napi_callback_info info) {
  CALL;
  pull(ARRAY(0), ARRAY(1), WHOLE(2), WHOLE(3), WHOLE(4), ARRAY(5), ARRAY(6));
  return NULL;
}

static napi_value pull_colours_call(napi_env env, napi_callback_info info) {
  CALL;
  pull_colours(ARRAY(0), ARRAY(1), WHOLE(2), WHOLE(3), ARRAY(4), ARRAY(5));
  return NULL;
}

static napi_value push_call(napi_env env, napi_callback_info info) {
  CALL;
  return done(env, push(ARRAY(0), ARRAY(1), WHOLE(2), WHOLE(3), WHOLE(4), ARRAY(5)));
}

static napi_value push_colours_call(napi_env env, napi_callback_info info) {
  CALL;
  return done(env, push_colours(ARRAY(0), ARRAY(1), WHOLE(2), WHOLE(3), ARRAY(4)));
}

static napi_value continue_texture_call(napi_env env, napi_callback_info info) {
  CALL;
  continue_texture(&(Texture){
      .filled = ARRAY(0), .rgba = ARRAY(1), .is_known = ARRAY(2), .is_near = ARRAY(3),
      .colours = ARRAY(4), .depths = ARRAY(5), .steps = ARRAY(6),
      .across = {ARRAY(7), ARRAY(8), ARRAY(9)}, .down = {ARRAY(10), ARRAY(11), ARRAY(12)},
      .stretches = ARRAY(13), .stretch_count = arguments[13].length,
      .width = WHOLE(14), .height = WHOLE(15), .cell = WHOLE(16), .columns = WHOLE(17),
      .fade_in = NUMBER(18),
  });
  return NULL;
}

static napi_value read_row_call(napi_env env, napi_callback_info info) {
  CALL;
  size_t row = (size_t)NUMBER(6) * (size_t)NUMBER(7);
  read_row(ARRAY(0), ARRAY(1), ARRAY(2), (const uint8_t *)ARRAY(3) + 4 * row, WHOLE(7), NUMBER(4), NUMBER(5),
           (uint8_t *)ARRAY(8) + row);
  return NULL;
}

static napi_value advance_call(napi_env env, napi_callback_info info) {
  CALL;
  advance(ARRAY(0), ARRAY(1), ARRAY(2), ARRAY(3), (int32_t)arguments[2].length, NUMBER(4));
  return NULL;
}

static napi_value pack_field_call(napi_env env, napi_callback_info info) {
  CALL;
  return number_of(env, pack_field(ARRAY(0), ARRAY(1), ARRAY(2), (int32_t)arguments[1].length, ARRAY(3)));
}

static napi_value sum_differences_call(napi_env env, napi_callback_info info) {
  CALL;
  const uint8_t *frame = ARRAY(0), *previous = ARRAY(1);
  const int32_t *rows = ARRAY(2), width = WHOLE(3);
  int64_t sum = 0;
  for (size_t i = 0; i < arguments[2].length; i++)
    sum += difference_of_rows(frame + (size_t)rows[i] * width, previous + i * width, width);
  return number_of(env, (double)sum);
}

static napi_value sum_laplacian_call(napi_env env, napi_callback_info info) {
  CALL;
  const uint8_t *frame = ARRAY(0);
  const int32_t *rows = ARRAY(1), width = WHOLE(2);
  double *sums = ARRAY(3);
  sums[0] = sums[1] = 0;
  for (size_t i = 0; i < arguments[1].length; i++) {
    Moments moments = laplacian_moments(frame + (size_t)rows[i] * width, width);
    sums[0] += (double)moments.sum;
    sums[1] += (double)moments.squares;
  }
  return NULL;
}

static napi_value is_supported(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  napi_get_boolean(env, __builtin_cpu_supports("avx2"), &result);
  return result;
}

NAPI_MODULE_INIT() {
  const struct {
    const char *name;
    napi_callback call;
  } functions[] = {
      {"isSupported", is_supported},
      {"boxMean", box_mean_call},
      {"extremeAround", extreme_around_call},
      {"findComponents", find_components_call},
      {"pull", pull_call},
      {"pullColours", pull_colours_call},
      {"push", push_call},
      {"pushColours", push_colours_call},
      {"continueTexture", continue_texture_call},
      {"readRow", read_row_call},
      {"advance", advance_call},
      {"packField", pack_field_call},
      {"sumDifferences", sum_differences_call},
      {"sumLaplacian", sum_laplacian_call},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].call, NULL, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
  }
  return exports;
}
