import { freshName } from '../../src/ir/graph.ts';

/** Names that mean something in JavaScript, TypeScript or the emitted text itself. */
const reserved: ReadonlySet<string> = new Set(
  `abstract any arguments as async await boolean break case catch class const constructor continue debugger declare
   default delete do else enum eval export extends false finally for from function get if implements import in
   Infinity instanceof interface is keyof let module NaN namespace never new null number object of package private
   protected prototype public readonly require return set static string super switch symbol this throw true try type
   typeof undefined unique unknown var void while with yield
   Math Number Object Array String Boolean Symbol RangeError Float64Array Int32Array ArrayLike exports globalThis
   out saved buffer __proto__ hasOwnProperty toString valueOf`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** JavaScript identifiers for the names of a program, each its own; what is free stays as the user wrote it. */
export interface Names {
  /** The identifier for a program's name, the same one each time. */
  of(name: string): string;
  /** The same where the name is declared, which is no use of it. */
  declare(name: string): string;
  /** Whether `of` has been asked for a name. */
  isUsed(name: string): boolean;
  /** An identifier that nothing else has. */
  fresh(wanted: string): string;
  /** The end of what `fresh` gave: a loop's variable may be used by the next loop. */
  release(name: string): void;
}

export function createNames(alsoReserved: Iterable<string> = []): Names {
  const taken = new Set([...reserved, ...alsoReserved]);
  const known = new Map<string, string>();
  const used = new Set<string>();
  const claim = (wanted: string): string => {
    const plain = identifier(wanted);
    const name = freshName(taken.has(plain) ? `${plain}_` : plain, taken);
    taken.add(name);
    return name;
  };
  const declare = (name: string): string => {
    let found = known.get(name);
    if (found === undefined) {
      found = claim(name);
      known.set(name, found);
    }
    return found;
  };
  return {
    of(name) {
      used.add(name);
      return declare(name);
    },
    declare,
    isUsed: (name) => used.has(name),
    fresh: claim,
    release: (name) => taken.delete(name),
  };
}

/** mathjs allows letters in names that JavaScript does not: those are spelt by their code points. */
export function identifier(name: string): string {
  let text = '';
  for (const letter of name)
    text += /^[\p{ID_Continue}$_]$/u.test(letter) ? letter : `u${letter.codePointAt(0)?.toString(16)}`;
  return /^[\p{ID_Start}$_]/u.test(text) ? text : `_${text}`;
}

/** A property of an object literal or type. `__proto__: x` would set the prototype; in brackets it is a property. */
export function property(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
}

/** `object.name`, or with brackets where the name needs them. */
export const member = (object: string, name: string): string =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== '__proto__'
    ? `${object}.${name}`
    : `${object}[${JSON.stringify(name)}]`;

/** Text from the input inside a block comment: it cannot end the comment or the line. */
export const inComment = (text: string): string =>
  text
    .replace(/\*\//g, '*\\/')
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/\p{Cc}/gu, '·')
    .replace(/@/g, '＠');
