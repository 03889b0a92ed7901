<?php
/**
 * Plugin Name: Driftscape
 * Description: Living photos: landscape photos of the media library become looping videos, made by your Driftscape server.
 * Version: 1.0.0-beta.1
 * Requires at least: 6.1
 * Requires PHP: 8.1
 * License: Apache-2.0
 */

namespace Driftscape;

defined('ABSPATH') || exit;

foreach (['config', 'api', 'files', 'record', 'steps', 'photos', 'webhook', 'screen', 'block'] as $part) {
	require __DIR__ . "/src/$part.php";
}

register_activation_hook(__FILE__, static function (): void {
	add_option('driftscape_site', wp_generate_uuid4(), '', false);
	if (!wp_next_scheduled('driftscape_sweep')) wp_schedule_event(time() + HOUR_IN_SECONDS, 'hourly', 'driftscape_sweep');
});
register_deactivation_hook(__FILE__, static function (): void {
	wp_clear_scheduled_hook('driftscape_sweep');
	wp_unschedule_hook('driftscape_next_step');
	wp_unschedule_hook('driftscape_cancel');
});
