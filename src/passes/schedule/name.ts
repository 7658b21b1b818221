import { freshName } from '../../ir/graph.ts';
import type { Node, Store } from '../../ir/store.ts';

/** Longest name that is made by spelling an expression out. */
const LONGEST = 18;

const joints = { add: 'Plus', sub: 'Minus', mul: '', div: 'Over', max: 'Max', min: 'Min' } as const;

/** What an expression is called when it is too long to be spelt out. */
const kinds: Readonly<Record<string, string>> = {
  add: 'sum',
  sub: 'difference',
  mul: 'product',
  div: 'quotient',
  neg: 'negative',
  pow: 'power',
  sqrt: 'root',
  select: 'choice',
  read: 'element',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const isWord = (text: string): boolean => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(text);

/** A name for a local that tells what it holds: `sinX`, `xMinusMu`, `xi` for x[i]. */
export function nameOf(store: Store, node: Node, known: ReadonlyMap<Node, string>, taken: ReadonlySet<string>): string {
  const spelt = node.type === 'int' ? rowName(store, node) : spell(store, node, known, 0);
  const wanted = spelt !== undefined && spelt.length <= LONGEST && isWord(spelt) ? spelt : (kinds[node.op] ?? node.op);
  return freshName(wanted, taken);
}

function rowName(store: Store, node: Node): string | undefined {
  const [index] = node.free.slice(-1);
  const name = index === undefined ? undefined : store.indexName(index);
  // Where the iterations begin that are left over.
  if (node.op === 'sub' && node.args[1]?.op === 'mod') return 'rest';
  return name === undefined ? 'offset' : `${name}Row`;
}

function spell(store: Store, node: Node, known: ReadonlyMap<Node, string>, depth: number): string | undefined {
  const name = known.get(node);
  if (name !== undefined) return name;
  if (depth > 3) return undefined;
  const part = (arg: Node | undefined): string | undefined =>
    arg === undefined ? undefined : spell(store, arg, known, depth + 1);
  const [a, b] = node.args;
  switch (node.op) {
    case 'read': {
      if (node.args.length === 0) return node.name;
      const place = a as Node;
      if (place.op === 'const') return `${node.name}${place.value + 1}`;
      if (place.op === 'index') return `${node.name}${capital(store.indexName(place) ?? 'k')}`;
      const step =
        place.type === 'int' && place.op === 'add' && place.args[0]?.op === 'index' && place.args[1]?.op === 'const';
      const back =
        place.type === 'int' && place.op === 'sub' && place.args[0]?.op === 'index' && place.args[1]?.op === 'const';
      if (step || back) {
        const [index, by] = place.args as [Node, Node];
        return `${node.name}${capital(store.indexName(index) ?? 'k')}${step ? 'Plus' : 'Minus'}${by.value}`;
      }
      return node.free.length === 0
        ? undefined
        : `${node.name}${node.free.map((index) => capital(store.indexName(index) ?? 'k')).join('')}`;
    }
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'max':
    case 'min': {
      if (node.op === 'mul' && a?.op === 'const') {
        const rest = part(b);
        const count = { 2: 'two', 3: 'three', 0.5: 'half' }[a.value as 2];
        return rest === undefined || count === undefined ? undefined : `${count}${capital(rest)}`;
      }
      if (node.op === 'sub' && a?.op === 'const' && a.value === 1) return joined('oneMinus', part(b));
      if (node.op === 'add' && b?.op === 'const' && b.value === 1) return joined(part(a), 'PlusOne');
      if (node.op === 'div' && a?.op === 'const' && a.value === 1) return joined('oneOver', part(b));
      if (node.op === 'mul' && a === b) return joined(part(a), 'Squared');
      const [left, right] = [part(a), part(b)];
      return left === undefined || right === undefined ? undefined : `${left}${joints[node.op]}${capital(right)}`;
    }
    case 'pow':
      if (b?.op === 'const' && b.value === 2) return joined(part(a), 'Squared');
      if (b?.op === 'const' && b.value === 3) return joined(part(a), 'Cubed');
      return joined(part(a), 'Power');
    case 'neg':
      return joined('minus', part(a));
    case 'const':
    case 'index':
    case 'size':
    case 'select':
      return undefined;
    default:
      return node.args.length === 1 ? joined(node.op === 'sqrt' ? 'root' : node.op, part(a)) : undefined;
  }
}

const joined = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? undefined : `${a}${capital(b)}`;
