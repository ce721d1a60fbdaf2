// Normal and binomial laws, roots and random numbers for models that run in the page. Every function is
// tested against SciPy; nothing here knows of any model.
const { max, min, floor, ceil, log, exp, PI, round, log10, expm1, log1p, cosh } = Math;
const { entries, keys } = Object, { isFinite: finite } = Number;
const floats = (count) => new Float64Array(count), on = (target, name, act, options) => target.addEventListener(name, act, options);

live.numerics = (() => {
  const range = (count, make) => Array.from({ length: count }, (_, i) => make(i));
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  const mean = (values) => sum(values) / values.length;
  // The standard error of the mean of independent values; not a number where one value tells nothing of it.
  const meanError = (values, middle = mean(values)) => Math.sqrt(mean(values.map((x) => (x - middle) ** 2)) / (values.length - 1));

  // W. J. Cody, Rational Chebyshev approximation for the error function, Math. Comp. 23 (1969).
  const SMALL = [[1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3],
    [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3]];
  const MIDDLE = [[2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
    8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3],
    [1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
      4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3]];
  const LARGE = [[1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4],
    [1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3]];
  const ROOT_PI = 0.5641895835477562869;
  const ratio = (both, x) => {
    let above = 0, below = 0;
    for (let i = 0; i < both[0].length; i += 1) above = above * x + both[0][i];
    for (let i = 0; i < both[1].length; i += 1) below = below * x + both[1][i];
    return above / below;
  };

  // exp(x^2) erfc(x) for x >= 0.46875.
  const scaled = (x) => {
    if (x <= 4) return ratio(MIDDLE, x);
    const square = 1 / (x * x);
    return (ROOT_PI - square * ratio(LARGE, square)) / x;
  };

  // exp(-x^2) in two factors, the first without error.
  const gauss = (x) => {
    const near = Math.trunc(x * 16) / 16;
    return exp(-near * near) * exp(-(x - near) * (x + near));
  };

  // Distribution function of the standard normal law.
  const ndtr = (z) => {
    const x = Math.abs(z) * Math.SQRT1_2;
    if (x <= 0.46875) return 0.5 + 0.5 * z * Math.SQRT1_2 * ratio(SMALL, x * x);
    const tail = x > 27 ? 0 : 0.5 * gauss(x) * scaled(x);
    return z < 0 ? tail : 1 - tail;
  };

  const density = (z) => exp(-0.5 * z * z) / Math.sqrt(2 * PI);

  // Quantile of the standard normal law: a rational start (Abramowitz and Stegun 26.2.23), then Halley's steps.
  const ndtri = (p) => {
    if (!(p > 0)) return p === 0 ? -Infinity : NaN;
    if (p >= 1) return p === 1 ? Infinity : NaN;
    const least = min(p, 1 - p), t = Math.sqrt(-2 * log(least));
    let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
    for (let i = 0; i < 3; i += 1) {
      const step = (ndtr(z) - least) / density(z);
      z -= step / (1 + 0.5 * z * step);
    }
    return p <= 0.5 ? z : -z;
  };

  // Points and weights on [-1, 1] by the doubly exponential rule of Takahasi and Mori (1974).
  const POINTS = range(65, (i) => {
    const t = (i - 32) / 10, u = PI / 2 * Math.sinh(t);
    return [Math.tanh(u), PI / 20 * cosh(t) / cosh(u) ** 2];
  });

  // P(X < c, Y < c) of two standard normal variables with correlation rho >= 0: Plackett's integral with r = sin t.
  const equalOrthant = (c, rho) => {
    const half = Math.asin(rho) / 2, single = ndtr(c);
    return single * single + half / (2 * PI) * sum(POINTS.map(([x, weight]) => weight * exp(-c * c / (1 + Math.sin(half * (1 + x))))));
  };

  // Add weight times the binomial law (n trials, chance p) into law, from its mode outwards by the ratio of neighbours.
  const cell = floats(32768);
  const addBinomial = (law, n, p, weight) => {
    if (p <= 0) { law[0] += weight; return; }
    if (p >= 1) { law[n] += weight; return; }
    const odds = p / (1 - p), mode = min(n, floor((n + 1) * p));
    let low = mode, high = mode, total = 1;
    cell[mode] = 1;
    for (let value = 1; high < n && value > 1e-24; high += 1) {
      value *= odds * (n - high) / (high + 1);
      cell[high + 1] = value;
      total += value;
    }
    for (let value = 1; low > 0 && value > 1e-24; low -= 1) {
      value *= low / (odds * (n - low + 1));
      cell[low - 1] = value;
      total += value;
    }
    const scale = weight / total;
    for (let k = low; k <= high; k += 1) law[k] += scale * cell[k];
  };

  // The smallest count whose binomial distribution function reaches u; beyond a variance of 150 by Cornish and Fisher's expansion.
  const binomialQuantile = (u, n, p) => {
    if (p <= 0) return 0;
    if (p >= 1) return n;
    if (p > 0.5) return n - binomialQuantile(1 - u, n, 1 - p);
    const variance = n * p * (1 - p);
    if (variance > 150) {
      const z = ndtri(u);
      return min(n, max(0, floor(n * p + Math.sqrt(variance) * z + (1 - 2 * p) * (z * z - 1) / 6 + 0.5)));
    }
    const odds = p / (1 - p);
    let mass = exp(n * log1p(-p)), left = u - mass, k = 0;
    while (left > 0 && k < n) {
      mass *= odds * (n - k) / (k + 1);
      k += 1;
      left -= mass;
    }
    return k;
  };

  // Where f, falling or rising through zero between a and b, is zero (halving, then secants: Brent's idea without his cases).
  const root = (f, a, b, tolerance = 1e-12) => {
    let low = a, high = b, atLow = f(a), atHigh = f(b);
    for (let i = 0; i < 200 && high - low > tolerance; i += 1) {
      const secant = low - atLow * (high - low) / (atHigh - atLow), middle = (low + high) / 2;
      const x = i % 3 < 2 && secant > low && secant < high ? secant : middle, y = f(x);
      if (y === 0) return x;
      if ((y < 0) === (atLow < 0)) [low, atLow] = [x, y]; else [high, atHigh] = [x, y];
    }
    return Math.abs(atLow) < Math.abs(atHigh) ? low : high;
  };

  // Fast Fourier transform in place, length a power of two; sign -1 forwards, 1 backwards (not scaled).
  const turns = new Map();
  const fft = (re, im, sign) => {
    const n = re.length;
    if (!turns.has(n)) {
      const cos = floats(n / 2), sin = floats(n / 2);
      for (let i = 0; i < n / 2; i += 1) [cos[i], sin[i]] = [Math.cos(2 * PI * i / n), Math.sin(2 * PI * i / n)];
      turns.set(n, [cos, sin]);
    }
    const [cos, sin] = turns.get(n);
    for (let i = 1, j = 0; i < n; i += 1) {
      let bit = n >> 1;
      for (; j & bit; bit >>= 1) j ^= bit;
      j ^= bit;
      if (i < j) { [re[i], re[j]] = [re[j], re[i]]; [im[i], im[j]] = [im[j], im[i]]; }
    }
    for (let size = 2; size <= n; size *= 2) {
      const half = size / 2, stride = n / size;
      for (let start = 0; start < n; start += size) {
        for (let k = 0; k < half; k += 1) {
          const c = cos[k * stride], s = sign * sin[k * stride], a = start + k, b = a + half;
          const x = re[b] * c - im[b] * s, y = re[b] * s + im[b] * c;
          re[b] = re[a] - x; im[b] = im[a] - y;
          re[a] += x; im[a] += y;
        }
      }
    }
  };

  // Doty-Humphrey's small fast counter generator, sfc32 (public domain): uniforms in (0, 1), made by the hundred.
  const generator = (seed) => {
    const state = Int32Array.of(seed, 0x9e3779b9, 0x243f6a88, 1), uniforms = floats(256);
    const fill = (count) => {
      let [a, b, c, counter] = state;
      for (let i = 0; i < count; i += 1) {
        const t = (a + b | 0) + counter | 0;
        counter = counter + 1 | 0;
        a = b ^ b >>> 9;
        b = c + (c << 3) | 0;
        c = (c << 21 | c >>> 11) + t | 0;
        uniforms[i] = ((t >>> 0) + 0.5) / 4294967296;
      }
      state.set([a, b, c, counter]);
    };
    let at = 256;
    fill(12);
    return () => {
      if (at === 256) { fill(256); at = 0; }
      at += 1;
      return uniforms[at - 1];
    };
  };

  // Uniforms of which one falls into each of n equal parts of (0, 1), in random order (Latin hypercube, McKay et al. 1979).
  const stratified = (next, n) => {
    const strata = floats(n);
    for (let i = 0; i < n; i += 1) {
      const at = floor(next() * (i + 1));
      strata[i] = strata[at];
      strata[at] = (i + next()) / n;
    }
    return strata;
  };

  // Wilson's 95% interval of a simulated share.
  const wilson = (share, draws) => {
    const z2 = 1.959963984540054 ** 2, centre = (share + z2 / (2 * draws)) / (1 + z2 / draws);
    const half = Math.sqrt(z2 * (share * (1 - share) / draws + z2 / (4 * draws * draws))) / (1 + z2 / draws);
    return [max(centre - half, 0), min(centre + half, 1)];
  };

  const shareError = (share, draws) => {
    const [low, high] = wilson(share, draws);
    return (high - low) / 3.92;
  };

  return { shareError, range, sum, mean, meanError, ndtr, ndtri, equalOrthant, addBinomial, binomialQuantile, root, fft, generator, stratified, wilson };
})();
