/** npm `nlopt-js` ships no types; this is what the example uses of it. */
declare module 'nlopt-js' {
  /** Gives the value and, where `gradient` is an array, fills it. */
  type Objective = (x: ArrayLike<number>, gradient: number[] | null) => number;
  interface Optimizer {
    setMinObjective(objective: Objective, tolerance: number): void;
    setMaxeval(count: number): void;
    optimize(start: readonly number[]): { success: boolean; x: number[]; value: number };
  }
  const nlopt: {
    readonly ready: Promise<void>;
    readonly Algorithm: { readonly LD_SLSQP: unknown; readonly LD_LBFGS: unknown };
    readonly Optimize: new (algorithm: unknown, dimensions: number) => Optimizer;
    readonly GC: { flush(): void };
  };
  export default nlopt;
}
