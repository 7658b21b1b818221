/** mathjs' nodes, with the places that were found for them, to our syntax tree. Iterative: trees may be very deep. */
import type { Span } from '../source.ts';
import { joinSpans } from '../source.ts';
import type { Reporter } from '../diagnostic.ts';
import type { MathNode } from './mathjs.ts';
import type { Places } from './spans.ts';
import type { Name, Tree } from './tree.ts';

/** What a conversion needs to know beside the nodes. */
export interface Setting {
  readonly places: Places;
  readonly reporter: Reporter;
}

/** mathjs' functions that go by another name here. */
const RENAMED: ReadonlyMap<string, string> = new Map([['ctranspose', 'transpose']]);

/**
 * Converts one expression. Reports what formulas don't have (units, `null`, an assignment inside an expression) with its
 * place; the tree is then incomplete and not to be used.
 */
export function convertExpression(root: MathNode, setting: Setting): Tree {
  // mathjs shares nodes (in `a + 10%` the `a` is in the tree twice): each is converted once, and its tree is shared.
  const done = new Map<MathNode, Tree>();
  const todo: MathNode[] = [root];
  while (todo.length > 0) {
    const node = todo.at(-1) as MathNode;
    if (done.has(node)) {
      todo.pop();
      continue;
    }
    const missing = partsOf(node, setting.places).filter((part) => !done.has(part));
    if (missing.length > 0) todo.push(...missing.reverse());
    else {
      todo.pop();
      done.set(
        node,
        build(node, (part) => done.get(part) as Tree, setting),
      );
    }
  }
  return done.get(root) as Tree;
}

/** The nodes whose trees are needed for the tree of this one. */
function partsOf(node: MathNode, places: Places): readonly MathNode[] {
  switch (node.type) {
    case 'ParenthesisNode':
      return [node.content];
    case 'OperatorNode':
      return node.args;
    case 'FunctionNode':
      return node.args.map((arg) => argumentValue(arg));
    case 'AccessorNode':
      return [node.object, ...node.index.dimensions];
    case 'ArrayNode':
      return node.items;
    case 'RangeNode':
      return [node.start, node.step, node.end].filter((part) => part !== null && !places.implied(part)) as MathNode[];
    case 'RelationalNode':
      return node.params;
    case 'ConditionalNode':
      return [node.condition, node.trueExpr, node.falseExpr];
    default:
      return [];
  }
}

/** An argument may be `i = 1:n` or `f(t) = …`; of those the value is converted here and the rest in `buildArgument`. */
function argumentValue(arg: MathNode): MathNode {
  if (arg.type === 'AssignmentNode' && arg.index === null) return arg.value;
  return arg.type === 'FunctionAssignmentNode' ? arg.expr : arg;
}

function build(node: MathNode, treeOf: (part: MathNode) => Tree, setting: Setting): Tree {
  const { places } = setting;
  const span = places.spanOf(node);
  switch (node.type) {
    case 'ConstantNode':
      return buildConstant(node.value, places.implied(node), span, setting);
    case 'SymbolNode':
      return { kind: 'name', name: node.name, span };
    case 'ParenthesisNode':
      return treeOf(node.content);
    case 'OperatorNode':
      return buildOperator(node, treeOf, span, setting);
    case 'FunctionNode': {
      if (node.fn.type !== 'SymbolNode') {
        const message = 'only a function that has a name can be called';
        return refused(
          setting,
          'syntax',
          message,
          places.spanOf(node.fn),
          'for a product write `*` before the parenthesis',
        );
      }
      const args = node.args.map((arg) => buildArgument(arg, treeOf(argumentValue(arg)), setting));
      return { kind: 'call', callee: node.fn.name, args, operator: false, calleeSpan: places.spanOf(node.fn), span };
    }
    case 'AccessorNode':
      if (node.index.dimensions.length === 0)
        return refused(setting, 'syntax', 'an index is missing between `[` and `]`', span, 'write `x[1]` or `x[:]`');
      return { kind: 'index', target: treeOf(node.object), subscripts: node.index.dimensions.map(treeOf), span };
    case 'ArrayNode':
      return { kind: 'array', items: node.items.map(treeOf), span };
    case 'RangeNode': {
      const written = (name: 'start' | 'step' | 'end', part: MathNode | null): Partial<Record<typeof name, Tree>> =>
        part === null || places.implied(part) ? {} : { [name]: treeOf(part) };
      return {
        kind: 'range',
        ...written('start', node.start),
        ...written('step', node.step),
        ...written('end', node.end),
        span,
      };
    }
    case 'RelationalNode':
      return buildChain(node, treeOf, setting);
    case 'ConditionalNode':
      return {
        kind: 'conditional',
        test: treeOf(node.condition),
        // oxlint-disable-next-line unicorn/no-thenable
        then: treeOf(node.trueExpr),
        else: treeOf(node.falseExpr),
        span,
      };
    case 'AssignmentNode':
    case 'FunctionAssignmentNode': {
      const message = 'an assignment cannot stand inside an expression';
      const suggestion = 'make it a statement of its own; to compare, write `==`';
      return refused(setting, 'syntax', message, places.marksOf(node)[0] ?? span, suggestion);
    }
    case 'ObjectNode':
    case 'IndexNode':
    case 'BlockNode':
      return refused(
        setting,
        'unsupported',
        'this is not supported in a formula',
        span,
        'formulas are made of numbers, names, operators and calls',
      );
  }
}

