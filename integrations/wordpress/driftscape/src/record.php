<?php
/** The record of a photo's animation. */

namespace Driftscape;

const WANTED = 'driftscape_animate';
const RECORD = '_driftscape';

/**
 * @return array `key` (the idempotency key), `status` (waiting, requested, succeeded, failed, canceled), `settings`, `attempt` (number of
 *   retries by editors), `tries` (steps since then without a response), `problem` (why there was none), `failure` (why there will be no
 *   video), `animation` (its id), `video` and `poster` (`file`, `width`, `height`, …); empty if it was never requested
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

/** The photo as it was uploaded: WordPress replaces large photos by smaller ones. */
function path_of(int $photo): string {
	return (string) (wp_get_original_image_path($photo) ?: get_attached_file($photo));
}

/**
 * The idempotency key of a photo's picture. It depends on the bytes, so a replaced picture has another key, and results are never mixed
 * up.
 */
function key_of(int $photo, int $attempt): string {
	$digest = @hash_file('sha256', path_of($photo)) ?: 'missing';
	return implode('/', ['wordpress', get_option('driftscape_site'), $photo, substr($digest, 0, 32), $attempt]);
}

/** @return int the photo that a key belongs to; 0 for keys of another site or another client */
function photo_of_key(string $key): int {
	$parts = explode('/', $key);
	return count($parts) === 5 && $parts[0] === 'wordpress' && $parts[1] === get_option('driftscape_site')
		? (int) $parts[2]
		: 0;
}
