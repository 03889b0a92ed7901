import { defineBehaviour } from './behaviour/all.ts';

defineBehaviour('chrome');
