/**
 * mathjs' parser, and the shape of the nodes it makes.
 *
 * Importing `mathjs` costs a second and `mathjs/number` half a second, nearly all of it for functions that we never
 * call: we need the tree and nothing else. mathjs builds its parser by a factory that is given its node types, so we
 * import that one file (25 ms) and give it plain records. The package's `exports` don't name the file, so it is found
 * beside `mathjs/package.json`; where that fails (a bundler, a browser) `mathjs/number` gives the same tree, slowly.
 */
import { numberValue } from './tokens.ts';

export type MathNode =
  | { readonly type: 'ConstantNode'; readonly value: unknown }
  | SymbolNode
  | {
      readonly type: 'OperatorNode';
      readonly op: string;
      readonly fn: string;
      readonly args: readonly MathNode[];
      readonly implicit: boolean;
      readonly isPercentage: boolean;
    }
  | { readonly type: 'ParenthesisNode'; readonly content: MathNode }
  | { readonly type: 'FunctionNode'; readonly fn: MathNode; readonly args: readonly MathNode[] }
  | { readonly type: 'AccessorNode'; readonly object: MathNode; readonly index: IndexNode }
  | IndexNode
  | ArrayNode
  /** In a written range `:` stands for `1:end`, and a missing end is the name `end`. */
  | { readonly type: 'RangeNode'; readonly start: MathNode; readonly end: MathNode; readonly step: MathNode | null }
  | { readonly type: 'RelationalNode'; readonly conditionals: readonly string[]; readonly params: readonly MathNode[] }
  | {
      readonly type: 'ConditionalNode';
      readonly condition: MathNode;
      readonly trueExpr: MathNode;
      readonly falseExpr: MathNode;
    }
  | {
      readonly type: 'AssignmentNode';
      readonly object: MathNode;
      readonly index: IndexNode | null;
      readonly value: MathNode;
    }
  | {
      readonly type: 'FunctionAssignmentNode';
      readonly name: string;
      readonly params: readonly string[];
      readonly expr: MathNode;
    }
  | { readonly type: 'BlockNode' }
  | { readonly type: 'ObjectNode' };

export interface SymbolNode {
  readonly type: 'SymbolNode';
  readonly name: string;
}

export interface IndexNode {
  readonly type: 'IndexNode';
  readonly dimensions: readonly MathNode[];
}

export interface ArrayNode {
  readonly type: 'ArrayNode';
  readonly items: readonly MathNode[];
}

/** Throws a SyntaxError that carries `char`, its place counted from 1; a RangeError where the text is too deep. */
export type MathParser = (text: string) => MathNode;

/** mathjs' parser by the fast way, or else by the sure one. */
export async function loadParser(): Promise<MathParser> {
  return (await loadParserFile()) ?? (await loadNumberParser());
}

/** The parser's own file with our node types; undefined where it can't be found or has changed. */
export async function loadParserFile(): Promise<MathParser | undefined> {
  try {
    const url = new URL('./lib/esm/expression/parse.js', import.meta.resolve('mathjs/package.json'));
    const file: unknown = await import(/* @vite-ignore */ /* webpackIgnore: true */ url.href);
    const parse = (file as ParserFile).createParse({
      ...NODE_TYPES,
      typed,
      numeric: (text: string) => numberValue(text) ?? Number.NaN,
      config: { number: 'number', numberFallback: 'number' },
    });
    return parse('x^2').type === 'OperatorNode' ? parse : undefined;
  } catch {
    return undefined;
  }
}

/** The parser as mathjs offers it to everyone. */
export async function loadNumberParser(): Promise<MathParser> {
  const { parse } = await import('mathjs/number');
  return parse as unknown as MathParser;
}

interface ParserFile {
  createParse(parts: Readonly<Record<string, unknown>>): MathParser;
}

/** What the factory does with mathjs' type dispatcher: it takes the case for a string. */
const typed = Object.assign((_name: string, cases: { readonly string: MathParser }) => cases.string, {
  addConversion: (): void => {},
});

/** The fields of each node type, from the arguments of its constructor. */
const NODE_FIELDS = {
  AccessorNode: (object, index) => ({ object, index }),
  ArrayNode: (items) => ({ items }),
  AssignmentNode: (object, a, b) =>
    b === undefined ? { object, index: null, value: a } : { object, index: a, value: b },
  BlockNode: () => ({}),
  ConditionalNode: (condition, trueExpr, falseExpr) => ({ condition, trueExpr, falseExpr }),
  ConstantNode: (value) => ({ value }),
  FunctionAssignmentNode: (name, params, expr) => ({ name, params, expr }),
  FunctionNode: (fn, args) => ({ fn, args, name: (fn as { name?: unknown }).name }),
  IndexNode: (dimensions) => ({ dimensions }),
  ObjectNode: () => ({}),
  OperatorNode: (op, fn, args, implicit, isPercentage) => ({
    op,
    fn,
    args,
    implicit: implicit === true,
    isPercentage: isPercentage === true,
  }),
  ParenthesisNode: (content) => ({ content }),
  RangeNode: (start, end, step) => ({ start, end, step: step ?? null }),
  RelationalNode: (conditionals, params) => ({ conditionals, params }),
  SymbolNode: (name) => ({ name }),
} satisfies Record<MathNode['type'], (...values: readonly unknown[]) => object>;

const NODE_TYPES = Object.fromEntries(
  Object.entries(NODE_FIELDS).map(([type, fields]) => [type, nodeType(type, fields)]),
);

/** A constructor as mathjs' parser wants it: it asks nodes for `isSymbolNode` and their prototype for `isNode`. */
function nodeType(type: string, fields: (...values: readonly unknown[]) => object): unknown {
  function Node(this: object, ...values: readonly unknown[]): void {
    Object.assign(this, fields(...values));
  }
  Object.assign(Node.prototype as object, { isNode: true, [`is${type}`]: true, type });
  return Node;
}
