import { bundles } from './bundles.ts';
import { graphql } from './graphql.ts';
import { images } from './images.ts';
import { multipart } from './multipart.ts';
import type { Target } from './target.ts';
import { photos } from './uploads.ts';
import { websocket } from './websocket.ts';

/** Everything that takes input from outside. Their shares add up to 1. */
export const targets: Target[] = [graphql, multipart, photos, websocket, images, bundles] as Target[];
