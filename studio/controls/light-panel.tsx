import type { VideoChoices } from '../sketch/sketch.ts';
import { looks } from '../state/presets.ts';
import { drawing, drawThumbnails } from '../state/thumbnails.ts';
import { changeVideo, sketch } from '../state/work.ts';
import { LookPicture } from './look-picture.tsx';
import { Segments, Slider } from './parts.tsx';
import { Tile } from './tiles.tsx';

const courses: { value: VideoChoices['lightCourse']; words: string }[] = [
  { value: 'THERE_AND_BACK', words: 'There and back' },
  { value: 'ROUND', words: 'Round' },
  { value: 'HELD', words: 'Held' },
];

const mostLooks = 12;

const labelOf = (name: string) => looks.value.find((look) => look.name === name)?.label || name;

/** Looks in the order in which they were chosen, and how the light moves through them. */
export function LightPanel() {
  const { light, lightCourse, lightStrength } = sketch.value.video;
  const thumbnailOf = (name: string) => `light ${name}`;

  function toggle(name: string): void {
    if (light.includes(name)) changeVideo({ light: light.filter((other) => other !== name) });
    else if (lightCourse === 'HELD') changeVideo({ light: [name] });
    else changeVideo({ light: [...light, name].slice(-mostLooks) });
  }

  return (
    <>
      <div class="group">
        <p class="hint">
          {light.length === 0
            ? 'As in the photo. Choose one look or more, in order.'
            : light.map(labelOf).join(' → ')}
        </p>
        <button
          type="button"
          class="quiet"
          disabled={drawing.value !== null}
          onClick={() => {
            const choices = looks.value.map(({ name }) => ({
              id: thumbnailOf(name),
              settings: {
                durationSeconds: 4,
                appearance: { light: { moments: [{ preset: name }], course: 'HELD' as const } },
              },
            }));
            drawThumbnails('lights', choices);
          }}
        >
          {drawing.value === 'lights' ? 'Drawing …' : 'See them on the photo'}
        </button>
      </div>
      <div class="tiles">
        {looks.value.map(({ name, label, look }) => (
          <Tile
            key={name}
            label={label || name}
            thumbnail={thumbnailOf(name)}
            isChosen={light.includes(name)}
            note={light.length > 1 && light.includes(name) ? String(light.indexOf(name) + 1) : undefined}
            onClick={() => toggle(name)}
          >
            <LookPicture name={name} look={look} />
          </Tile>
        ))}
      </div>
      {light.length > 0 && (
        <>
          <Segments
            label="Course"
            value={lightCourse}
            choices={courses}
            onChange={(course) =>
              changeVideo({ lightCourse: course, light: course === 'HELD' ? light.slice(0, 1) : light })
            }
          />
          <Slider
            label="Strength"
            min={0}
            max={1}
            step={0.05}
            value={lightStrength}
            words={`${Math.round(lightStrength * 100)} %`}
            onChange={(value) => changeVideo({ lightStrength: value }, 'light strength')}
          />
        </>
      )}
    </>
  );
}
