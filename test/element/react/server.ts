import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { App, type Scenes } from './app.ts';

export const render = (scenes: Scenes): string => renderToString(createElement(App, scenes));
