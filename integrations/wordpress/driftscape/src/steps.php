<?php
/** The lifecycle of a photo’s animation: WP-Cron takes the next step until there is none. */

namespace Driftscape;

/** Schedules the next step in the background. The event is in the database when this returns. */
function schedule_next_step(int $photo, int $delay = 0): void {
	// WP-Cron drops an event if the same one is already due within ten minutes.
	wp_clear_scheduled_hook('driftscape_next_step', [$photo]);
	wp_schedule_single_event(time() + $delay, 'driftscape_next_step', [$photo]);
}

/**
 * Takes the next step for a photo: requests its animation, or checks its status. If Driftscape cannot be reached, the step is retried
 * after 5 s, 10 s, 20 s, … up to an hour, without end, because a server may be down for long.
 */
function take_next_step(int $photo): void {
	if (get_post_type($photo) !== 'attachment') return;
	require_once ABSPATH . 'wp-admin/includes/class-wp-upgrader.php';
	$lock = "driftscape_$photo";
	if (!\WP_Upgrader::create_lock($lock, 10 * MINUTE_IN_SECONDS)) {
		schedule_next_step($photo, 5);
		return;
	}
	try {
		$record = current_record($photo);
		if (!$record || has_ended($record)) return;
		$record = request_or_check($photo, $record);
	} catch (Fault $fault) {
		$record = after_fault($record, $fault);
	} finally {
		\WP_Upgrader::release_lock($lock);
	}
	settle($photo, $record);
}
add_action('driftscape_next_step', __NAMESPACE__ . '\take_next_step');

/** The photo's record; a new one if the photo was replaced. */
function current_record(int $photo): array {
	$record = record_of($photo);
	if (!is_wanted($photo)) {
		if ($record) give_up($photo, $record);
		return [];
	}
	$attempt = $record['attempt'] ?? 0;
	$key = key_of($photo, $attempt);
	if (($record['key'] ?? '') === $key) return $record;
	give_up($photo, $record);
	$record = ['key' => $key, 'status' => 'waiting', 'attempt' => $attempt, 'settings' => settings(), 'tries' => 0];
	save_record($photo, $record);
	return $record;
}

/** Cancels a requested animation and removes its files. */
function give_up(int $photo, array $record): void {
	withdraw($record);
	delete_post_meta($photo, RECORD);
}

/** Like {@see give_up}, but keeps the photo's record, which belongs to a newer picture. */
function withdraw(array $record): void {
	if (isset($record['animation']) && !has_ended($record)) cancel_soon($record['animation']);
	remove_companions($record);
}

/** @return array the record after the step @throws Fault */
function request_or_check(int $photo, array $record): array {
	if ($record['status'] === 'waiting') {
		$path = path_of($photo);
		$image = upload_photo($path, basename($path), (string) get_post_mime_type($photo), $record['key']);
		$animation = create_animation($image, $record['settings'], $record['key']);
		$record['animation'] = $animation['id'];
	} else {
		$animation = find_animation($record['animation']);
		if (!$animation) throw new Fault('Driftscape no longer has this animation', false);
	}
	return after_answer($photo, $record, $animation);
}

/** @throws Fault */
function after_answer(int $photo, array $record, array $animation): array {
	$record = ['problem' => null, 'tries' => 0] + $record;
	switch ($animation['status']) {
		case 'QUEUED':
		case 'RUNNING':
			return ['status' => 'requested'] + $record;
		case 'SUCCEEDED':
			$mark = '-living-' . substr(hash('sha256', $record['key']), 0, 8);
			$record['video'] = store_companion($photo, $animation['video'], "$mark.mp4", 'video/mp4', 'ftyp', 4);
			if ($animation['poster']) {
				$record['poster'] = store_companion($photo, $animation['poster'], "$mark.jpg", 'image/jpeg', "\xff\xd8", 0);
			}
			return ['status' => 'succeeded', 'failure' => null] + $record;
		default:
			$failure = $animation['failure']['message'] ?? 'The animation was canceled';
			return ['status' => strtolower($animation['status']), 'failure' => $failure] + $record;
	}
}

function after_fault(array $record, Fault $fault): array {
	if (!$fault->is_transient) return ['status' => 'failed', 'failure' => $fault->getMessage()] + $record;
	return ['problem' => $fault->getMessage(), 'tries' => $record['tries'] + 1] + $record;
}

/** Stores a step's result, unless the photo was replaced or deleted meanwhile. */
function settle(int $photo, array $record): void {
	clearstatcache();
	clean_post_cache($photo);
	$current = record_of($photo);
	$is_current = is_wanted($photo) && ($current['key'] ?? '') === $record['key']
		&& key_of($photo, $current['attempt']) === $record['key'];
	if (!$is_current) {
		withdraw($record);
		schedule_next_step($photo);
		return;
	}
	save_record($photo, $record);
	if (!empty($record['problem'])) schedule_next_step($photo, (int) min(HOUR_IN_SECONDS, 5 * 2 ** min(20, $record['tries'] - 1)));
}

function cancel_soon(string $animation, int $tries = 0): void {
	$delay = $tries === 0 ? 0 : 5 * 2 ** $tries;
	wp_schedule_single_event(time() + $delay, 'driftscape_cancel', [$animation, $tries]);
}

add_action('driftscape_cancel', static function (string $animation, int $tries): void {
	try {
		cancel_animation($animation);
	} catch (Fault $fault) {
		if ($fault->is_transient && $tries < 12) cancel_soon($animation, $tries + 1);
	}
}, 10, 2);

// Checks unfinished animations once an hour, so a lost message or event only costs time.
add_action('driftscape_sweep', static function (): void {
	$wanted = get_posts([
		'post_type' => 'attachment', 'post_status' => 'any', 'fields' => 'ids', 'posts_per_page' => -1,
		'meta_query' => [
			['key' => WANTED, 'value' => '1'],
			['relation' => 'OR', ['key' => RECORD, 'compare' => 'NOT EXISTS'],
				['key' => RECORD, 'compare' => 'REGEXP', 'value' => '"status";s:[0-9]+:"(waiting|requested)"']],
		],
	]);
	foreach ($wanted as $photo) if (!wp_next_scheduled('driftscape_next_step', [$photo])) schedule_next_step($photo);
});
