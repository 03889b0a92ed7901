import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value in words. */
  words: string;
  onChange(value: number): void;
  /** Returns to the server's default; absent if that is already used. */
  onReset?(): void;
}

export function Slider({ label, value, min, max, step, words, onChange, onReset }: SliderProps) {
  return (
    <div class="slider">
      <label>
        <span class="name">{label}</span>
        <input
          type="range"
          {...{ min, max, step, value }}
          aria-valuetext={words}
          onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
        />
      </label>
      <span class="words">
        {words}
        {onReset && (
          <button type="button" class="reset" onClick={onReset} aria-label={`${label}: back to automatic`}>
            auto
          </button>
        )}
      </span>
    </div>
  );
}

interface ChoiceProps<Value> {
  label: string;
  value: Value;
  choices: readonly { value: Value; words: string }[];
  onChange(value: Value): void;
}

/** A few choices next to each other. */
export function Segments<Value extends string | null>({
  label,
  value,
  choices,
  onChange,
}: ChoiceProps<Value>) {
  return (
    <fieldset class="segments">
      <legend>{label}</legend>
      <div>
        {choices.map((choice) => (
          <label key={choice.value} class={choice.value === value ? 'chosen' : ''}>
            <input
              type="radio"
              name={label}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            {choice.words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of many choices. */
export function Select<Value extends string | null>({ label, value, choices, onChange }: ChoiceProps<Value>) {
  return (
    <label class="select">
      <span class="name">{label}</span>
      <select
        value={choices.findIndex((choice) => choice.value === value)}
        onChange={(event) => onChange(choices[event.currentTarget.selectedIndex].value)}
      >
        {choices.map((choice, index) => (
          <option key={choice.value} value={index}>
            {choice.words}
          </option>
        ))}
      </select>
    </label>
  );
}

interface IconButtonProps {
  icon: IconName;
  label: string;
  /** Keyboard shortcut. */
  shortcut?: string;
  isPressed?: boolean;
  isDisabled?: boolean;
  onClick(): void;
  children?: ComponentChildren;
}

export function IconButton({
  icon,
  label,
  shortcut,
  isPressed,
  isDisabled,
  onClick,
  children,
}: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-pressed={isPressed}
      aria-keyshortcuts={shortcut}
      title={shortcut ? `${label} (${shortcut})` : label}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon name={icon} />
      {children}
    </button>
  );
}

export function Section({
  title,
  children,
  isOpen = true,
}: {
  title: string;
  children: ComponentChildren;
  isOpen?: boolean;
}) {
  return (
    <details class="section" open={isOpen}>
      <summary>
        <h2>{title}</h2>
      </summary>
      <div class="content">{children}</div>
    </details>
  );
}
