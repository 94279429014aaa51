/** Which names and actors a map takes, and why not: nothing is refused silently. Pure. */
import type { DrawConfig } from '../contract';
import { say } from '../shared/texts';
import { findName, type Sketch } from './drawing';

const NAME_MAX = 60;
const ACTORS_MAX = 40;

/** A name without superfluous spaces. */
export function tidy(name: string): string {
  return name.trim().replace(/\s+/g, ' ');
}

/** Why a name is not taken ("" where it is); `own` is the actor that may keep it. */
export function nameTrouble(sketch: Sketch, name: string, own = ''): string {
  const there = findName(sketch, name);
  if (!name) return say('draw.no_name');
  if ([...name].length > NAME_MAX) return say('draw.long_name', { n: NAME_MAX });
  return there && there.id !== own ? say('draw.there_already', { name: there.name }) : '';
}

/** Why a new actor is not taken; "" where it is. */
export function addTrouble(sketch: Sketch, name: string, category: string, config: DrawConfig): string {
  const most = config.actors_max ?? ACTORS_MAX;
  const trouble = nameTrouble(sketch, name);
  if (trouble) return trouble;
  if (!category) return say('draw.no_category', { name });
  return sketch.actors.length >= most ? say('draw.too_many', { n: most }) : '';
}
