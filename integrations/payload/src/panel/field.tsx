// Imports the package itself, so that this part runs on the server and the other in the browser.
import { DriftscapeView } from '@driftscape/payload/panel-view';
import type { CollectionSlug, UIFieldServerProps } from 'payload';

/** The panel in a photo's edit form. The browser only gets the photo's location. */
export async function DriftscapePanel({ id, collectionSlug, req, payload }: UIFieldServerProps) {
  if (id === undefined) return <p>Save the photo first: then a looping video can be made of it.</p>;
  const { routes, serverURL } = payload.config;
  const access = payload.collections[collectionSlug as CollectionSlug].config.access.update;
  const mayUpdate = Boolean(await access({ req, id }));
  return (
    <DriftscapeView
      api={`${serverURL ?? ''}${routes.api}`}
      collection={collectionSlug}
      id={id}
      mayUpdate={mayUpdate}
    />
  );
}
