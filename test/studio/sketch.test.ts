import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { buildSchema, coerceInputValue, type GraphQLInputType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/inference/settings.ts';
import { change, directFound, type Edited, remove, removeArrow } from '../../studio/sketch/edit.ts';
import { applyGesture, type Situation, type Tool } from '../../studio/sketch/gesture.ts';
import { changed, newHistory, redone, undone } from '../../studio/sketch/history.ts';
import { mutationOf, videoTagOf } from '../../studio/sketch/recipe.ts';
import { settingsOf } from '../../studio/sketch/settings.ts';
import { emptySketch, type FoundRegion, most, type Sketch } from '../../studio/sketch/sketch.ts';
import { motionOf, nameOf } from '../../studio/sketch/words.ts';

const aspect = 0.6;
const line = [
  { x: 0.2, y: 0.2 },
  { x: 0.6, y: 0.2 },
];

/** Draws with a tool where sky is above the middle and water below it. */
function draw(
  tool: Tool,
  drawn = line,
  { sketch = emptySketch, selected = null }: Partial<Edited> = {},
  known: Partial<Pick<Situation, 'foundAt' | 'isLookedAt'>> = {},
): Edited {
  const situation: Situation = {
    tool,
    sketch,
    selected,
    brush: { radius: 0.03, feather: 0.01, as: null },
    aspect,
    foundAt: ({ y }): FoundRegion => (y < 0.4 ? 'SKY' : y < 0.6 ? 'LAND' : 'WATER'),
    isLookedAt: true,
    ...known,
  };
  return applyGesture(drawn, situation);
}

describe('the brushes', () => {
  it('paint one freeze, stroke by stroke', () => {
    const twice = draw('freeze', [{ x: 0.5, y: 0.5 }], draw('freeze'));
    expect(settingsOf(twice.sketch)).toEqual({
      freeze: [
        {
          area: {
            strokes: [
              { points: line, radius: 0.03 },
              { points: [{ x: 0.5, y: 0.5 }], radius: 0.03 },
            ],
          },
          feather: 0.01,
        },
      ],
    });
  });

  it('begin another freeze where one is full', () => {
    let painted = draw('freeze');
    for (let stroke = 1; stroke < most.strokes; stroke++) painted = draw('freeze', line, painted);
    expect(painted.sketch.marks).toHaveLength(1);
    const { sketch, refusal } = draw('freeze', line, painted);
    expect(refusal).toBeUndefined();
    expect(settingsOf(sketch).freeze?.map(({ area }) => area.strokes.length)).toEqual([most.strokes, 1]);
  });

  it('paint on the selected region, and begin another if none is selected', () => {
    const first = draw('region');
    expect(draw('region', line, first).sketch.marks).toHaveLength(1);
    expect(draw('region', line, { ...first, selected: null }).sketch.marks).toHaveLength(2);
  });

  it('erase from what is under them, and report if nothing is', () => {
    const { sketch } = draw('erase', [{ x: 0.4, y: 0.2 }], { ...draw('freeze'), selected: null });
    expect(settingsOf(sketch).freeze?.[0].area.strokes[1]).toMatchObject({ erase: true });
    expect(draw('erase').refusal).toMatch(/nothing painted/);
  });
});

describe('an arrow', () => {
  it('waits until detection has finished, and makes a strip if that failed', () => {
    const unknown = { foundAt: () => null };
    const early = draw('arrow', line, {}, { ...unknown, isLookedAt: false });
    expect(early.refusal).toMatch(/still being analysed/);
    expect(early.sketch).toBe(emptySketch);
    const late = draw('arrow', line, {}, unknown);
    expect(settingsOf(late.sketch).regions?.[0].area).toHaveProperty('strokes');
  });

  it('directs the detected region at its beginning', () => {
    const { sketch } = draw('arrow', line, draw('arrow'));
    expect(settingsOf(sketch).regions).toEqual([
      { area: { region: 'SKY' }, motion: { arrows: [{ points: line }, { points: line }] } },
    ]);
  });

  it('on land moves the strip along it, not all of the land', () => {
    const [region] = draw('arrow', [
      { x: 0.2, y: 0.5 },
      { x: 0.5, y: 0.5 },
    ]).sketch.marks;
    expect(region).toMatchObject({ area: { strokes: [{ radius: 0.045 }] }, motion: 'ARROWS' });
  });

  it('joins the painted region at its beginning', () => {
    const { sketch } = draw('arrow', line, { ...draw('region'), selected: null });
    expect(sketch.marks).toHaveLength(1);
    expect(sketch.marks[0]).toMatchObject({ motion: 'ARROWS', arrows: [{ points: line }] });
  });

  it('leaves its region moving as predicted when the last one is removed', () => {
    const { sketch, selected } = draw('arrow');
    expect(settingsOf(removeArrow(sketch, selected ?? 0, 0)).regions?.[0].motion).toEqual({
      kind: 'PREDICTED',
    });
  });

  it('has a minimum length', () => {
    expect(draw('arrow', [{ x: 0.5, y: 0.5 }]).refusal).toMatch(/Drag/);
  });
});

describe('a click', () => {
  it('selects the topmost mark at a point', () => {
    const anchored = draw('anchor', [{ x: 0.4, y: 0.2 }], draw('freeze'));
    expect(draw('select', [{ x: 0.4, y: 0.2 }], anchored).selected).toBe(2);
    expect(draw('select', [{ x: 0.25, y: 0.2 }], anchored).selected).toBe(1);
    expect(draw('select', [{ x: 0.9, y: 0.9 }], anchored).selected).toBe(null);
  });

  it('on a detected region selects its mark', () => {
    const directed = directFound(emptySketch, 'WATER');
    expect(draw('select', [{ x: 0.5, y: 0.9 }], directed).selected).toBe(directed.selected);
    expect(directFound(directed.sketch, 'WATER').sketch).toBe(directed.sketch);
  });
});

describe('history', () => {
  it('undoes and redoes changes', () => {
    const two = changed(changed(newHistory('a'), 'b'), 'c');
    expect(undone(two).present).toBe('b');
    expect(undone(undone(undone(two))).present).toBe('a');
    expect(redone(undone(two)).present).toBe('c');
    expect(changed(undone(two), 'd').future).toEqual([]);
  });

  it('undoes the steps of one slider together', () => {
    const slid = [1, 2, 3].reduce((history, value) => changed(history, value, 'speed'), newHistory(0));
    expect(undone(slid).present).toBe(0);
    expect(undone(changed(slid, 9, 'ripples')).present).toBe(3);
  });
});

describe('settings', () => {
  it('of an untouched sketch leave everything to the server', () => {
    expect(settingsOf(emptySketch)).toEqual({});
  });

  it('contain the choices for the video', () => {
    const video = {
      ...emptySketch.video,
      seconds: 4,
      zoom: 1.2,
      light: ['dusk', 'night'],
      speedPercent: 1.23456,
    };
    expect(settingsOf({ ...emptySketch, video }, 640)).toEqual({
      widthPixels: 640,
      durationSeconds: 4,
      speedPercent: 1.2346,
      appearance: { light: { moments: [{ preset: 'dusk' }, { preset: 'night' }], course: 'THERE_AND_BACK' } },
      camera: { zoom: 1.2, towards: { x: 0.5, y: 0.5 } },
    });
  });

  it('omit what does not belong to the chosen motion', () => {
    const { sketch, selected } = directFound(emptySketch, 'WATER');
    const slow = change(sketch, selected ?? 0, { speedPercent: 3, strength: 2 });
    const still = change(slow, selected ?? 0, { motion: 'STILL' });
    expect(settingsOf(still).regions).toEqual([{ area: { region: 'WATER' }, motion: { kind: 'STILL' } }]);
    const rippling = change(slow, selected ?? 0, { motion: 'RIPPLES' });
    expect(settingsOf(rippling).regions?.[0]).toMatchObject({ motion: { kind: 'RIPPLES' }, strength: 2 });
    expect(settingsOf(rippling).regions?.[0]).not.toHaveProperty('speedPercent');
  });

  it('are valid for API and engine, whatever is drawn', () => {
    const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
    const type = schema.getType('AnimationSettingsInput') as GraphQLInputType;
    const share = fc.double({ min: -0.1, max: 1.1, noNaN: true });
    const gesture = fc.record({
      tool: fc.constantFrom<Tool>('freeze', 'region', 'erase', 'arrow', 'anchor', 'select'),
      drawn: fc.array(fc.record({ x: share, y: share }), { minLength: 1, maxLength: 20 }),
      isSelected: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(gesture, { maxLength: 40 }), (gestures) => {
        let edited: Edited = { sketch: emptySketch, selected: null };
        for (const { tool, drawn, isSelected } of gestures) {
          edited = draw(tool, drawn, { ...edited, selected: isSelected ? edited.selected : null });
        }
        const { sketch } = edited;
        const settings = settingsOf(sketch);
        const faults: string[] = [];
        coerceInputValue(settings, type, (_, __, { message }) => faults.push(message));
        expect(faults).toEqual([]);
        expect(() => parseSettings(settings as Parameters<typeof parseSettings>[0])).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });
});

describe('the exported recipe', () => {
  const recipe = { imageId: 'abc', settings: settingsOf(draw('freeze').sketch) };

  it('is a mutation of the schema, with its variables', () => {
    expect(mutationOf(recipe)).toMatch(/^mutation Animate\(\$input: CreateAnimationInput!\)/);
    expect(mutationOf(recipe)).toContain('#     "imageId": "abc"');
  });

  it('is an element with its size and escaped values', () => {
    const tag = videoTagOf({ video: 'http://x/"a".mp4', poster: null, widthPixels: 640, heightPixels: 360 });
    expect(tag).toContain('src="http://x/&quot;a&quot;.mp4"');
    expect(tag).toContain('width="640" height="360"');
  });
});

it('has a list that describes each mark and its motion', () => {
  const { marks } = draw('arrow', line, draw('freeze')).sketch;
  expect(marks.map((mark) => `${nameOf(mark, 1)}: ${motionOf(mark)}`)).toEqual([
    'Frozen: never moves · 1 stroke',
    'Sky: 1 arrow',
  ]);
  const kept: Sketch = remove({ ...emptySketch, marks }, marks[0].id);
  expect(kept.marks).toEqual([marks[1]]);
});
