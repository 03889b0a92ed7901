<?php
/** Video and poster as companions of a photo: files beside it, named in its metadata, removed with it. */

namespace Driftscape;

/**
 * Fetches a finished file and puts it beside the photo.
 * @param string $magic what such a file has at `$offset`
 * @return array what the metadata says of it
 * @throws Fault
 */
function store_companion(int $photo, array $made, string $ending, string $mime_type, string $magic, int $offset): array {
	require_once ABSPATH . 'wp-admin/includes/file.php';
	$fetched = wp_tempnam("driftscape$ending");
	try {
		fetch_file($made['url'], $fetched);
		if (file_get_contents($fetched, false, null, $offset, strlen($magic)) !== $magic) {
			throw new Fault("What Driftscape sent is no file of the type $mime_type", true);
		}
		$attached = (string) get_attached_file($photo);
		$path = dirname($attached) . '/' . pathinfo($attached, PATHINFO_FILENAME) . $ending;
		if (!copy($fetched, $path)) throw new Fault("$path cannot be written", true);
		chmod($path, fileperms(dirname($path)) & 0666);
	} finally {
		wp_delete_file($fetched);
	}
	return [
		'file' => _wp_relative_upload_path($path),
		'width' => $made['widthPixels'],
		'height' => $made['heightPixels'],
		'filesize' => filesize($path),
		'mime-type' => $mime_type,
	] + (isset($made['durationSeconds']) ? ['duration' => $made['durationSeconds']] : []);
}

function remove_companions(array $record): void {
	foreach (['video', 'poster'] as $kind) {
		if (isset($record[$kind])) wp_delete_file(wp_upload_dir()['basedir'] . '/' . $record[$kind]['file']);
	}
}

/** @return string the address of a companion; empty where there is none */
function companion_url(int $photo, string $kind): string {
	$file = record_of($photo)[$kind]['file'] ?? '';
	return $file === '' ? '' : wp_upload_dir()['baseurl'] . '/' . implode('/', array_map('rawurlencode', explode('/', $file)));
}

// Computed whenever it is read: plugins that make metadata anew, such as those that regenerate thumbnails, do not lose it.
add_filter('wp_get_attachment_metadata', static function ($metadata, int $photo) {
	if (!is_array($metadata)) return $metadata;
	unset($metadata['driftscape']);
	$companions = array_intersect_key(record_of($photo), ['video' => true, 'poster' => true]);
	return $companions ? $metadata + ['driftscape' => $companions] : $metadata;
}, 10, 2);
