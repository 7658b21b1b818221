/**
 * Places for mathjs' nodes, which carry none: the tree is walked in the order of the text, and each node takes from the
 * tokens of its statement those that it was made of. Where tree and tokens disagree nothing is guessed: every place
 * is then the whole statement's.
 */
import type { Span } from '../source.ts';
import type { MathNode } from './mathjs.ts';
import type { Token } from './tokens.ts';

export interface Places {
  /** Where a node stands; a parenthesised one with its parentheses. */
  spanOf(node: MathNode): Span;
  /** The tokens that belong to the node itself: its operators, the names of a function and its parameters. */
  marksOf(node: MathNode): readonly Span[];
  /** True for a node that is not written: the 100 of `10%`, the ends of `:`. */
  implied(node: MathNode): boolean;
  /** False if tree and tokens disagree: then no place is exact. */
  readonly exact: boolean;
  /** The token at which they disagree; undefined if that is the end. */
  readonly stray: Token | undefined;
}

type Step =
  | { readonly do: 'node'; readonly node: MathNode }
  /** A node that is left out where the next token is one of `stops` ('' is the end). */
  | { readonly do: 'node unless'; readonly node: MathNode; readonly stops: readonly string[] }
  /** A row of `[1, 2; 3, 4]`, which has no brackets of its own. */
  | { readonly do: 'row'; readonly node: MathNode }
  | { readonly do: 'token'; readonly text: string; readonly owner?: MathNode }
  | { readonly do: 'optional token'; readonly text: string }
  /** A node that is not written stands at the token before. */
  | { readonly do: 'imply'; readonly node: MathNode }
  | { readonly do: 'end'; readonly node: MathNode; readonly from: number };

/** Finds the place of each node of one statement. */
export function placeNodes(root: MathNode, tokens: readonly Token[], statement: Span): Places {
  const spans = new Map<MathNode, Span>();
  const marks = new Map<MathNode, Span[]>();
  const implied = new Set<MathNode>();
  const matrices = matrixBrackets(tokens);
  let at = 0;
  let agree = true;
  const todo: Step[] = [child(root)];

  const enter = (node: MathNode, steps: readonly Step[]): void => {
    todo.push({ do: 'end', node, from: at });
    for (let i = steps.length - 1; i >= 0; i -= 1) todo.push(steps[i] as Step);
  };
  /** Takes the next token, for its owner if it has one; false if it isn't the one that the tree says. */
  const take = (text: string, owner: MathNode | undefined): boolean => {
    const token = tokens[at];
    if (token === undefined || (text !== ANY && token.text !== text)) return false;
    at += 1;
    if (owner === undefined) return true;
    const mark = { start: token.start, end: token.end };
    const own = marks.get(owner);
    if (own) own.push(mark);
    else marks.set(owner, [mark]);
    return true;
  };
  const cover = (node: MathNode, from: number): void => {
    const [first, last] = [tokens[from], tokens[at - 1]];
    if (first && last && at > from) spans.set(node, { start: first.start, end: last.end });
  };

  while (agree) {
    const step = todo.pop();
    if (step === undefined) break;
    if (step.do === 'node') enter(step.node, stepsOf(step.node, matrices.has(at), spans));
    else if (step.do === 'row') enter(step.node, rowSteps(step.node));
    else if (step.do === 'end') cover(step.node, step.from);
    else if (step.do === 'token') agree = take(step.text, step.owner);
    else if (step.do === 'optional token') at += tokens[at]?.text === step.text ? 1 : 0;
    else if (step.do === 'imply') {
      implied.add(step.node);
      cover(step.node, at - 1);
    } else if (step.stops.includes(tokens[at]?.text ?? '')) implied.add(step.node);
    else todo.push(child(step.node));
  }
  if (!agree || at < tokens.length) {
    return { spanOf: () => statement, marksOf: () => [], implied: () => false, exact: false, stray: tokens[at] };
  }
  return {
    spanOf: (node) => spans.get(node) ?? statement,
    marksOf: (node) => marks.get(node) ?? [],
    implied: (node) => implied.has(node),
    exact: true,
    stray: undefined,
  };
}

/** Matches every token: a constant's text is not in its node. */
const ANY = '';

