// Portfolio credit risk: the twin of cluster_finance.scenario.portfolio and .predictability. Losses are shares of the volume.
live.models.portfolio = (() => {
  const { sum, ndtr, ndtri, equalOrthant, addBinomial, root, fft } = live.numerics;
  const REACH = 8.5;
  const conditional = (pd, rho, factor) => ndtr((ndtri(pd) - Math.sqrt(rho) * factor) / Math.sqrt(1 - rho));
  const joint = (pd, rho) => (pd <= 0 ? 0 : rho <= 0 ? pd * pd : equalOrthant(ndtri(pd), rho));

  const trapezoid = (nodes) => {
    const points = [], weights = [];
    let total = 0;
    for (let i = 0; i < nodes; i += 1) {
      const x = -REACH + 2 * REACH * i / (nodes - 1);
      points.push(x);
      weights.push(exp(-0.5 * x * x));
      total += weights[i];
    }
    return [points, weights.map((weight) => weight / total)];
  };
  // Nodes 0.8 of the integrand's width apart: the rule then errs by exp(-2 (pi / 0.8)^2), 4e-14.
  const nodes = (width) => ceil(2 * REACH / min(0.8 * width, 0.5)) | 1;
  const widthOf = (loans, spread, loading) => Math.sqrt(PI / (2 * loans) + spread) / max(loading, 1e-9);

  // Two convolution powers at a time, as the real and the imaginary part of one signal.
  const convolved = (sizes, inner, chancesOf, outer) => {
    const total = sum(sizes.map(([size, count]) => size * count)), law = floats(total + 1);
    if (sizes.length === 1 && sizes[0][1] === 1) {
      outer[0].forEach((y, i) => chancesOf(y).forEach((p, j) => addBinomial(law, total, p, outer[1][i] * inner[1][j])));
      return law;
    }
    const length = 2 ** ceil(Math.log2(total + 1)), all = [floats(length), floats(length)];
    const re = floats(length), im = floats(length);
    outer[0].forEach((y, i) => {
      const chances = chancesOf(y), product = [floats(length).fill(outer[1][i]), floats(length)];
      for (const [size, count] of sizes) {
        re.fill(0); im.fill(0);
        chances.forEach((p, j) => addBinomial(re, size, p, inner[1][j]));
        fft(re, im, -1);
        for (let k = 0; k < length; k += 1) {
          let [a, b, c, d] = [re[k], im[k], product[0][k], product[1][k]];
          for (let left = count; left > 0; left >>= 1) {
            if (left & 1) [c, d] = [c * a - d * b, c * b + d * a];
            [a, b] = [a * a - b * b, 2 * a * b];
          }
          product[0][k] = c; product[1][k] = d;
        }
      }
      for (let k = 0; k < length; k += 1) { all[0][k] += product[0][k]; all[1][k] += product[1][k]; }
    });
    fft(all[0], all[1], 1);
    for (let k = 0; k <= total; k += 1) law[k] = max(0, all[0][k] / length);
    return law;
  };

  // Probabilities of 0, 1, ..., N defaults.
  const exactLaw = (pd, within, across, loans, industries) => {
    if (pd <= 0 || within <= 0) {
      const law = floats(loans + 1);
      addBinomial(law, loans, max(pd, 0), 1);
      return law;
    }
    const economy = industries === 1 ? 0 : across, threshold = ndtri(pd), rest = Math.sqrt(1 - within);
    const own = Math.sqrt(within - economy), base = floor(loans / industries), more = loans % industries;
    const sizes = [[base, industries - more], [base + 1, more]].filter(([size, count]) => size > 0 && count > 0);
    const inner = trapezoid(nodes(widthOf(base + (more > 0), 0, own / rest)));
    const outer = economy > 0
      ? trapezoid(nodes(widthOf(loans, (own / rest) ** 2 / industries, Math.sqrt(economy) / rest))) : [[0], [1]];
    const law = convolved(sizes, inner, (y) => inner[0].map((x) => ndtr((threshold - Math.sqrt(economy) * y - own * x) / rest)), outer);
    const total = sum(law);
    return law.map((mass) => mass / total);
  };

  const summarise = (law, lgd) => {
    const loans = law.length - 1, summary = { mean: 0, sd: 0 };
    law.forEach((mass, k) => { summary.mean += mass * k / loans; });
    law.forEach((mass, k) => { summary.sd += mass * (k / loans - summary.mean) ** 2; });
    summary.sd = Math.sqrt(summary.sd);
    for (const [name, level] of [["99", 0.99], ["999", 0.999]]) {
      let cut = 0, sum = law[0];
      while (sum < level - 1e-12 && cut < loans) { cut += 1; sum += law[cut]; }
      let beyond = 0, tail = 0;
      for (let k = loans; k > cut; k -= 1) { beyond += law[k]; tail += law[k] * k; }
      summary[`var${name}`] = cut / loans;
      // The atom at the quantile is split (Acerbi and Tasche 2002).
      summary[`es${name}`] = (tail + (1 - level - beyond) * cut) / ((1 - level) * loans);
    }
    for (const name of keys(summary)) summary[name] *= lgd;
    return summary;
  };

  const squaredShares = (loans, industries) => {
    const base = floor(loans / industries), more = loans % industries;
    return ((industries - more) * base ** 2 + more * (base + 1) ** 2) / loans ** 2;
  };
  const parts = (p, industries) => {
    const within = joint(p.pd, p.rho_industry), across = joint(p.pd, p.rho_economy);
    const shares = {
      idiosyncratic: (p.pd - within) / p.loans, industry: (within - across) * squaredShares(p.loans, industries), economy: across - p.pd * p.pd,
    };
    const total = shares.idiosyncratic + shares.industry + shares.economy;
    for (const name of keys(shares)) shares[name] = total > 0 ? shares[name] / total : 0;
    return shares;
  };

  // Basel II 2006, par. 272-273 and 330, without the scaling factor.
  const between = (pd, low, high, speed) => {
    const weight = expm1(-speed * pd) / expm1(-speed);
    return low * weight + high * (1 - weight);
  };
  const irb = (pd, lgd, rho) => lgd * (conditional(pd, rho, -ndtri(0.999)) - pd);
  const baselRetail = (pd, lgd) => irb(max(pd, 0.0003), lgd, between(max(pd, 0.0003), 0.03, 0.16, 35));
  const baselSmall = (pd, lgd) => {
    const floored = max(pd, 0.0003), slope = (0.11852 - 0.05478 * log(floored)) ** 2;
    return irb(floored, lgd, between(floored, 0.12, 0.24, 50) - 0.04) / (1 - 1.5 * slope);
  };

  // The variance of the default rate that remains given signals of some accuracy on all industries.
  const unforeseen = (p, industries, accuracy) => {
    let within = 0, across = 0;
    if (p.rho_industry > 0 && accuracy > 0) {
      const q = p.rho_economy / p.rho_industry, square = accuracy ** 2;
      const kept = (value) => { const noise = square * value + 1 - square; return noise > 0 ? square * value ** 2 / noise : 0; };
      const common = kept(1 + (industries - 1) * q), single = kept(1 - q);
      within = p.rho_industry * (common + (industries - 1) * single) / industries;
      across = p.rho_industry * (common - single) / industries;
    }
    const same = squaredShares(p.loans, industries), pair = joint(p.pd, p.rho_industry);
    return (p.pd - pair) / p.loans + (pair - joint(p.pd, within)) * same
      + (joint(p.pd, p.rho_economy) - joint(p.pd, across)) * (1 - same);
  };
  const breakEven = (p, known) => {
    const aim = unforeseen(p, p.industries_compared, known), gap = (accuracy) => unforeseen(p, 1, accuracy) - aim;
    if (gap(0) <= 0) return 0;
    return gap(1) < 0 ? root(gap, 0, 1) : 1;
  };

  const numbers = (p) => {
    const law = exactLaw(p.pd, p.rho_industry, p.rho_economy, p.loans, p.industries);
    const spread = exactLaw(p.pd, p.rho_industry, p.rho_economy, p.loans, p.industries_compared);
    const cluster = summarise(law, p.lgd), other = summarise(spread, p.lgd), results = {
      mean_loss: cluster.mean, sd_loss: cluster.sd, var99: cluster.var99, var999: cluster.var999, es99: cluster.es99, es999: cluster.es999,
      spread_var999: other.var999, spread_es999: other.es999,
      vasicek999: p.lgd * (p.pd <= 0 ? 0 : conditional(p.pd, p.rho_industry, -ndtri(0.999))),
      basel_retail: baselRetail(p.pd, p.lgd), basel_sme: baselSmall(p.pd, p.lgd),
      accuracy: breakEven(p, 0), accuracy_known: breakEven(p, 0.5),
    };
    for (const [prefix, j] of [["variance", p.industries], ["spread_variance", p.industries_compared]]) {
      for (const [name, value] of entries(parts(p, j))) results[`${prefix}_${name}`] = value;
    }
    results.hidden = { cluster: law, spread };
    return results;
  };

  const verdict = (p, results) => {
    if (results.var999 <= results.spread_var999 * 1.005) return p.rho_industry <= p.rho_economy + 1e-12 ? "alike" : "close";
    return results.variance_idiosyncratic > 0.5 ? "numbers" : "industry";
  };

  const charts = (p, results) => {
    const independent = exactLaw(p.pd, 0, 0, p.loans, 1);
    const tail = (law) => {
      const points = [];
      let sum = 0;
      for (let k = p.loans; k >= 0; k -= 1) {
        sum += law[k];
        if (sum >= 1e-5) points.unshift([p.lgd * k / p.loans, min(1, sum)]);
      }
      const step = ceil(points.length / 400);
      return points.filter((_, i) => i % step === 0);
    };
    return [{
      id: "tail", y: { log: true, from: 1e-5, to: 1 }, upright: [["var999", results.var999]],
      lines: [["independent", independent], ["spread", results.hidden.spread], ["cluster", results.hidden.cluster]].map(([id, law]) => ({ id, points: tail(law) })),
    }];
  };

  const refuses = (p) => {
    if (p.rho_industry < p.rho_economy) return "correlations";
    return max(p.industries, p.industries_compared) > p.loans ? "industries" : null;
  };

  return { refuses, compute: numbers, verdict, charts };
})();
