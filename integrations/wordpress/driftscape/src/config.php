<?php
/** Settings from wp-config.php. Secrets stay there: they are in no screen, REST response or script. */

namespace Driftscape;

/** URL of the GraphQL endpoint, such as `https://driftscape.example.org/graphql`; empty if not set. */
function endpoint(): string {
	return defined('DRIFTSCAPE_URL') ? (string) DRIFTSCAPE_URL : '';
}

/** A key with the scope `write`, if the server requires keys. */
function api_key(): string {
	return defined('DRIFTSCAPE_API_KEY') ? (string) DRIFTSCAPE_API_KEY : '';
}

/** `whsec_…`, from `createWebhook`; if empty, all messages are rejected. */
function webhook_secret(): string {
	return defined('DRIFTSCAPE_WEBHOOK_SECRET') ? (string) DRIFTSCAPE_WEBHOOK_SECRET : '';
}

/** `AnimationSettingsInput` of Driftscape's schema. */
function settings(): array {
	return defined('DRIFTSCAPE_SETTINGS') ? (array) DRIFTSCAPE_SETTINGS : [];
}

/** Whether every new photo is animated, instead of those that editors select. */
function wants_every_photo(): bool {
	return defined('DRIFTSCAPE_EVERY_PHOTO') && DRIFTSCAPE_EVERY_PHOTO;
}
