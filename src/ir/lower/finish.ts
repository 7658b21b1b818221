import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import { createNamer } from './context.ts';
import type { Lowering } from './context.ts';
import { guessedValue } from './lookup.ts';

const SIZE_NAMES = ['n', 'm', 'k', 'l', 'p', 'q', 'r', 's'];

/**
 * Settles what the rounds have left open: sizes that nothing else determines get names (the user's own where a free name
 * in a range is such a size, else n, m, …), and free names in ranges that are the size of no array become int inputs.
 * True if that was news: then another round is due.
 */
export function nameSizes(lowering: Lowering): boolean {
  const { knowledge, store, program, givenSize } = lowering;
  knowledge.beginRound();
  const identifiers = new Set([...program.identifiers, ...lowering.bodies.keys()]);
  // A size that the user named keeps its name, unless it means something else already.
  const own = createNamer([...program.sizeNames, ...program.unitsOf.keys(), ...lowering.params.keys()]);
  const other = createNamer(identifiers);
  const settle = (variable: string): void => {
    const shown = knowledge.shownAs(variable);
    const letter = SIZE_NAMES.find((candidate) => !identifiers.has(candidate)) ?? 'n';
    const name = shown === undefined ? other(letter) : shown === variable ? variable : own(shown);
    identifiers.add(name);
    const given = givenSize(name);
    if (given !== undefined) knowledge.assign(variable, store.const(given));
    else if (name === variable) knowledge.close(variable);
    else knowledge.assign(variable, store.size(name));
  };
  for (const extent of openShapes(lowering)) {
    for (const node of postorder([knowledge.resolve(extent)])) {
      if (node.op === 'size' && knowledge.isOpen(node.name)) settle(node.name);
    }
  }
  for (const name of knowledge.openNames()) {
    const guess = knowledge.kindOf(name) === 'candidate' ? knowledge.guesses.get(name) : undefined;
    if (guess === undefined) continue;
    knowledge.promote(guess, { kind: 'int' });
    knowledge.close(name);
  }
  return knowledge.changed();
}

/** The extents of undeclared inputs: parameters, then free names in order of appearance. */
function openShapes(lowering: Lowering): Node[] {
  const { knowledge } = lowering;
  return [...lowering.params.keys(), ...lowering.free.keys()].flatMap((name) => {
    const guess = knowledge.guesses.get(name);
    return guess === undefined || guess.rank === 0 ? [] : guessedValue(lowering, guess).shape;
  });
}
