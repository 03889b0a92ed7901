import { defineBehaviour } from './behaviour/all.ts';

defineBehaviour('firefox');
