import { freshName } from '../../ir/graph.ts';
import type { Graph } from '../../ir/graph.ts';
import { uniqueName } from '../../ir/program.ts';
import type { Mode, Statement } from '../../ir/program.ts';
import type { Node } from '../../ir/store.ts';
import { isValue } from '../../rules/simplify/terms.ts';
import { strengthRules } from '../../rules/strength.ts';
import { createRewriter, indexRules } from '../rewrite.ts';
import { addressOf, createAddresser } from './address.ts';
import type { Layout } from './address.ts';
import type { Block, Item } from './fuse.ts';
import { nameOf } from './name.ts';
import { placeExpressions } from './place.ts';
import type { LoopSite, Placed, Site } from './place.ts';
import type { Path } from './storage.ts';
import { targetsOf } from './task.ts';
import type { Task, Tracked } from './task.ts';
import { pushTo } from '../lists.ts';

const strength = indexRules(strengthRules);

const LETTERS = ['i', 'j', 'k', 'l', 'm', 'p', 'q', 'r', 's', 't', 'u', 'v'];

/** The statements of fused loops: reads addressed, expressions placed, everything named. */
export function emitStatements(
  layout: Layout,
  graph: Graph,
  block: Block,
  taken: Set<string>,
  simplify: (node: Node) => Node,
): Statement[] {
  const { store } = layout;
  const address = createAddresser(layout);
  const sites: Site[] = [];
  const loops: LoopSite[] = [];
  const leaves = new Map<string, Leaf>();
  const strengthen = createRewriter(store, strength);
  const ready = (node: Node): Node => strengthen(simplify(address(simplify(node))));
  const collect = (items: Block, path: Path): void => {
    for (const [k, item] of items.entries()) {
      const here = [...path, k];
      if (item.kind === 'loop') {
        const index = ready(item.index);
        loops.push({ path: here, index });
        sites.push({ path: here, roots: index.args, writes: [], guards: [] });
        collect(item.body, here);
        continue;
      }
      const leaf = leafOf(layout, item.task, ready);
      leaves.set(here.join(), leaf);
      sites.push({ path: here, roots: leaf.roots, writes: leaf.writes, guards: leaf.guards });
    }
  };
  collect(block, []);

  const placedAt = new Map<string, Placed[]>();
  for (const placed of placeExpressions(sites, loops)) {
    const key = placed.path.join();
    pushTo(placedAt, key, placed);
  }
  const writes = new Map<string, number>();
  for (const leaf of leaves.values()) for (const name of leaf.writes) writes.set(name, (writes.get(name) ?? 0) + 1);

  const known = new Map<Node, string>();
  const graphNames = new Set(taken);
  const declared = new Set<string>();
  const variablesOf = new Map<string, string[]>();
  for (const [name, { kept, scope }] of layout.storage) if (kept.length === 0) pushTo(variablesOf, scope.join(), name);
  const comments = commentsOf(graph);
  const build = (items: Block, path: Path, active: readonly string[]): Statement[] => {
    const result: Statement[] = [];
    // Variables that are written further in than they live.
    const declaredHere = new Set(
      items.map((item, k) => (item.kind === 'leaf' ? leaves.get([...path, k].join())?.declares : undefined)),
    );
    for (const name of variablesOf.get(path.join()) ?? []) {
      if (declaredHere.has(name) || declared.has(name)) continue;
      declared.add(name);
      result.push({ kind: 'variable', name, value: store.const(0) });
    }
    // What the statement before is said to compute: once is enough.
    let said: string | undefined;
    for (const [k, item] of items.entries()) {
      const here = [...path, k];
      const next = leaves.get(here.join());
      const own = next !== undefined && isConstant(layout, next, declared, writes, path) ? next.value : undefined;
      const before = placedAt.get(here.join()) ?? [];
      // What the statement itself gives a name to needs no other.
      const names = before.at(-1)?.node === own ? own : undefined;
      for (const { node } of names === undefined ? before : before.slice(0, -1)) {
        const wanted = nameOf(store, node, known, graphNames);
        const name = uniqueName(wanted, taken);
        taken.add(name);
        known.set(node, wanted);
        result.push({ kind: 'local', name, value: node, names: node });
      }
      if (item.kind === 'loop') {
        said = undefined;
        const filled = fillOf(layout, item);
        if (filled !== undefined) {
          result.push({ kind: 'fill', ...filled, ...notedBy(comments.get(filled.array)) });
          continue;
        }
        const isOpen = (wanted: string): boolean => !active.includes(wanted) && !taken.has(wanted);
        const hint = store.indexName(item.index);
        const name =
          [...(hint === undefined ? [] : [hint]), ...LETTERS].find(isOpen) ??
          freshName('index', new Set([...taken, ...active]));
        const index = ready(item.index);
        const [lo, hi] = index.args as [Node, Node];
        store.nameIndex(index, name);
        const body = build(item.body, here, [...active, name]);
        const { down, step, rest } = item;
        const kind = step !== undefined ? { step } : rest === true ? { rest } : {};
        result.push({ kind: 'loop', index, name, lo, hi, down, body, ...kind });
        continue;
      }
      const leaf = next as Leaf;
      const comment = comments.get(leaf.target);
      const isSaid = said === comment;
      said = comment;
      if (names !== undefined) known.set(names, leaf.target);
      result.push(...statementsOf(layout, leaf, isSaid ? undefined : comment, declared, writes, path, names));
    }
    return result;
  };
  return build(block, [], []);
}

