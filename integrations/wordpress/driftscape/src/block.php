<?php
/** The block “Living photo”: shows the video, or the photo until there is one. */

namespace Driftscape;

add_action('init', static function (): void {
	register_block_type(dirname(__DIR__) . '/block', ['render_callback' => __NAMESPACE__ . '\render_block']);
});

/**
 * With reduced motion no source matches, so browsers show the poster and load no video; `view.js` does the same for older browsers, and
 * adds the pause button.
 */
function render_block(array $attributes): string {
	$photo = (int) ($attributes['id'] ?? 0);
	if (get_post_type($photo) !== 'attachment') return '';
	$alt = (string) get_post_meta($photo, '_wp_attachment_image_alt', true);
	$video = companion_url($photo, 'video');
	$inside = $video === '' ? wp_get_attachment_image($photo, 'large') : render_video($photo, $video, $alt);
	return sprintf('<figure %s>%s</figure>', get_block_wrapper_attributes(), $inside);
}

function render_video(int $photo, string $url, string $alt): string {
	['width' => $width, 'height' => $height] = record_of($photo)['video'];
	$label = $alt === '' ? 'aria-hidden="true"' : sprintf('role="img" aria-label="%s"', esc_attr($alt));
	return sprintf(
		'<video autoplay muted loop playsinline disableremoteplayback width="%d" height="%d" poster="%s" %s>'
			. '<source src="%s" type="video/mp4" media="(prefers-reduced-motion: no-preference)"></video>',
		$width,
		$height,
		esc_url(companion_url($photo, 'poster') ?: (string) wp_get_attachment_image_url($photo, 'large')),
		$label,
		esc_url($url)
	);
}
