export { DriftscapePanel } from './panel/field.tsx';
