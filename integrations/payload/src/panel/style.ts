/** Styles of the panel, with the admin panel's own colours, so that they follow its theme. */
export const style = `
.driftscape { border: 1px solid var(--theme-border-color, #ddd); border-radius: var(--style-radius-m, 4px); padding: 1.25rem; margin-bottom: 1.5rem; display: grid; gap: 1rem; }
.driftscape h3 { margin: 0; font-size: 1rem; }
.driftscape p { margin: 0; }
.driftscape__picture { margin: 0; display: grid; gap: .5rem; max-width: 40rem; }
.driftscape__picture img, .driftscape__picture video { width: 100%; display: block; border-radius: var(--style-radius-s, 3px); background: var(--theme-elevation-100, #eee); }
.driftscape__picture figcaption { display: flex; gap: .75rem; align-items: center; font-variant-numeric: tabular-nums; }
.driftscape__picture progress { flex: 1; accent-color: var(--theme-success-500, #15803d); }
.driftscape__settings { border: 0; margin: 0; padding: 0; display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); max-width: 40rem; }
.driftscape__settings label { display: grid; gap: .25rem; }
.driftscape__settings details { grid-column: 1 / -1; }
.driftscape__settings summary { cursor: pointer; margin-bottom: .5rem; }
.driftscape :is(select, input, textarea) { width: 100%; padding: .5rem; font: inherit; color: inherit; background: var(--theme-input-bg, #fff); border: 1px solid var(--theme-elevation-150, #ccc); border-radius: var(--style-radius-s, 3px); }
.driftscape textarea { font-family: var(--font-mono, monospace); font-size: .8rem; }
.driftscape__actions { display: flex; gap: .75rem; flex-wrap: wrap; }
.driftscape__actions button { padding: .5rem 1rem; font: inherit; cursor: pointer; color: inherit; background: var(--theme-elevation-100, #eee); border: 1px solid var(--theme-elevation-200, #ccc); border-radius: var(--style-radius-s, 3px); }
.driftscape__actions button:first-child { color: var(--theme-elevation-0, #fff); background: var(--theme-elevation-800, #222); }
.driftscape__actions button:disabled { opacity: .5; cursor: default; }
.driftscape :is(button, select, input, textarea, summary):focus-visible { outline: 2px solid var(--theme-success-500, #15803d); outline-offset: 2px; }
.driftscape__fault { padding: .75rem; border-radius: var(--style-radius-s, 3px); color: var(--theme-error-750, #7f1d1d); background: var(--theme-error-100, #fee2e2); }
`;
