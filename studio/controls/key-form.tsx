import { useState } from 'preact/hooks';
import { saveKey } from '../api/key.ts';
import { notice } from '../state/notice.ts';

/** Asks for an API key if the server requires one. */
export function KeyForm({ onKey }: { onKey(): void }) {
  const [key, setKey] = useState('');
  return (
    <form
      class="key-form"
      onSubmit={(event) => {
        event.preventDefault();
        notice.value = null;
        saveKey(key.trim());
        onKey();
      }}
    >
      <h2>This server requires a key</h2>
      <p class="hint">The operator creates keys with “npm run keys”. Your key is only kept in this tab.</p>
      <label>
        API key
        <input
          type="password"
          name="key"
          autocomplete="off"
          required
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        Open the studio
      </button>
    </form>
  );
}
