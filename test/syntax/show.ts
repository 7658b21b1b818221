import type { Source } from '../../src/source.ts';
import { AdjointError } from '../../src/diagnostic.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { parseModule } from '../../src/syntax/parse.ts';
import type { Module, Name, Statement, Tree } from '../../src/syntax/tree.ts';

/** A tree on one line; for the shallow trees of tests. */
export function showTree(tree: Tree): string {
  const list = (trees: readonly Tree[]): string => trees.map(showTree).join(', ');
  switch (tree.kind) {
    case 'number':
    case 'boolean':
      return String(tree.value);
    case 'name':
      return tree.name;
    case 'call':
      return `${tree.callee}(${list(tree.args)})`;
    case 'index':
      return `${showTree(tree.target)}[${list(tree.subscripts)}]`;
    case 'range':
      return `range(${[tree.start, tree.step, tree.end].map((part) => (part ? showTree(part) : '_')).join(', ')})`;
    case 'array':
      return `[${list(tree.items)}]`;
    case 'conditional':
      return `if(${list([tree.test, tree.then, tree.else])})`;
    case 'binding':
      return `${tree.name} <- ${showTree(tree.value)}`;
    case 'lambda':
      return `(${tree.params.map((param) => param.name).join(', ')}) -> ${showTree(tree.body)}`;
  }
}

export function showStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'define':
      return `define ${statement.name.name}${bracketed(statement.subscripts)} = ${showTree(statement.value)}`;
    case 'function':
      return `function ${statement.name.name}(${statement.params.map((p) => p.name).join(', ')}) = ${showTree(statement.body)}`;
    case 'declare':
      return `declare ${statement.name.name} : ${statement.type}${bracketed(statement.shape)}`;
    case 'derivative':
      return `derivative of ${statement.function.name} by ${statement.param.name} = ${showTree(statement.value)}`;
    case 'expression':
      return showTree(statement.value);
  }
}

function bracketed(trees: readonly Tree[] | undefined): string {
  return trees === undefined || trees.length === 0 ? '' : `[${trees.map(showTree).join(', ')}]`;
}

export function source(text: string): Source {
  return { name: 'test.math', text };
}

export async function parse(text: string): Promise<Module> {
  return parseModule(source(text));
}

/** The statements of a text, one string each. */
export async function shown(text: string): Promise<string[]> {
  return (await parse(text)).statements.map(showStatement);
}

/** The diagnostics of a text that must fail. */
export async function errorsOf(text: string): Promise<readonly Diagnostic[]> {
  const outcome = await parse(text).catch((error: unknown) => error);
  if (outcome instanceof AdjointError) return outcome.diagnostics;
  throw outcome instanceof Error ? outcome : new Error(`no error in ${JSON.stringify(text)}`);
}

/** All trees inside a tree, itself first; iterative, shared ones once. */
export function subtrees(root: Tree): Tree[] {
  const seen = new Set<Tree>();
  const todo = [root];
  for (let tree = todo.pop(); tree !== undefined; tree = todo.pop()) {
    if (seen.has(tree)) continue;
    seen.add(tree);
    todo.push(...partsOf(tree));
  }
  return [...seen];
}

function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case 'call':
      return tree.args;
    case 'index':
      return [tree.target, ...tree.subscripts];
    case 'range':
      return [tree.start, tree.step, tree.end].filter((part) => part !== undefined);
    case 'array':
      return tree.items;
    case 'conditional':
      return [tree.test, tree.then, tree.else];
    case 'binding':
      return [tree.value];
    case 'lambda':
      return [tree.body];
    default:
      return [];
  }
}

/** All trees of a module, and the names in its statements. */
export function treesOf({ statements }: Module): Tree[] {
  return statements.flatMap((s) => {
    if (s.kind === 'define') return [...(s.subscripts ?? []), s.value].flatMap(subtrees);
    if (s.kind === 'declare') return s.shape.flatMap(subtrees);
    return subtrees(s.kind === 'function' ? s.body : s.value);
  });
}

export function namesOf({ statements }: Module): Name[] {
  return statements.flatMap((s) => {
    if (s.kind === 'expression') return [];
    if (s.kind === 'derivative') return [s.function, s.param];
    return s.kind === 'function' ? [s.name, ...s.params] : [s.name];
  });
}