interface Leaf {
  readonly task: Task;
  readonly target: string;
  readonly at: Node | undefined;
  readonly value: Node;
  readonly init: Node | undefined;
  readonly guards: readonly Node[];
  /** The place that a search looks at: the loop's index, whose bounds are written alike. */
  readonly index: Node | undefined;
  readonly roots: readonly Node[];
  readonly writes: readonly string[];
  /** The scalar that this statement may declare. */
  readonly declares: string | undefined;
}

function leafOf(layout: Layout, task: Task, ready: (node: Node) => Node): Leaf {
  const [at] = addressOf(layout, task.target, task.places).map(ready);
  const value = ready(task.body);
  const init = task.init === undefined ? undefined : ready(task.init);
  const guards = task.guards.map(ready);
  const index = task.tracks === undefined ? undefined : ready(task.tracks.index);
  const roots = [value, ...guards];
  if (at !== undefined) roots.push(at);
  if (init !== undefined) roots.push(init);
  const target = layout.aliases.get(task.target) ?? task.target;
  const writes = task.tracks === undefined ? [target] : targetsOf(task);
  const declares = at === undefined && task.mode === 'set' && guards.length === 0 ? target : undefined;
  return { task, target, at, value, init, guards, index, roots, writes, declares };
}

/** Whether a statement declares a constant. */
const isConstant = (
  layout: Layout,
  { task, target, at, init, guards }: Leaf,
  declared: ReadonlySet<string>,
  writes: ReadonlyMap<string, number>,
  path: Path,
): boolean =>
  at === undefined &&
  task.mode === 'set' &&
  guards.length === 0 &&
  init === undefined &&
  writes.get(target) === 1 &&
  !declared.has(target) &&
  layout.storage.get(target)?.scope.join() === path.join();

function statementsOf(
  layout: Layout,
  leaf: Leaf,
  comment: string | undefined,
  declared: Set<string>,
  writes: ReadonlyMap<string, number>,
  path: Path,
  names: Node | undefined,
): Statement[] {
  const { task, target, at, value, guards } = leaf;
  const noted = notedBy(comment);
  const statements: Statement[] = [];
  const write = (mode: Mode, node: Node): Statement => {
    if (at !== undefined)
      return { kind: 'store', array: target, at, mode, value: node, ...(mode === 'set' ? noted : {}) };
    const here = layout.storage.get(target)?.scope.join() === path.join();
    if (declared.has(target) || !here || mode !== 'set' || guards.length > 0)
      return { kind: 'update', name: target, mode, value: node };
    const constant = isConstant(layout, leaf, declared, writes, path);
    declared.add(target);
    if (constant)
      return { kind: 'local', name: target, value: node, ...(names === undefined ? {} : { names }), ...noted };
    return { kind: 'variable', name: target, value: node, ...noted };
  };
  if (task.mode === 'argmax' || task.mode === 'argmin') {
    const { best, at: arg } = task.tracks as Tracked;
    statements.push({ kind: 'track', best, arg, greatest: task.mode === 'argmax', value, index: leaf.index as Node });
  } else {
    if (leaf.init !== undefined) statements.push(write('set', leaf.init));
    statements.push(write(task.mode, value));
  }
  return guards.reduceRight<Statement[]>((body, test) => [{ kind: 'if', test, body }], statements);
}

const notedBy = (comment: string | undefined): { comment?: string } => (comment === undefined ? {} : { comment });

/** Loops that do no more than set the whole of an array to a literal. */
function fillOf(layout: Layout, item: Item): { array: string; value: number } | undefined {
  const loops: Node[] = [];
  let inner = item;
  while (inner.kind === 'loop') {
    loops.push(inner.index);
    const [only] = inner.body;
    if (inner.body.length !== 1 || only === undefined) return undefined;
    inner = only;
  }
  const { task } = inner;
  const storage = layout.storage.get(task.target);
  if (storage === undefined || task.mode !== 'set' || task.guards.length > 0 || task.body.op !== 'const')
    return undefined;
  const places = storage.kept.map((p) => task.places[p]);
  const whole =
    places.length === loops.length &&
    places.every((place, p) =>
      loops.some((index) => index === place && isValue(index.args[0], 0) && index.args[1] === storage.extents[p]),
    );
  return whole ? { array: layout.aliases.get(task.target) ?? task.target, value: task.body.value } : undefined;
}

/** What stands beside a statement: the formula that it computes, or what its target is the adjoint of. */
function commentsOf(graph: Graph): Map<string, string> {
  const formulas = new Map(
    graph.definitions.map(({ name, origin }) => [name, origin?.kind === 'formula' ? origin.text : '']),
  );
  const comments = new Map<string, string>();
  for (const { name, origin } of graph.definitions) {
    if (origin === undefined || origin.text === '') continue;
    const formula = formulas.get(origin.text) ?? '';
    const where = formula === '' ? '' : `, ${formula}`;
    const text = {
      formula: origin.text,
      adjoint: `∂${graph.name}/∂${origin.text}${where}`,
      tangent: `tangent of ${origin.text}${where}`,
      jacobian: `derivative of ${origin.text}${where}`,
      shared: origin.text,
    }[origin.kind];
    comments.set(name, text);
  }
  return comments;
}
