import { DriftscapeVideo } from '@driftscape/payload/react';
import { getPayload } from 'payload';
import config from '../../../../payload.config.js';

export const dynamic = 'force-dynamic';

export default async function Page({ params }) {
  const { id } = await params;
  const payload = await getPayload({ config });
  const photo = await payload.findByID({ collection: 'media', id, depth: 1 });
  return <DriftscapeVideo photo={photo} />;
}
