import { expect, it } from 'vitest';
import { acceptedTypes } from '../../src/server/accepted.ts';

const offered = ['application/json', 'text/event-stream', 'text/html'];

it.each([
  ['nothing', null, offered],
  ['nothing but a space', ' ', offered],
  ['everything', '*/*', offered],
  ['everything, as Java says it', 'image/gif, *; q=.2', offered],
  ['one type', 'text/html', ['text/html']],
  ['one type in large letters, with a parameter', 'Application/JSON; charset=UTF-8', ['application/json']],
  ['one type with its character set in quotes', 'application/json;charset="utf-8"', ['application/json']],
  ['a kind of type', 'text/*', ['text/event-stream', 'text/html']],
  ['two alike, in its own order', 'text/html, application/json', ['text/html', 'application/json']],
  ['two, the second rather', 'text/html;q=0.5, application/json', ['application/json', 'text/html']],
  ['all but one', '*/*, application/json;q=0', ['text/event-stream', 'text/html']],
  ['all but one, said first', 'application/json;q=0.000, */*', ['text/event-stream', 'text/html']],
  ['one of a kind that it does not want', 'text/*;q=0, text/html', ['text/html']],
  [
    'what a browser takes',
    'text/html,application/xhtml+xml,*/*;q=0.8',
    ['text/html', 'application/json', 'text/event-stream'],
  ],
  ['what is not offered', 'text/plain', []],
  ['what it does not want', 'application/json;q=0', []],
  ['another character set', 'application/json;charset=iso-8859-1', []],
  ['what is no media type', 'json', []],
  ['a quality that is no number', 'text/html;q=best', ['text/html']],
])('a client that accepts %s', (_, header, expected) => {
  expect(acceptedTypes(header, offered)).toEqual(expected);
});
