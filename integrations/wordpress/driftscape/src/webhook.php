<?php
/** `POST /wp-json/driftscape/v1/webhook`: Driftscape reports ended animations here. */

namespace Driftscape;

/** Maximum difference between a message's time and now, in seconds. */
const TOLERANCE = 300;

/**
 * True if a message is recent and signed with the secret: the check of Standard Webhooks, like `verifyWebhook` of
 * `@driftscape/client`.
 * @param string $body the exact bytes
 * @param array $headers `webhook-id`, `webhook-timestamp`, `webhook-signature`
 */
function is_signed(string $body, array $headers, string $secret): bool {
	['webhook-id' => $id, 'webhook-timestamp' => $timestamp, 'webhook-signature' => $signatures] = $headers;
	$key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
	if ($key === false || $key === '' || $id === '' || !ctype_digit($timestamp)) return false;
	if (abs(time() - (int) $timestamp) > TOLERANCE) return false;
	$expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
	foreach (explode(' ', $signatures) as $signature) if (hash_equals($expected, $signature)) return true;
	return false;
}

/**
 * Responds 401 unless the message is from Driftscape. Its content is not used: it only schedules the photo's next step, which asks
 * Driftscape itself. So messages that arrive twice, late or out of order do no harm.
 */
function receive_message(\WP_REST_Request $request): \WP_REST_Response {
	$headers = [];
	foreach (['webhook-id', 'webhook-timestamp', 'webhook-signature'] as $name) $headers[$name] = (string) $request->get_header($name);
	if (!is_signed($request->get_body(), $headers, webhook_secret())) {
		return new \WP_REST_Response(['message' => 'The signature is wrong, or the message is older than five minutes'], 401);
	}
	$message = json_decode($request->get_body(), true);
	$key = (string) ($message['data']['idempotencyKey'] ?? '');
	$photo = photo_of_key($key);
	if ($photo && (record_of($photo)['key'] ?? '') === $key) schedule_next_step($photo);
	return new \WP_REST_Response(null, 204);
}

add_action('rest_api_init', static function (): void {
	register_rest_route('driftscape/v1', '/webhook', [
		'methods' => 'POST',
		'callback' => __NAMESPACE__ . '\receive_message',
		'permission_callback' => '__return_true', // The signature is the permission.
	]);
});
