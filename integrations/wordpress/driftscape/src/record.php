<?php
/** What a photo's record holds of its animation. */

namespace Driftscape;

const WANTED = 'driftscape_animate';
const RECORD = '_driftscape';

/**
 * @return array `key` (the idempotency key), `status` (waiting, requested, succeeded, failed, canceled), `settings`, `attempt` (how
 *   often an editor asked), `tries` (since then, without an answer), `problem` (why there is no answer), `failure` (why there will be no
 *   video), `animation` (its id), `video` and `poster` (`file`, `width`, `height`, …); empty where it was never asked for
 */
function record_of(int $photo): array {
	wp_cache_delete($photo, 'post_meta'); // Another process may have written it.
	$record = get_post_meta($photo, RECORD, true);
	return is_array($record) ? $record : [];
}

function save_record(int $photo, array $record): void {
	update_post_meta($photo, RECORD, wp_slash($record));
}

function is_wanted(int $photo): bool {
	return (bool) get_post_meta($photo, WANTED, true);
}

function has_ended(array $record): bool {
	return !in_array($record['status'] ?? 'waiting', ['waiting', 'requested'], true);
}

/** The photo as it was uploaded: WordPress puts a smaller one in the place of a large one. */
function path_of(int $photo): string {
	return (string) (wp_get_original_image_path($photo) ?: get_attached_file($photo));
}

/**
 * The name of one picture of one photo for all times: another picture in its place has another, so what is made of the one is never
 * taken for what is made of the other.
 */
function key_of(int $photo, int $attempt): string {
	$digest = @hash_file('sha256', path_of($photo)) ?: 'missing';
	return implode('/', ['wordpress', get_option('driftscape_site'), $photo, substr($digest, 0, 32), $attempt]);
}

/** @return int the photo that a key belongs to; 0 where it is another site's, or no key of this plugin */
function photo_of_key(string $key): int {
	$parts = explode('/', $key);
	return count($parts) === 5 && $parts[0] === 'wordpress' && $parts[1] === get_option('driftscape_site')
		? (int) $parts[2]
		: 0;
}
