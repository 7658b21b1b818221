import { shownName } from '../../src/ir/program.ts';

/** Names that mean something in JavaScript, TypeScript or the emitted text itself. */
const reserved: ReadonlySet<string> = new Set(
  `abstract any arguments as async await boolean break case catch class const constructor continue debugger declare
   default delete do else enum eval export extends false finally for from function get if implements import in
   Infinity instanceof interface is keyof let module NaN namespace never new null number object of package private
   protected prototype public readonly require return set static string super switch symbol this throw true try type
   typeof undefined unique unknown var void while with yield
   Math Number Object Array String Boolean Symbol RangeError Float64Array Int32Array Uint16Array Uint8Array ArrayLike exports globalThis
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
  /** The same for a local of the block that is being printed: only until its end. */
  local(name: string): string;
  /** Prints a block: the names of its locals are free again after it. */
  block(print: () => void): void;
  /** Whether `of` has been asked for a name. */
  isUsed(name: string): boolean;
  /** An identifier that nothing else has. */
  fresh(wanted: string): string;
  /** The end of what `fresh` gave: a loop's variable may be used by the next loop. */
  release(name: string): void;
}

export function createNames(alsoReserved: Iterable<string> = []): Names {
  const never: ReadonlySet<string> = new Set([...reserved, ...alsoReserved]);
  const taken = new Set(never);
  const known = new Map<string, string>();
  const used = new Set<string>();
  /** Where the search for a free number goes on, by stem: thousands of names of one stem stay linear. */
  const nextCounts = new Map<string, number>();
  const blocks: { name: string; text: string; stem: string; count: number | undefined }[][] = [];
  const claim = (wanted: string): { text: string; stem: string; count: number | undefined } => {
    const plain = identifier(wanted);
    const stem = never.has(plain) ? `${plain}_` : plain;
    const count = nextCounts.get(stem);
    let text = stem;
    if (taken.has(stem)) {
      let next = count ?? 2;
      while (taken.has(`${stem}${next}`)) next += 1;
      nextCounts.set(stem, next);
      text = `${stem}${next}`;
    }
    taken.add(text);
    return { text, stem, count };
  };
  const declare = (name: string): string => {
    let found = known.get(name);
    if (found === undefined) {
      found = claim(shownName(name)).text;
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
    local(name) {
      const block = blocks.at(-1);
      if (block === undefined || known.has(name)) return declare(name);
      const claimed = claim(shownName(name));
      known.set(name, claimed.text);
      block.push({ name, ...claimed });
      return claimed.text;
    },
    block(print) {
      blocks.push([]);
      print();
      for (const { name, text, stem, count } of (blocks.pop() ?? []).reverse()) {
        known.delete(name);
        taken.delete(text);
        if (count === undefined) nextCounts.delete(stem);
        else nextCounts.set(stem, count);
      }
    },
    isUsed: (name) => used.has(name),
    fresh: (wanted) => claim(wanted).text,
    release: (name) => taken.delete(name),
  };
}

/** A name of the module that no local of a function hides: `freshName` gives names that the module does not have. */
export function outerName(names: Names, freshName: (wanted: string) => string, wanted: string): string {
  for (;;) {
    const name = freshName(wanted);
    const local = names.fresh(name);
    if (local === name) return name;
    // A local has this name, and would hide what is the module's.
    names.release(local);
  }
}

/** A name with a capital, for a type or the end of a longer name. */
export const capitalized = (name: string): string => name.replace(/^./u, (letter) => letter.toUpperCase());

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
