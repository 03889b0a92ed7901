<?php
/** A theme that shows only the post, because Debian's package has no theme. */
?><!doctype html><html lang="en"><head><?php wp_head(); ?></head><body><?php
while (have_posts()) { the_post(); the_content(); }
wp_footer();
?></body></html>
