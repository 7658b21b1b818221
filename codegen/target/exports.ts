import { createReporter, throwIfErrors } from '../../src/diagnostic.ts';
import type { Role, Unit } from '../../src/pipeline.ts';
import type { Source, Span } from '../../src/source.ts';

export const suffixes: Record<Role, string> = {
  value: '',
  grad: 'Grad',
  forward: 'Forward',
  backward: 'Backward',
  jvp: 'Jvp',
  jacobian: 'Jacobian',
  sparse: 'Sparse',
  entries: 'Entries',
  hessian: 'Hessian',
  hvp: 'Hvp',
};

/** What a function of a unit is exported as. */
export const exportName = ({ name }: Unit, role: Role): string => `${name}${suffixes[role]}`;

/**
 * @throws AdjointError `duplicate` where two functions would be exported by one name: f's gradient and fGrad;
 * `reserved-name` for `then`.
 */
export function checkExports(units: readonly Unit[], source: Source): void {
  const reporter = createReporter(source);
  const spanOf = ({ value: { definitions, outputs } }: Unit): Span | undefined =>
    definitions.find(({ name }) => name === outputs[0]?.definition)?.origin?.span;
  const owners = new Map<string, Unit>();
  for (const unit of units) {
    // `await` takes what has a method of this name for a promise, and waits for ever.
    if (unit.name === 'then')
      reporter.error('reserved-name', 'a module cannot export `then`', spanOf(unit), 'give it another name');
    for (const { role } of unit.routines) {
      const name = exportName(unit, role);
      const other = owners.get(name);
      owners.set(name, unit);
      if (other === undefined) continue;
      const [derived, plain] = role === 'value' ? [other, unit] : [unit, other];
      const message = `\`${name}\` is also what a function derived from \`${derived.name}\` is called`;
      reporter.error('duplicate', message, spanOf(plain), `rename it, or compile it apart: \`--output ${plain.name}\``);
    }
  }
  throwIfErrors(reporter);
}
