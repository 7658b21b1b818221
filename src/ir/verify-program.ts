import type { Program, Statement } from './program.ts';
import { postorder } from './store.ts';
import type { Node } from './store.ts';

/**
 * The problems of a loop program: a name that is read before it exists or is declared twice in a block, an index
 * outside of its loop, a read of more than one place, a reduction that was not turned into a loop, an update of what was
 * never declared. Empty for a sound program.
 */
export function verifyProgram(program: Program): string[] {
  const problems: string[] = [];
  const arrays = new Set([...program.arrays, ...program.tables].map(({ name }) => name));
  for (const input of program.inputs) if (input.shape.length > 0) arrays.add(input.name);
  const scalars = new Set(program.inputs.filter(({ shape }) => shape.length === 0).map(({ name }) => name));

  interface Scope {
    readonly names: ReadonlySet<string>;
    readonly indices: ReadonlySet<Node>;
    readonly locals: ReadonlySet<Node>;
  }
  const check = (root: Node, scope: Scope, where: string): void => {
    for (const node of postorder([root], (n) => !scope.locals.has(n))) {
      if (node.op === 'index' && !scope.indices.has(node)) problems.push(`${where}: an index outside of its loop`);
      if (node.op.endsWith('Over')) problems.push(`${where}: a ${node.op} that is no loop`);
      if (node.op !== 'read') continue;
      if (node.args.length > 1) problems.push(`${where}: ${node.name} is read at ${node.args.length} places`);
      if (node.args.length === 1 && !arrays.has(node.name)) problems.push(`${where}: ${node.name} is no array`);
      if (node.args.length === 0 && !scope.names.has(node.name))
        problems.push(`${where}: ${node.name} is read before it is there`);
    }
  };
  const visit = (statements: readonly Statement[], outer: Scope): void => {
    let names = outer.names;
    let locals = outer.locals;
    for (const statement of statements) {
      const scope: Scope = { names, indices: outer.indices, locals };
      switch (statement.kind) {
        case 'local':
        case 'variable':
          check(statement.value, scope, statement.name);
          if (names.has(statement.name)) problems.push(`${statement.name} is declared twice`);
          names = new Set([...names, statement.name]);
          if (statement.kind === 'local' && statement.names !== undefined)
            locals = new Set([...locals, statement.names]);
          break;
        case 'update':
          check(statement.value, scope, statement.name);
          if (!names.has(statement.name)) problems.push(`${statement.name} is updated before it is there`);
          break;
        case 'store':
          check(statement.at, scope, statement.array);
          check(statement.value, scope, statement.array);
          if (!arrays.has(statement.array)) problems.push(`${statement.array} is stored to and is no array`);
          break;
        case 'fill':
          if (!arrays.has(statement.array)) problems.push(`${statement.array} is filled and is no array`);
          break;
        case 'track':
          check(statement.value, scope, statement.arg);
          for (const name of [statement.best, statement.arg])
            if (!names.has(name)) problems.push(`${name} is updated before it is there`);
          break;
        case 'loop':
          check(statement.lo, scope, `bound of ${statement.name}`);
          check(statement.hi, scope, `bound of ${statement.name}`);
          visit(statement.body, { names, locals, indices: new Set([...outer.indices, statement.index]) });
          break;
        case 'if':
          check(statement.test, scope, 'a test');
          visit(statement.body, scope);
          break;
      }
    }
  };
  visit(program.body, { names: scalars, indices: new Set(), locals: new Set() });
  return problems;
}
