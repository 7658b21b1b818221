/** The statements of a module: what a whole line means is decided by its outermost node. */
import { didYouMean } from '../diagnostic.ts';
import { convertExpression, definableName, namesOfFunction } from './convert.ts';
import type { Setting } from './convert.ts';
import type { MathNode } from './mathjs.ts';
import { INPUT_KINDS } from './tokens.ts';
import type { Name, Statement } from './tree.ts';

/** Converts one statement; undefined if its shape is wrong, which is then reported. */
export function convertStatement(node: MathNode, setting: Setting): Statement | undefined {
  const span = setting.places.spanOf(node);
  switch (node.type) {
    case 'AssignmentNode': {
      const name = definableName(node.object, setting);
      if (node.index?.dimensions.length === 0) {
        setting.reporter.error(
          'syntax',
          `an index is missing between \`[\` and \`]\``,
          span,
          `write \`${name.name} = …\` for the whole`,
        );
      }
      const subscripts = node.index?.dimensions.map((subscript) => convertExpression(subscript, setting));
      const value = convertExpression(node.value, setting);
      return { kind: 'define', name, ...(subscripts ? { subscripts } : {}), value, span };
    }
    case 'FunctionAssignmentNode': {
      const { name, params } = namesOfFunction(node, setting);
      const body = convertExpression(node.expr, setting);
      const [of, param] = params;
      if (name.name === 'derivative' && params.length === 2 && of && param)
        return { kind: 'derivative', function: of, param, value: body, span };
      return { kind: 'function', name, params, body, span };
    }
    case 'RangeNode':
      return convertDeclaration(node, setting);
    default:
      return { kind: 'expression', value: convertExpression(node, setting), span };
  }
}

/** `name : type` or `name : type[sizes]`, which mathjs reads as a range. */
function convertDeclaration(node: MathNode & { readonly type: 'RangeNode' }, setting: Setting): Statement | undefined {
  const { places, reporter } = setting;
  const fail = (message: string, at: MathNode, suggestion: string): undefined => {
    reporter.error('bad-declaration', message, places.spanOf(at), suggestion);
  };
  const { start, end } = node;
  if (node.step !== null || places.implied(start) || start.type === 'ConstantNode') {
    return fail('a range cannot be a statement', node, 'write `name = 1:n` for a range, `name : real` for an input');
  }
  if (start.type !== 'SymbolNode') {
    const target = start.type === 'AccessorNode' && start.object.type === 'SymbolNode' ? start.object.name : 'x';
    return fail('only a name can be declared', start, `write the sizes after the type: \`${target} : real[n]\``);
  }
  if (places.implied(end)) return fail('the type is missing', node, `write \`${start.name} : real\``);
  const type = end.type === 'AccessorNode' ? end.object : end;
  if (type.type === 'FunctionNode' && type.fn.type === 'SymbolNode') {
    return fail('the sizes of an input stand in brackets', type, `write \`${start.name} : ${type.fn.name}[…]\``);
  }
  if (type.type !== 'SymbolNode') return fail('this is not a type', type, `write \`${start.name} : real\``);
  const typeName: Name = { name: type.name, span: places.spanOf(type) };
  const kind = INPUT_KINDS.get(type.name);
  if (kind === undefined) {
    const near = didYouMean(type.name, INPUT_KINDS.keys());
    const suggestion = near === undefined ? 'the types are `real`, `data` and `int`' : `did you mean \`${near}\`?`;
    reporter.error('unknown-type', `there is no type \`${type.name}\``, typeName.span, suggestion);
    return undefined;
  }
  const sizes = end.type === 'AccessorNode' ? end.index.dimensions : [];
  if (end.type === 'AccessorNode' && sizes.length === 0)
    return fail('the sizes are missing', end, `write \`${start.name} : ${kind}[n]\``);
  const shape = sizes.map((size) => convertExpression(size, setting));
  return {
    kind: 'declare',
    name: definableName(start, setting),
    type: kind,
    typeSpan: typeName.span,
    shape,
    span: places.spanOf(node),
  };
}
