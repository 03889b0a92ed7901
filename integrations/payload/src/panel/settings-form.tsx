import { useId } from 'react';
import type { PhotoSettings } from '../settings.ts';
import type { Choices } from './choices.ts';
import type { Choice } from './state.ts';

interface Props {
  settings: PhotoSettings;
  choices: Choices;
  isDisabled: boolean;
  onChange(settings: PhotoSettings): void;
}

/** The settings that can be chosen for a photo. */
export function SettingsForm({ settings, choices, isDisabled, onChange }: Props) {
  const id = useId();
  const change = (changed: Partial<PhotoSettings>) => onChange({ ...settings, ...changed });
  const { motion = '', light = '', durationSeconds, studio = '' } = settings;
  return (
    <fieldset className="driftscape__settings" disabled={isDisabled}>
      <label htmlFor={`${id}m`}>
        Motion
        <Select
          id={`${id}m`}
          value={motion}
          usual="As the site has it"
          choices={choices.motions}
          onChoose={(name) => change({ motion: name })}
        />
      </label>
      <label htmlFor={`${id}l`}>
        Light
        <Select
          id={`${id}l`}
          value={light}
          usual="As in the photo"
          choices={choices.lights}
          onChoose={(name) => change({ light: name })}
        />
      </label>
      <label htmlFor={`${id}s`}>
        Seconds
        <input
          id={`${id}s`}
          type="number"
          min={0.1}
          max={600}
          step="any"
          placeholder="As the site has it"
          value={durationSeconds ?? ''}
          onChange={({ target: { value } }) => change({ durationSeconds: value ? Number(value) : undefined })}
        />
      </label>
      <details open={studio !== ''}>
        <summary>Regions from the studio</summary>
        <label htmlFor={`${id}r`}>
          In the studio, press “Copy variables”, and paste here
          <textarea
            id={`${id}r`}
            rows={5}
            spellCheck={false}
            value={studio}
            onChange={({ target: { value } }) => change({ studio: value })}
          />
        </label>
      </details>
    </fieldset>
  );
}

function Select(props: {
  id: string;
  value: string;
  usual: string;
  choices: Choice[];
  onChoose(name: string): void;
}) {
  const { id, value, usual, choices, onChoose } = props;
  // The current choice is shown even if the server is unavailable.
  const isKnown = value === '' || choices.some(({ name }) => name === value);
  return (
    <select id={id} value={value} onChange={({ target }) => onChoose(target.value)}>
      <option value="">{usual}</option>
      {!isKnown && <option value={value}>{value}</option>}
      {choices.map(({ name, label }) => (
        <option key={name} value={name}>
          {label}
        </option>
      ))}
    </select>
  );
}
