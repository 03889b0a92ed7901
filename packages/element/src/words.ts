/** What the button is called: to play, to pause. */
const words: Record<string, [play: string, pause: string]> = {
  en: ['Play animation', 'Pause animation'],
  de: ['Animation abspielen', 'Animation anhalten'],
  fr: ['Lire l’animation', 'Mettre l’animation en pause'],
  es: ['Reproducir la animación', 'Pausar la animación'],
  it: ['Riproduci l’animazione', 'Metti in pausa l’animazione'],
  ja: ['アニメーションを再生', 'アニメーションを一時停止'],
};

/** In the language of the place where an element stands, or else of the browser, or else English. */
export function wordsFor(element: Element): [play: string, pause: string] {
  const language = languageOf(element) || navigator.language;
  return words[language.toLowerCase().split('-')[0]] ?? words.en;
}

/** The nearest `lang` above an element, out of every shadow root it stands in. */
function languageOf(element: Element): string | undefined {
  const holder = element.closest<HTMLElement>('[lang]');
  if (holder) return holder.lang;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : undefined;
}
