'use client';

export { DriftscapeView } from './panel/view.tsx';
