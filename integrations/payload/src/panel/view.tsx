'use client';

import { useEffect, useState } from 'react';
import type { PhotoSettings } from '../settings.ts';
import { act } from './actions.ts';
import { type Choices, fetchChoices, noChoices } from './choices.ts';
import { Picture } from './picture.tsx';
import { SettingsForm } from './settings-form.tsx';
import { style } from './style.ts';
import { useStateOf } from './use-state-of.ts';

interface Props {
  /** URL of Payload's REST API. */
  api: string;
  collection: string;
  id: number | string;
  mayUpdate: boolean;
}

/** A photo's video in the admin panel: its progress, its look, its settings. */
export function DriftscapeView({ api, collection, id, mayUpdate }: Props) {
  const photo = `${api}/${collection}/${id}`;
  const { state, isLost } = useStateOf(photo);
  // Null: the photo's stored settings.
  const [changed, setChanged] = useState<PhotoSettings | null>(null);
  const [choices, setChoices] = useState<Choices>(noChoices);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  useEffect(() => {
    fetchChoices(api).then(setChoices, (error: Error) => setFault(error.message));
  }, [api]);

  if (!state) return <Panel fault={isLost ? 'The site does not answer; it is asked again.' : null} />;
  if (state.status === 'deleted') return <Panel fault="This photo was deleted. Its video is not made." />;

  const settings = changed ?? state.settings;
  const isUnderWay = state.status === 'waiting' || state.status === 'requested';
  const doIt = async (action: 'render' | 'undo' | 'cancel') => {
    setBusy(true);
    setFault(null);
    try {
      await act(photo, action, { seen: state.key, settings });
      setChanged(null);
    } catch (error) {
      // The choices are kept, so that they can be sent again.
      setFault((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const lost = isLost ? 'The connection is lost and is being restored. The rendering continues.' : null;
  return (
    <Panel fault={fault ?? lost ?? state.failure}>
      <Picture state={state} />
      <SettingsForm
        settings={settings}
        choices={choices}
        isDisabled={!mayUpdate || isBusy}
        onChange={setChanged}
      />
      {mayUpdate && (
        <div className="driftscape__actions">
          {/* No form: the photo's own is around this one. */}
          <button type="button" disabled={isBusy || isUnderWay} onClick={() => doIt('render')}>
            {state.video ? 'Render again' : 'Render'}
          </button>
          {isUnderWay && (
            <button type="button" disabled={isBusy} onClick={() => doIt('cancel')}>
              Cancel
            </button>
          )}
          {state.hasPrevious && (
            <button type="button" disabled={isBusy || isUnderWay} onClick={() => doIt('undo')}>
              Undo: the video before
            </button>
          )}
        </div>
      )}
    </Panel>
  );
}

function Panel({ fault, children }: { fault: string | null; children?: React.ReactNode }) {
  return (
    <section className="driftscape" aria-label="Looping video">
      <style>{style}</style>
      <h3>Looping video</h3>
      {fault && (
        <p className="driftscape__fault" role="alert">
          {fault}
        </p>
      )}
      {children}
    </section>
  );
}