function buildConstant(value: unknown, implied: boolean, span: Span, setting: Setting): Tree {
  if (typeof value === 'boolean') return { kind: 'boolean', value, span };
  if (typeof value !== 'number') {
    const message = `\`${String(value)}\` is not supported: no value is ever missing in a formula`;
    return refused(setting, 'unsupported', message, span, 'write a number, or give it another name');
  }
  const written = setting.reporter.source.text.slice(span.start, span.end);
  // Where the place is not exact, the text is not the number's own.
  const exact = !implied && setting.places.exact;
  return { kind: 'number', value, text: exact ? written : String(value), span };
}

function buildOperator(
  node: MathNode & { readonly type: 'OperatorNode' },
  treeOf: (part: MathNode) => Tree,
  span: Span,
  setting: Setting,
): Tree {
  const { places } = setting;
  if (node.fn === 'to') {
    const suggestion = 'multiply by the factor of conversion, as in `angle * pi / 180`';
    return refused(
      setting,
      'unsupported',
      `\`${node.op}\` converts units, which are not supported`,
      places.marksOf(node)[0] ?? span,
      suggestion,
    );
  }
  const [left, right] = node.args;
  // An implicit product has no operator; its place is between the factors.
  const between = left && right ? { start: places.spanOf(left).end, end: places.spanOf(right).start } : span;
  const calleeSpan = places.marksOf(node)[0] ?? (node.implicit && between.start <= between.end ? between : span);
  const callee = RENAMED.get(node.fn) ?? node.fn;
  return { kind: 'call', callee, args: node.args.map(treeOf), operator: true, calleeSpan, span };
}

/** `a <= b < c` is `and(smallerEq(a, b), smaller(b, c))`; `b` is one tree in both places. */
function buildChain(
  node: MathNode & { readonly type: 'RelationalNode' },
  treeOf: (part: MathNode) => Tree,
  setting: Setting,
): Tree {
  const { places } = setting;
  const span = places.spanOf(node);
  let chain: Tree | undefined;
  node.conditionals.forEach((callee, i) => {
    const [a, b] = [node.params[i], node.params[i + 1]];
    if (a === undefined || b === undefined) return;
    const calleeSpan = places.marksOf(node)[i] ?? span;
    const link: Tree = {
      kind: 'call',
      callee,
      args: [treeOf(a), treeOf(b)],
      operator: true,
      calleeSpan,
      span: joinSpans(places.spanOf(a), places.spanOf(b)),
    };
    chain = chain
      ? {
          kind: 'call',
          callee: 'and',
          args: [chain, link],
          operator: true,
          calleeSpan,
          span: joinSpans(chain.span, link.span),
        }
      : link;
  });
  return chain ?? refused(setting, 'syntax', 'a comparison is incomplete', span, 'write a value on both sides');
}

/** An argument of a call: `i = 1:n` binds an index, `f(t) = …` is a function without a place of its own. */
function buildArgument(arg: MathNode, value: Tree, setting: Setting): Tree {
  const { places } = setting;
  const span = places.spanOf(arg);
  if (arg.type === 'FunctionAssignmentNode') {
    const { params } = namesOfFunction(arg, setting);
    return { kind: 'lambda', name: arg.name, params, body: value, span };
  }
  if (arg.type !== 'AssignmentNode' || arg.index !== null) return value;
  const name = definableName(arg.object, setting);
  return { kind: 'binding', name: name.name, nameSpan: name.span, value, span };
}

/** The names of `f(x, y) = …`. Reports a parameter that is named twice. */
export function namesOfFunction(
  node: MathNode & { readonly type: 'FunctionAssignmentNode' },
  setting: Setting,
): { readonly name: Name; readonly params: readonly Name[] } {
  const marks = setting.places.marksOf(node);
  const whole = setting.places.spanOf(node);
  const name = checkedName(node.name, marks[0] ?? whole, setting);
  const seen = new Set<string>();
  const params = node.params.map((param, i) => {
    const span = marks[i + 1] ?? whole;
    if (seen.has(param))
      setting.reporter.error(
        'duplicate-parameter',
        `the parameter \`${param}\` is named twice`,
        span,
        'rename one of them',
      );
    seen.add(param);
    return checkedName(param, span, setting);
  });
  return { name, params };
}

/** The name on the left of `=`. */
export function definableName(node: MathNode, setting: Setting): Name {
  const span = setting.places.spanOf(node);
  if (node.type === 'SymbolNode') return checkedName(node.name, span, setting);
  setting.reporter.error(
    'syntax',
    'only a name can be given a value',
    span,
    'for an element of an array write `name[i, j] = …`',
  );
  return { name: '', span };
}

/** `end` stands for the last place in an index, so nothing can be called so. */
function checkedName(name: string, span: Span, { reporter }: Setting): Name {
  if (name === 'end')
    reporter.error(
      'syntax',
      '`end` is the last place of an index and cannot be given a value',
      span,
      'choose another name',
    );
  return { name, span };
}

/** Reports an error and gives a tree in place of the one that can't be made. */
function refused({ reporter }: Setting, code: string, message: string, span: Span, suggestion?: string): Tree {
  reporter.error(code, message, span, suggestion);
  return { kind: 'name', name: '', span };
}
