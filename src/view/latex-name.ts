const greek = new Set(
  (
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho varrho sigma ' +
    'varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'
  ).split(' '),
);

/** Letters as they are typed; those that look like Latin ones (Α, ο, …) have no command and stay. */
const greekLetters = new Map(
  Object.entries({
    α: 'alpha',
    β: 'beta',
    γ: 'gamma',
    δ: 'delta',
    ε: 'varepsilon',
    ϵ: 'epsilon',
    ζ: 'zeta',
    η: 'eta',
    θ: 'theta',
    ϑ: 'vartheta',
    ι: 'iota',
    κ: 'kappa',
    λ: 'lambda',
    μ: 'mu',
    ν: 'nu',
    ξ: 'xi',
    π: 'pi',
    ρ: 'rho',
    σ: 'sigma',
    ς: 'varsigma',
    τ: 'tau',
    υ: 'upsilon',
    φ: 'varphi',
    ϕ: 'phi',
    χ: 'chi',
    ψ: 'psi',
    ω: 'omega',
    Γ: 'Gamma',
    Δ: 'Delta',
    Θ: 'Theta',
    Λ: 'Lambda',
    Ξ: 'Xi',
    Π: 'Pi',
    Σ: 'Sigma',
    Υ: 'Upsilon',
    Φ: 'Phi',
    Ψ: 'Psi',
    Ω: 'Omega',
  }),
);

const special: Readonly<Record<string, string>> = {
  '\\': '\\backslash{}',
  '~': '\\sim{}',
  '^': '\\hat{}',
};

/** Text that LaTeX would read as commands, made to stand for itself. */
const escaped = (text: string): string =>
  text.replace(/[\\{}$&#^_%~]/g, (character) => special[character] ?? `\\${character}`);

/** A name without subscript: Greek letters by their commands, one letter in italics, a word upright. */
function symbol(name: string): string {
  if (greek.has(name)) return `\\${name}`;
  const letter = greekLetters.get(name);
  if (letter !== undefined) return `\\${letter}`;
  return [...name].length === 1 && name !== '_' ? escaped(name) : `\\mathrm{${escaped(name)}}`;
}

/** A subscript with braces only where it needs them: `x_1`, `x_{12}`, `x_{\mathrm{max}}`. */
const subscript = (text: string): string =>
  /^\d$/.test(text) ? `_${text}` : `_{${/^\d+$/.test(text) ? text : symbol(text)}}`;

export interface LatexName {
  readonly text: string;
  /** It has a subscript already, so that another one needs braces around this. */
  readonly subscripted: boolean;
}

/** A name in LaTeX: `x1` and `x_1` are x₁, `theta` is θ, `price` stands upright, `xBar` has a bar, `df_dx` is ∂f/∂x. */
export function latexName(name: string): LatexName {
  const [, barred] = /^(.+?)_?[Bb]ar$/.exec(name) ?? [];
  if (barred !== undefined) return { text: `\\bar{${latexName(barred).text}}`, subscripted: false };
  const [, above, by] = /^d(.+)_d(.+)$/.exec(name) ?? [];
  if (above !== undefined && by !== undefined) {
    const quotient = `\\frac{\\partial ${latexName(above).text}}{\\partial ${latexName(by).text}}`;
    return { text: `\\left(${quotient}\\right)`, subscripted: false };
  }
  const [, base = '', below = ''] = /^([^_]+?)_?(\d+)$/.exec(name) ?? /^([^_]+)_(.+)$/.exec(name) ?? [];
  if (base === '') return { text: symbol(name), subscripted: false };
  return { text: symbol(base) + subscript(below), subscripted: true };
}
