'use client';

export { DriftscapeVideo, type Photo, type PhotoVideoProps } from './video/video.tsx';
