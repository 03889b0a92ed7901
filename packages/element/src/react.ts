'use client';

import { type CSSProperties, createElement, type ReactElement, useEffect, useRef, useState } from 'react';
import type { DriftscapeVideo as Element } from './element.ts';
import type { Details, DriftscapeVideoEventMap } from './events.ts';
import { innerHtml } from './html.ts';
import type { Manifest } from './manifest.ts';
// Beside this file in the package, so that a page never has it twice.
import './index.js';

export interface DriftscapeVideoProps {
  /** What to show; rendered into the page, so that nothing is fetched before the poster. Or else `src`. */
  manifest?: Manifest;
  /** Address of the manifest. */
  src?: string;
  /** What the picture shows; empty: it is decoration. */
  alt: string;
  width?: number;
  height?: number;
  light?: 'auto' | 'scheme' | 'hour' | 'day' | 'night';
  /** When day begins and ends, such as `7-20`. */
  dayHours?: string;
  loading?: 'lazy' | 'eager';
  /** What stays in view where edges are cut, as shares: `0.5 0.3`. */
  focusPoint?: string;
  /** `none` leaves the button to the page, which then has one of its own. */
  button?: 'none';
  labelPlay?: string;
  labelPause?: string;
  withoutScript?: 'controls' | 'autoplay' | 'still';
  /** Whether the plain video carries its style as an attribute: false for a strict Content-Security-Policy, see `plainVideoCss`. */
  inlineStyle?: boolean;
  className?: string;
  id?: string;
  style?: CSSProperties;
  onReady?(detail: Details['ready']): void;
  onPlay?(detail: Details['play']): void;
  onPause?(detail: Details['pause']): void;
  onSource?(detail: Details['source']): void;
  onError?(detail: Details['error']): void;
}

/** `<driftscape-video>` for React 18 and 19, on servers too. */
export function DriftscapeVideo(props: DriftscapeVideoProps): ReactElement {
  const { manifest, alt, withoutScript, inlineStyle, className, id, style } = props;
  const ref = useRef<Element>(null);
  // Written once: from then on the element is in charge of what stands inside.
  const [inside] = useState(() => (manifest ? innerHtml(manifest, { alt, withoutScript, inlineStyle }) : ''));
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const { current: element } = ref;
    const stop = new AbortController();
    const hear = <Name extends keyof Details>(name: Name, tell: (detail: Details[Name]) => void) =>
      element?.addEventListener(
        `driftscape:${name}` as keyof DriftscapeVideoEventMap,
        (event) => tell((event as CustomEvent<Details[Name]>).detail),
        { signal: stop.signal },
      );
    hear('ready', (detail) => latest.current.onReady?.(detail));
    hear('play', (detail) => latest.current.onPlay?.(detail));
    hear('pause', (detail) => latest.current.onPause?.(detail));
    hear('source', (detail) => latest.current.onSource?.(detail));
    hear('error', (detail) => latest.current.onError?.(detail));
    return () => stop.abort();
  }, []);

  const first = useRef(manifest);
  useEffect(() => {
    if (manifest === first.current) return;
    first.current = manifest;
    customElements.whenDefined('driftscape-video').then(() => {
      if (ref.current) ref.current.manifest = manifest;
    });
  }, [manifest]);

  return createElement('driftscape-video', {
    ref,
    id,
    class: className,
    style,
    alt,
    src: props.src,
    width: props.width,
    height: props.height,
    light: props.light,
    'day-hours': props.dayHours,
    loading: props.loading,
    'focus-point': props.focusPoint,
    button: props.button,
    'label-play': props.labelPlay,
    'label-pause': props.labelPause,
    dangerouslySetInnerHTML: { __html: inside },
    suppressHydrationWarning: true,
  });
}