/** What a node was made of, in the order of the text. */
function stepsOf(node: MathNode, matrix: boolean, placed: ReadonlyMap<MathNode, Span>): readonly Step[] {
  switch (node.type) {
    case 'ConstantNode':
      return [token(ANY)];
    case 'SymbolNode':
      return [token(node.name)];
    case 'ParenthesisNode':
      return [token('('), child(node.content), token(')')];
    case 'OperatorNode':
      return operatorSteps(node, placed);
    case 'FunctionNode':
      return [child(node.fn), token('('), ...listed(node.args), token(')')];
    case 'AccessorNode':
      return [child(node.object), token('['), ...listed(node.index.dimensions), token(']')];
    case 'ArrayNode':
      return [token('['), ...(matrix ? rows(node.items) : [...listed(node.items), maybe(',')]), token(']')];
    case 'RangeNode': {
      const step = node.step === null ? [] : [token(':'), child(node.step)];
      const [first, last] = [unless([':'], node.start), unless([')', ']', ',', ''], node.end)];
      return [first, ...step, token(':'), last];
    }
    case 'RelationalNode':
      return node.params.flatMap((param, i) => (i === 0 ? [child(param)] : [own(ANY, node), child(param)]));
    case 'ConditionalNode':
      return [child(node.condition), token('?'), child(node.trueExpr), token(':'), child(node.falseExpr)];
    case 'AssignmentNode': {
      const index = node.index === null ? [] : [token('['), ...listed(node.index.dimensions), token(']')];
      return [child(node.object), ...index, own('=', node), child(node.value)];
    }
    case 'FunctionAssignmentNode': {
      const params = node.params.flatMap((param, i) => (i === 0 ? [own(param, node)] : [token(','), own(param, node)]));
      return [own(node.name, node), token('('), ...params, token(')'), token('='), child(node.expr)];
    }
    case 'IndexNode':
    case 'BlockNode':
    case 'ObjectNode':
      return [];
  }
}

function operatorSteps(
  node: MathNode & { readonly type: 'OperatorNode' },
  placed: ReadonlyMap<MathNode, Span>,
): readonly Step[] {
  const [a, b] = node.args;
  if (a === undefined) return [];
  if (b === undefined) return POSTFIX.has(node.fn) ? [child(a), own(node.op, node)] : [own(node.op, node), child(a)];
  if (node.isPercentage) return [child(a), own('%', node), { do: 'imply', node: b }];
  // In `a + 10%` mathjs means a + a * 10%, where the second `a` is the same node again and not in the text.
  if (b.type === 'OperatorNode' && b.isPercentage && placed.has(a)) return [child(b)];
  return node.implicit ? [child(a), child(b)] : [child(a), own(node.op, node), child(b)];
}

const POSTFIX: ReadonlySet<string> = new Set(['factorial', 'ctranspose']);

const token = (text: string): Step => ({ do: 'token', text });
const own = (text: string, owner: MathNode): Step => ({ do: 'token', text, owner });
const maybe = (text: string): Step => ({ do: 'optional token', text });
const child = (node: MathNode): Step => ({ do: 'node', node });
const unless = (stops: readonly string[], node: MathNode): Step => ({ do: 'node unless', node, stops });

function listed(nodes: readonly MathNode[]): readonly Step[] {
  return nodes.flatMap((node, i) => (i === 0 ? [child(node)] : [token(','), child(node)]));
}

function rowSteps(node: MathNode): readonly Step[] {
  return node.type === 'ArrayNode' ? [...listed(node.items), maybe(',')] : [child(node)];
}

function rows(nodes: readonly MathNode[]): readonly Step[] {
  const row = (node: MathNode): Step => ({ do: 'row', node });
  return [...nodes.flatMap((node, i) => (i === 0 ? [row(node)] : [token(';'), row(node)])), maybe(';')];
}

/** Indices of the brackets `[` that hold rows: those with a `;` of their own. */
function matrixBrackets(tokens: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  const open: number[] = [];
  tokens.forEach((token, i) => {
    if (token.kind === 'open') open.push(i);
    else if (token.kind === 'close') open.pop();
    else if (token.kind === 'semicolon') found.add(open.at(-1) ?? -1);
  });
  return found;
}
