import { EXPRESSION, only, real } from './inputs.ts';
import type { Args } from './args.ts';
import { exit, UsageError } from './io.ts';
import type { ExitCode, Io } from './io.ts';
import { printJson } from './output.ts';

/**
 * `adjoint derive 'EXPR' --wrt x[,y]`: the simplified derivatives, one a line, in the order asked for.
 *
 * JSON: `{ expression, derivatives: [{ variable, text, latex, value? }], diagnostics }`.
 */
export async function runDerive(args: Args, io: Io): Promise<ExitCode> {
  const expression = only(args, "an expression: adjoint derive 'x^2' --wrt x");
  const variables = args.list('wrt');
  if (variables === undefined) throw new UsageError('derive needs --wrt', `adjoint derive '${expression}' --wrt x`);
  const point = args.has('at') ? Object.fromEntries(args.pairs('at').map(([n, v]) => [n, real(v, 'at')])) : undefined;

  const { derivativeOf } = await import('../../src/api.ts');
  const found = await derivativeOf({ name: EXPRESSION, text: expression }, variables);
  const derivatives = found.map((derivative, k) => ({
    variable: variables[k] as string,
    text: derivative.toString(),
    latex: derivative.toLatex(),
    ...(point === undefined ? {} : { value: derivative.evaluate(point) }),
  }));
  if (args.has('json')) {
    printJson(io, { expression, derivatives, diagnostics: [] });
    return exit.ok;
  }
  for (const { variable, text, latex, value } of derivatives) {
    const left = variables.length === 1 ? '' : args.has('latex') ? `\\partial_{${variable}} = ` : `d/d${variable} = `;
    io.out(`${left}${args.has('latex') ? latex : text}${value === undefined ? '' : `\t${String(value)}`}\n`);
  }
  return exit.ok;
}
