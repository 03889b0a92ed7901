import { wordsFor } from './words.ts';

/** The pause and play button: visible, usable by keyboard, labelled in the page's language. */
export class PlayButton {
  readonly element = document.createElement('button');

  constructor(onPress: () => void) {
    const icon = document.createElement('span');
    icon.part.add('icon');
    this.element.part.add('button');
    this.element.type = 'button';
    this.element.append(icon);
    this.element.addEventListener('click', onPress);
  }

  /** @param plays whether the video should play, visible or not */
  update(host: HTMLElement, plays: boolean, isOffered: boolean): void {
    const [play, pause] = wordsFor(host);
    const name = host.getAttribute(plays ? 'label-pause' : 'label-play') ?? (plays ? pause : play);
    Object.assign(this.element, {
      ariaLabel: name,
      title: name,
      className: plays ? 'plays' : '',
      hidden: !isOffered || host.getAttribute('button') === 'none',
    });
  }
}
