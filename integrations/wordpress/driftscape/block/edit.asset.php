<?php
return [
	'dependencies' => ['wp-api-fetch', 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-server-side-render'],
	'version' => '0.1.0',
];
