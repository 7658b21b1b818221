/** Functions that mathjs knows and formulas do not: they are refused by name instead of being called unknown. */
export const mathjsFunctions: ReadonlySet<string> = new Set(
  `
  addScalar apply arg bellNumbers bernoulli bigint bignumber bin bitAnd bitNot bitOr bitXor boolean catalan
  clone column combinations combinationsWithRep compare compareNatural compareText compile complex composition
  conj corr ctranspose deepEqual den derivative diff distance divideScalar eigs equalScalar equalText evaluate
  expm fft filter forEach format fraction freqz gcd getMatrixDataType hasNumericValue help hex ifft im import
  index intersect invmod kldivergence kron lcm leafCount leftShift lsolve lsolveAll lup lusolve lyap mad
  mapSlices matrix matrixFromColumns matrixFromFunction matrixFromRows median mode multinomial multiplyScalar
  nthRoots nullish num number numeric oct parse partitionSelect permutations pickRandom pinv polynomialRoot
  print qr quantileSeq random randomInt range rationalize re resolve rightArithShift rightLogShift rotate
  rotationMatrix row schur setCartesian setDifference setDistinct setIntersect setIsSubset setMultiplicity
  setPowerset setSize setSymDifference setUnion simplify simplifyConstant simplifyCore slu solveODE sort sparse
  splitUnit sqrtm squeeze stirlingS2 string subset subtractScalar sylvester symbolicEqual to toBest typeOf unit
  usolve usolveAll xgcd zeta zpk2tf
`
    .trim()
    .split(/\s+/),
);

/** Functions that are hardly ever the name of a variable: `sin x` is a product in mathjs' grammar, and never meant. */
export const elementary: ReadonlySet<string> = new Set(
  `
  sqrt cbrt exp log log2 log10 sin cos tan sec csc cot asin acos atan sinh cosh tanh asinh acosh atanh atan2 abs
  relu sigmoid softplus softmax floor ceil
`
    .trim()
    .split(/\s+/),
);
