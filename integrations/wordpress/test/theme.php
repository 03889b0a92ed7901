<?php
/** A theme that shows a post and nothing else, as Debian's package has none. */
?><!doctype html><html lang="en"><head><?php wp_head(); ?></head><body><?php
while (have_posts()) { the_post(); the_content(); }
wp_footer();
?></body></html>
