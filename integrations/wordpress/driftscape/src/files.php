<?php
/** Video and poster as companions of a photo: files next to it, named in its metadata, removed with it. */

namespace Driftscape;

/**
 * Downloads a finished file next to the photo.
 * @param string $magic bytes of this file type at `$offset`
 * @return array the metadata of the file
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

/** @return string the URL of a companion; empty if there is none */
function companion_url(int $photo, string $kind): string {
	$file = record_of($photo)[$kind]['file'] ?? '';
	return $file === '' ? '' : wp_upload_dir()['baseurl'] . '/' . implode('/', array_map('rawurlencode', explode('/', $file)));
}

// Added whenever metadata is read, so that plugins that rewrite it, such as those that regenerate thumbnails, do not lose it.
add_filter('wp_get_attachment_metadata', static function ($metadata, int $photo) {
	if (!is_array($metadata)) return $metadata;
	unset($metadata['driftscape']);
	$companions = array_intersect_key(record_of($photo), ['video' => true, 'poster' => true]);
	return $companions ? $metadata + ['driftscape' => $companions] : $metadata;
}, 10, 2);
