<?php
/** `POST /wp-json/driftscape/v1/webhook`: where Driftscape reports that an animation has ended. */

namespace Driftscape;

/** How old a message may be, and how far in the future, in seconds. */
const TOLERANCE = 300;

/**
 * Whether a message was signed with the secret, and just now: the check of Standard Webhooks, as `verifyWebhook` of
 * `@driftscape/client` makes it.
 * @param string $body as it came, to the byte
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
 * Answers 401 unless the message is Driftscape's own. What it says is not taken over: it has the photo looked after, which asks
 * Driftscape itself. So a message that comes twice, late or out of order does no harm.
 */
function hear(\WP_REST_Request $request): \WP_REST_Response {
	$headers = [];
	foreach (['webhook-id', 'webhook-timestamp', 'webhook-signature'] as $name) $headers[$name] = (string) $request->get_header($name);
	if (!is_signed($request->get_body(), $headers, webhook_secret())) {
		return new \WP_REST_Response(['message' => 'The signature is wrong, or the message is older than five minutes'], 401);
	}
	$message = json_decode($request->get_body(), true);
	$key = (string) ($message['data']['idempotencyKey'] ?? '');
	$photo = photo_of_key($key);
	if ($photo && (record_of($photo)['key'] ?? '') === $key) tend_soon($photo);
	return new \WP_REST_Response(null, 204);
}

add_action('rest_api_init', static function (): void {
	register_rest_route('driftscape/v1', '/webhook', [
		'methods' => 'POST',
		'callback' => __NAMESPACE__ . '\hear',
		'permission_callback' => '__return_true', // The signature is the permission.
	]);
});
