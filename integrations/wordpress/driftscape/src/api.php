<?php
/** The part of Driftscape's API that the plugin uses. Every request is safe to repeat. */

namespace Driftscape;

/** An error; the message is for editors. */
class Fault extends \Exception {
	/** @param bool $is_transient whether the same request may succeed later */
	public function __construct(string $message, public readonly bool $is_transient) {
		parent::__construct($message);
	}
}

/** Codes of transient errors, the same as in `@driftscape/client`. */
const TRANSIENT = ['RATE_LIMITED', 'UNAVAILABLE', 'STORAGE_FULL', 'QUEUE_FULL', 'FETCH_FAILED', 'ENGINE_CRASHED'];

/**
 * Uploads a photo like `@driftscape/client`: creates an upload, sends the bytes to its URL, and completes it.
 * @return string the image's id
 * @throws Fault
 */
function upload_photo(string $path, string $name, string $content_type, string $key): string {
	$bytes = file_get_contents($path);
	if ($bytes === false) throw new Fault("$name cannot be read", false);
	$input = ['name' => $name, 'contentType' => $content_type, 'sizeBytes' => strlen($bytes), 'idempotencyKey' => $key];
	$upload = mutate('create-upload', $input)['upload'];
	$headers = array_column($upload['headers'], 'value', 'name');
	$answer = wp_remote_request($upload['url'], [
		'method' => 'PUT', 'headers' => $headers, 'body' => $bytes, 'timeout' => 120, 'redirection' => 0,
	]);
	$status = status_of($answer);
	// 409: the bytes may have arrived in an earlier attempt with this key; completing the upload checks that.
	if ($status >= 300 && $status !== 409) throw refusal(wp_remote_retrieve_body($answer), $status);
	return mutate('complete-upload', ['uploadId' => $upload['id']])['image']['id'];
}

/** Requests the animation of an image. @return array `id`, `status`, `video`, `poster`, `failure` @throws Fault */
function create_animation(string $image_id, array $settings, string $key): array {
	$input = ['imageId' => $image_id, 'settings' => (object) $settings, 'idempotencyKey' => $key];
	return mutate('create-animation', $input)['animation'];
}

/** Reads an animation. @return array|null like {@see create_animation}; null if it was deleted @throws Fault */
function find_animation(string $id): ?array {
	return send('animation', ['id' => $id])['animation'];
}

/** Cancels an animation; does nothing if it has ended. @throws Fault */
function cancel_animation(string $id): void {
	send('cancel-animation', ['input' => ['animationId' => $id]]);
}

/** Downloads a finished file to `$path`; the API key is only sent to Driftscape itself. @throws Fault */
function fetch_file(string $url, string $path): void {
	for ($redirects = 0; $redirects <= 3; $redirects++) {
		$answer = wp_remote_get($url, [
			'headers' => origin_of($url) === origin_of(endpoint()) ? authorization() : [],
			'stream' => true, 'filename' => $path, 'timeout' => 300, 'redirection' => 0,
		]);
		$status = status_of($answer);
		if ($status === 200) return;
		// A server with a bucket redirects to a presigned URL.
		$location = wp_remote_retrieve_header($answer, 'location');
		if ($status < 300 || $status >= 400 || $location === '') break;
		$url = \WP_Http::make_absolute_url($location, $url);
	}
	throw new Fault("The finished file could not be fetched: Driftscape answered with status $status", true);
}

function mutate(string $operation, array $input): array {
	$result = current(send($operation, ['input' => $input]));
	if (!isset($result['code'])) return $result;
	throw new Fault($result['message'], in_array($result['code'], TRANSIENT, true));
}

/** Sends `operations/<name>.graphql`. @return array its data @throws Fault */
function send(string $operation, array $variables): array {
	if (endpoint() === '') throw new Fault('DRIFTSCAPE_URL is missing in wp-config.php', true);
	$query = file_get_contents(dirname(__DIR__) . "/operations/$operation.graphql");
	$answer = wp_remote_post(endpoint(), [
		'headers' => ['content-type' => 'application/json', 'accept' => 'application/json'] + authorization(),
		'body' => wp_json_encode(['query' => $query, 'variables' => $variables]),
		'timeout' => 30,
		'redirection' => 0,
	]);
	$status = status_of($answer);
	$given = json_decode(wp_remote_retrieve_body($answer), true);
	if (is_array($given['data'] ?? null) && empty($given['errors'])) return $given['data'];
	$messages = implode('; ', array_column($given['errors'] ?? [], 'message'));
	throw refusal($messages, $status, (string) ($given['errors'][0]['extensions']['code'] ?? ''));
}

function authorization(): array {
	return api_key() === '' ? [] : ['authorization' => 'Bearer ' . api_key()];
}

function origin_of(string $url): string {
	$parts = wp_parse_url($url);
	$port = $parts['port'] ?? (($parts['scheme'] ?? '') === 'https' ? 443 : 80);
	return strtolower(($parts['scheme'] ?? '') . '://' . ($parts['host'] ?? '')) . ":$port";
}

/** @throws Fault if there was no response */
function status_of(array|\WP_Error $answer): int {
	if (is_wp_error($answer)) throw new Fault('Driftscape cannot be reached: ' . $answer->get_error_message(), true);
	return (int) wp_remote_retrieve_response_code($answer);
}

function refusal(string $message, int $status, string $code = ''): Fault {
	// A wrong or missing key can be fixed by the administrator, so the request is kept.
	$is_transient = $status >= 500 || in_array($status, [401, 403, 408, 429], true)
		|| in_array($code, [...TRANSIENT, 'UNAUTHENTICATED', 'FORBIDDEN', 'INTERNAL_SERVER_ERROR'], true);
	return new Fault(trim($message) ?: "Driftscape answered with status $status", $is_transient);
}
