import type { Unit } from '../../src/pipeline.ts';
import type { Source } from '../../src/source.ts';
import type { Loaded } from '../load.ts';
import { MARKER } from '../marker.ts';
import { quote } from '../target/entry.ts';
import { inComment, property } from '../target/names.ts';
import { comparisonsOf, valueText } from './comparisons.ts';
import { KIT, RUNNER } from './kit.ts';
import { LONGEST, PATTERN, recordPoints } from './record.ts';
import type { RecordedPoint, RecordedSlope } from './record.ts';

/** A self-check's text, and what it can't compare. */
export interface SelfCheck {
  readonly text: string;
  readonly warnings: readonly string[];
}

/**
 * The text of a module's self-check: it compares what the module next to it computes with numeric derivatives at recorded
 * points. `specifier` is what it imports the module by.
 */
export async function printSelfCheck(
  units: readonly Unit[],
  functions: Loaded,
  source: Source,
  specifier: string,
): Promise<SelfCheck> {
  const warnings: string[] = [];
  const parts: string[] = [];
  for (const [k, unit] of units.entries()) {
    const points = await recordPoints(unit, functions);
    const comparisons = comparisonsOf(unit);
    for (const which of ['slopes', 'bends'] as const)
      if (comparisons.some((one) => one.which === which) && points.every((point) => point[which].length === 0))
        warnings.push(`${unit.name}: the self-check found no point at which to compare ${names[which]}`);
    if (points.length === 0) continue;
    const [here, wrt] = [`points${k + 1}`, `wrt${k + 1}`];
    parts.push(
      `// ${inComment(unit.name)}\n\nconst ${here} = [${points.map((point) => printPoint(point, unit)).join(', ')}];`,
      `compareValue(${quote(unit.name)}, ${here}, ${valueText(unit)});`,
    );
    if (comparisons.length > 0) parts.push(`const ${wrt} = [${unit.wrt.map(quote).join(', ')}];`);
    for (const { name, which, f, slope } of comparisons)
      parts.push(`compareSlopes(${quote(name)}, ${here}, ${wrt}, '${which}', ${f}, ${slope});`);
  }
  const header = [
    `// ${MARKER} from ${inComment(source.name)}. Do not edit: change the formula and generate again.`,
    `// Compares the module beside it with numeric derivatives: run it by vitest, or by node --test once it is compiled.`,
    `import * as model from ${quote(specifier)};`,
  ];
  return {
    text: `${[header.join('\n'), ...usedOf(`${KIT}\n\n${RUNNER}`, parts.join('\n')), ...parts].join('\n\n')}\n`,
    warnings,
  };
}

/** The declarations that a text needs, in their order: a strict project has no unused ones. */
function usedOf(declarations: string, text: string): string[] {
  const blocks = declarations.split(/\n\n(?=\/\*\*|type|interface|const|function)/).map((block) => {
    const code = block.replace(/^\/\*\*[^]*?\*\/\n/, '');
    return { block, name: /^(?:type|interface|const|function) (\w+)/.exec(code)?.[1] ?? '', code };
  });
  const used = new Set<string>();
  // Not in comments and strings, and not as a property, which a user may have named.
  const bare = (code: string): string => code.replace(/\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'|"(?:[^"\\\n]|\\.)*"/g, '');
  const mentions = (code: string, name: string): boolean => new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(bare(code));
  const pending = [text];
  while (pending.length > 0) {
    const code = pending.pop() as string;
    for (const { name, code: own } of blocks) {
      if (used.has(name) || !mentions(code, name)) continue;
      used.add(name);
      pending.push(own);
    }
  }
  return blocks.filter(({ name }) => used.has(name)).map(({ block }) => block);
}

const names = { slopes: 'derivatives', bends: 'second derivatives' };

function printPoint({ inputs, value, tolerance, slopes, bends }: RecordedPoint, unit: Unit): string {
  const entries = unit.value.inputs.map(({ name, kind }) => {
    const element = inputs[name] as number | Float64Array;
    return `${property(name)}: ${typeof element === 'number' ? String(element) : printArray(element, kind === 'int')}`;
  });
  const fields = [
    `inputs: { ${entries.join(', ')} }`,
    `value: ${value}`,
    `tolerance: ${tolerance}`,
    `slopes: [${slopes.map(printSlope).join(', ')}]`,
  ];
  if (bends.length > 0) fields.push(`bends: [${bends.map(printSlope).join(', ')}]`);
  return `{ ${fields.join(', ')} }`;
}

function printArray(elements: Float64Array, ints: boolean): string {
  const list = `[${elements.join(', ')}]`;
  if (ints) return list;
  if (elements.length <= LONGEST) return `Float64Array.from(${list})`;
  return `cycle([${elements.slice(0, PATTERN).join(', ')}], ${elements.length})`;
}

function printSlope({ by, at, slope, tolerance, step }: RecordedSlope): string {
  const place = [...(by === undefined ? [] : [`by: ${quote(by)}`]), ...(at === undefined ? [] : [`at: ${at}`])];
  return `{ ${[...place, `slope: ${slope}`, `tolerance: ${tolerance}`, `step: ${step}`].join(', ')} }`;
}
