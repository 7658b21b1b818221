import { freshName } from '../graph.ts';
import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import type { Lowering } from './context.ts';
import { guessedValue } from './lookup.ts';

const SIZE_NAMES = ['n', 'm', 'k', 'l', 'p', 'q', 'r', 's'];

/**
 * Settles what the rounds have left open: sizes that nothing else determines get names (the user's own where a free name
 * in a range is such a size, else n, m, …), and free names in ranges that are the size of no array become int inputs.
 * True if that was news: then another round is due.
 */
export function nameSizes(lowering: Lowering): boolean {
  const { knowledge, store, program, sizes } = lowering;
  knowledge.beginRound();
  const taken = new Set([...program.identifiers, ...lowering.taken]);
  const isGiven = (name: string): boolean => sizes.has(name);
  const settle = (variable: string): void => {
    const shown = knowledge.shownAs(variable);
    const name = shown === variable ? variable : freshName(shown ?? SIZE_NAMES.find((letter) => !taken.has(letter)) ?? 'n', shown === undefined ? taken : usedSizes);
    taken.add(name);
    usedSizes.add(name);
    const given = sizes.get(name);
    if (given !== undefined && isGiven(name)) knowledge.assign(variable, store.const(given));
    else if (name === variable) knowledge.close(variable);
    else knowledge.assign(variable, store.size(name));
  };
  const usedSizes = new Set([...program.sizeNames, ...lowering.params.keys()]);
  for (const extent of openShapes(lowering)) {
    for (const node of postorder([knowledge.resolve(extent)])) {
      if (node.op === 'size' && knowledge.isOpen(node.name)) settle(node.name);
    }
  }
  for (const name of knowledge.openNames()) {
    if (knowledge.kindOf(name) !== 'candidate') continue;
    const guess = knowledge.guesses.get(name);
    if (guess !== undefined) {
      knowledge.promote(guess, { kind: 'int' });
      knowledge.close(name);
    }
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
