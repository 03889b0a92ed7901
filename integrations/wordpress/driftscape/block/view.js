/** Adds the pause button, and stops videos for visitors who prefer reduced motion. */
(() => {
  const less = matchMedia('(prefers-reduced-motion: reduce)');

  function prepare(video) {
    const button = document.createElement('button');
    button.type = 'button';
    const show = () => {
      button.textContent = video.paused ? '▶' : '❚❚';
      button.setAttribute('aria-label', video.paused ? 'Play the motion' : 'Stop the motion');
    };
    button.addEventListener('click', () => {
      if (video.paused) video.play();
      else video.pause();
    });
    for (const type of ['play', 'pause']) video.addEventListener(type, show);
    const follow = () => {
      button.hidden = less.matches;
      if (!less.matches) return void video.play().catch(() => undefined);
      video.pause();
      video.load(); // Shows the poster again.
    };
    less.addEventListener('change', follow);
    show();
    video.after(button);
    if (less.matches) follow();
  }

  for (const video of document.querySelectorAll('.wp-block-driftscape-living-photo video')) prepare(video);
})();
