<?php
/** What wp-config.php says. Secrets stay there: no screen, no REST answer and no script holds one. */

namespace Driftscape;

/** Address of the GraphQL endpoint, such as `https://driftscape.example.org/graphql`; empty where none was given. */
function endpoint(): string {
	return defined('DRIFTSCAPE_URL') ? (string) DRIFTSCAPE_URL : '';
}

/** A key with the scope `write`, where the server asks for one. */
function api_key(): string {
	return defined('DRIFTSCAPE_API_KEY') ? (string) DRIFTSCAPE_API_KEY : '';
}

/** `whsec_…`, as `createWebhook` gave it; empty where none was given: every message is refused then. */
function webhook_secret(): string {
	return defined('DRIFTSCAPE_WEBHOOK_SECRET') ? (string) DRIFTSCAPE_WEBHOOK_SECRET : '';
}

/** `AnimationSettingsInput` of Driftscape's schema. */
function settings(): array {
	return defined('DRIFTSCAPE_SETTINGS') ? (array) DRIFTSCAPE_SETTINGS : [];
}

/** Whether every new photo is animated, rather than those that editors choose. */
function wants_every_photo(): bool {
	return defined('DRIFTSCAPE_EVERY_PHOTO') && DRIFTSCAPE_EVERY_PHOTO;
}
