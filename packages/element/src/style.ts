import type { Manifest } from './manifest.ts';

/** Of every element. The page's own rules come before those of `:host`. */
const sharedStyle = `:host{display:block;position:relative;overflow:hidden}:host([hidden]){display:none}
[part=media],.layer,slot,img,video,::slotted(video){position:absolute!important;inset:0;width:100%!important;height:100%!important;margin:0!important;border:0}
slot{display:block}
img,video,::slotted(video){object-fit:var(--driftscape-fit,cover)!important;object-position:var(--driftscape-position,var(--focus,50% 50%))!important}
.layer{opacity:0;transition:opacity var(--driftscape-fade,1s) linear}.layer>video,slot{opacity:0;transition:opacity .3s}
.shown.shown{opacity:1}::slotted(:not(video)){display:none}
button{all:unset;position:absolute;bottom:12px;inset-inline-end:12px;box-sizing:border-box;width:44px;height:44px;border-radius:50%;display:grid;place-items:center;cursor:pointer;color:var(--driftscape-button-colour,#fff);background:var(--driftscape-button-background,rgb(0 0 0/.6));forced-color-adjust:none}
button[hidden]{display:none}button:focus-visible{outline:2px solid #fff;box-shadow:0 0 0 4px #000}
[part=icon]{width:16px;height:16px;background:currentColor;clip-path:polygon(12% 0,100% 50%,12% 100%)}
.plays [part=icon]{clip-path:polygon(6% 0,38% 0,38% 100%,62% 100%,62% 0,94% 0,94% 100%,6% 100%)}
@media print{button{display:none}}`;

let sheet: CSSStyleSheet | undefined;

export function sharedSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(sharedStyle);
  }
  return sheet;
}

/** Of one element: its box, and what is in it until the poster is there. */
export function ownStyle(host: HTMLElement, manifest?: Manifest): string {
  const { aspectRatio, averageColour, blurDataURL } = manifest ?? {};
  const [width, height] = ['width', 'height'].map((name) => Number(host.getAttribute(name)));
  const [x, y] = (host.getAttribute('focus-point') ?? '').split(/[\s,]+/).map(Number);
  const rules = [`aspect-ratio:${width && height ? width / height : (aspectRatio ?? 16 / 9)}`];
  if (/^#\w+$/.test(averageColour ?? '')) rules.push(`background-color:${averageColour}`);
  if (blurDataURL)
    rules.push(`background-image:url(${JSON.stringify(blurDataURL)})`, 'background-size:cover');
  if (x >= 0 && y >= 0) rules.push(`--focus:${x * 100}% ${y * 100}%`);
  return `:host{${rules.join(';')}}`;
}
