<?php
/** Installs WordPress like its installer, activates the plugin, and prints an application password of the administrator. */
define('WP_INSTALLING', true);
[, $root, $url] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
require "$root/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wp_install('Views', 'editor', 'editor@example.org', true, '', 'for tests alone');
update_option('siteurl', $url);
update_option('home', $url);
switch_theme('plain');
$fault = activate_plugin('driftscape/driftscape.php');
if (is_wp_error($fault)) exit($fault->get_error_message());
[$password] = WP_Application_Passwords::create_new_application_password(1, ['name' => 'tests']);
echo $password;
