<?php
/** Reacts to changes of photos. It sends no requests: it stores an event, and WP-Cron does the rest. */

namespace Driftscape;

add_action('init', static function (): void {
	register_post_meta('attachment', WANTED, [
		'type' => 'boolean',
		'single' => true,
		'description' => 'Whether a looping video is made of this photo.',
		'show_in_rest' => true,
		'sanitize_callback' => 'rest_sanitize_boolean',
		'auth_callback' => static fn($allowed, $key, $photo) => current_user_can('edit_post', $photo),
	]);
});

add_action('add_attachment', static function (int $photo): void {
	if (wants_every_photo() && wp_attachment_is_image($photo)) update_post_meta($photo, WANTED, '1');
});

/** The meta fields that determine a photo's picture, and whether it is to be animated. */
const TELLING = [WANTED, '_wp_attached_file', '_wp_attachment_metadata'];

$changed = static function ($meta, $photo, string $name): void {
	if (!in_array($name, TELLING, true)) return;
	// With a short delay, because an upload writes these fields one after another.
	if (is_wanted((int) $photo) || record_of((int) $photo)) schedule_next_step((int) $photo, 1);
};
add_action('added_post_meta', $changed, 10, 3);
add_action('updated_post_meta', $changed, 10, 3);
add_action('deleted_post_meta', $changed, 10, 3);

add_action('delete_attachment', static function (int $photo): void {
	$record = record_of($photo);
	wp_clear_scheduled_hook('driftscape_next_step', [$photo]);
	if ($record) give_up($photo, $record);
});

/** Requests a failed animation again, under a new key. */
function try_again(int $photo): void {
	$record = record_of($photo);
	if ($record && in_array($record['status'], ['failed', 'canceled'], true)) {
		$attempt = $record['attempt'] + 1;
		save_record($photo, ['attempt' => $attempt, 'key' => key_of($photo, $attempt), 'status' => 'waiting', 'settings' => settings(), 'tries' => 0]);
	}
	schedule_next_step($photo);
}
