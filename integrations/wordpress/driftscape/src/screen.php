<?php
/** The fields next to a photo in the admin screens, and those in the REST API for themes and apps. */

namespace Driftscape;

/** The status of a photo's animation, in words. */
function words_for(int $photo): string {
	$record = record_of($photo);
	return match ($record['status'] ?? '') {
		'waiting' => empty($record['problem'])
			? 'Waiting to be sent to Driftscape.'
			: "Waiting; will be tried again: {$record['problem']}",
		'requested' => empty($record['problem'])
			? 'Driftscape is making the video.'
			: "Driftscape is making the video. The last attempt failed and will be repeated: {$record['problem']}",
		'succeeded' => 'The video is ready.',
		'failed', 'canceled' => "There is no video: {$record['failure']}",
		default => is_wanted($photo) ? 'Waiting to be sent to Driftscape.' : '',
	};
}

add_filter('attachment_fields_to_edit', static function (array $fields, \WP_Post $post): array {
	if (!wp_attachment_is_image($post->ID) && !is_wanted($post->ID)) return $fields;
	$name = "attachments[$post->ID][" . WANTED . ']';
	$html = sprintf(
		'<input type="hidden" name="%1$s" value="0"><label><input type="checkbox" name="%1$s" value="1" %2$s> Make a looping video</label>',
		esc_attr($name),
		checked(is_wanted($post->ID), true, false)
	);
	$words = words_for($post->ID);
	if ($words !== '') $html .= '<p class="driftscape-status">' . esc_html($words) . '</p>';
	if (in_array(record_of($post->ID)['status'] ?? '', ['failed', 'canceled'], true)) {
		$url = wp_nonce_url(admin_url("admin-post.php?action=driftscape_retry&photo=$post->ID"), "driftscape_retry_$post->ID");
		$html .= '<p><a class="button driftscape-retry" href="' . esc_url($url) . '">Try again</a></p>';
	}
	$fields[WANTED] = ['label' => 'Living photo', 'input' => 'html', 'html' => $html];
	return $fields;
}, 10, 2);

add_filter('attachment_fields_to_save', static function (array $post, array $given): array {
	if (isset($given[WANTED]) && current_user_can('edit_post', $post['ID'])) {
		update_post_meta($post['ID'], WANTED, $given[WANTED] === '1' ? '1' : '');
	}
	return $post;
}, 10, 2);

add_action('admin_post_driftscape_retry', static function (): void {
	$photo = absint($_GET['photo'] ?? 0);
	check_admin_referer("driftscape_retry_$photo");
	if (!current_user_can('edit_post', $photo)) wp_die('You may not edit this photo.', '', ['response' => 403]);
	try_again($photo);
	wp_safe_redirect(get_edit_post_link($photo, 'raw') ?: admin_url('upload.php'));
	exit;
});

add_action('rest_api_init', static function (): void {
	register_rest_field('attachment', 'driftscape', [
		'get_callback' => static fn(array $photo) => [
			'status' => record_of($photo['id'])['status'] ?? (is_wanted($photo['id']) ? 'waiting' : null),
			'video' => companion_url($photo['id'], 'video') ?: null,
			'poster' => companion_url($photo['id'], 'poster') ?: null,
			// May contain the server's address, so only for users who may edit the photo.
			'words' => current_user_can('edit_post', $photo['id']) ? words_for($photo['id']) : null,
		],
		'schema' => [
			'description' => 'The looping video of this photo.',
			'type' => 'object',
			'readonly' => true,
			'properties' => [
				'status' => ['type' => ['string', 'null'], 'enum' => ['waiting', 'requested', 'succeeded', 'failed', 'canceled', null]],
				'video' => ['type' => ['string', 'null'], 'format' => 'uri'],
				'poster' => ['type' => ['string', 'null'], 'format' => 'uri'],
				'words' => ['type' => ['string', 'null']],
			],
		],
	]);
});
