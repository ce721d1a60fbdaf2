// Guarantee leverage and the mutual layer: the twin of cluster_finance.scenario.guarantee and .mutual. Money in initial capitals.
live.models.guarantee = (() => {
  const { ndtr, ndtri, binomialQuantile, generator, stratified, wilson } = live.numerics;
  const MOST_DRAWS = 40000, CELLS = 250000, WORK = 3.5e6, TINY = 1e-12;

  // Random numbers by year, made once and shared by all settings: shocks of the factor, and one uniform a life and year.
  const years = [];
  const ofYear = (year) => {
    while (years.length <= year) {
      const next = generator(20100602 + 104729 * years.length);
      years.push({ shocks: stratified(next, MOST_DRAWS).map(ndtri), uniforms: stratified(next, MOST_DRAWS) });
    }
    return years[year];
  };

  const lossShare = (p) => p.lgd * p.share_paid * (1 - p.counter_recovery);

  const factorPaths = (p, draws, shock) => {
    const paths = [];
    for (let t = 0; t < p.years; t += 1) {
      const { shocks } = ofYear(t), path = new Float64Array(draws), before = paths[t - 1], fresh = Math.sqrt(1 - p.persistence ** 2);
      for (let i = 0; i < draws; i += 1) path[i] = t ? p.persistence * before[i] + fresh * shocks[i] : shocks[i];
      paths.push(path);
    }
    paths.forEach((path, t) => { const moved = shock * p.persistence ** t; if (moved) for (let i = 0; i < draws; i += 1) path[i] += moved; });
    return paths;
  };

  // Clients' shares of the volume, falling like rank to minus slope; what is above largest is spread over the others.
  const clientWeights = (loans, slope, largest) => {
    let weights = Array.from({ length: loans }, (_, k) => (k + 1) ** -slope), sum = weights.reduce((a, b) => a + b, 0);
    weights = weights.map((weight) => weight / sum);
    if (largest === undefined) return weights;
    for (let capped = 0, rest = 1; capped < loans; capped += 1) {
      const scale = (1 - capped * largest) / rest;
      if (weights[capped] * scale <= largest + TINY) return weights.map((weight, k) => (k < capped ? largest : weight * scale));
      rest -= weights[capped];
    }
    return new Array(loans).fill(1 / loans);
  };

  // Sums of weights over the first clients of an order drawn anew for every life and year, for each of several weightings.
  const stamps = new Int32Array(5000);
  let stamp = 0;
  const drawnSums = (weightings, loans, count, seed, into) => {
    let state = Math.imul(seed, 0x9e3779b1) | 0;
    stamp += 1;
    into.fill(0);
    for (let k = 0; k < count; ) {
      state = state + 0x6d2b79f5 | 0;
      let mixed = Math.imul(state ^ state >>> 15, 1 | state);
      mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
      const chosen = Math.floor(((mixed ^ mixed >>> 14) >>> 0) / 4294967296 * loans);
      if (stamps[chosen] === stamp) continue;
      stamps[chosen] = stamp;
      for (let w = 0; w < weightings.length; w += 1) into[w] += weightings[w][chosen];
      k += 1;
    }
  };

  // Lives of funds whose volume is one, for each weighting of the clients: the multiple beyond which each life ends in ruin
  // (sorted), and the money that keeps it going at one multiple.
  const lives = (p, layer, multiple, draws, paths, weightings) => {
    const kinds = weightings ? weightings.length : 1, critical = [];
    for (let k = 0; k < kinds; k += 1) critical.push(new Float64Array(draws).fill(Infinity));
    const threshold = p.pd > 0 ? ndtri(p.pd) : 0, slope = Math.sqrt(p.rho), rest = Math.sqrt(1 - p.rho), share = lossShare(p);
    const target = layer ? layer.deposit : 0, most = layer ? layer.call : 0, wrong = layer ? layer.wrong_way : 0;
    const sums = new Float64Array(kinds), lost = new Float64Array(kinds);
    let rates = 0, needed = 0, squared = 0;
    for (let i = 0; i < draws; i += 1) {
      let pool = target, need = 0;
      lost.fill(0);
      for (let t = 0; t < p.years; t += 1) {
        const called = Math.min(target - pool, most), left = Math.max(0, 1 - p.running_cost * (t + 1));
        pool += called;
        const chance = p.pd > 0 ? ndtr((threshold + wrong * called - slope * paths[t][i]) / rest) : 0;
        const count = binomialQuantile(years[t].uniforms[i], p.loans, chance);
        rates += count;
        if (weightings) drawnSums(weightings, p.loans, count, i * 31 + t + 1, sums); else sums[0] = count / p.loans;
        for (let k = 0; k < kinds; k += 1) {
          const net = p.premium - share * sums[k], after = Math.min(Math.max(pool + net, 0), target);
          // Losses meet the layer first; income fills it up again before it reaches the capital.
          lost[k] -= net - (after - pool);
          pool = after;
          if (lost[k] > TINY) critical[k][i] = Math.min(critical[k][i], left / lost[k]);
        }
        need = Math.max(need, multiple * lost[0] - left);
      }
      needed += need;
      squared += need * need;
    }
    for (const each of critical) each.sort();
    const mean = needed / draws;
    return { critical, top_up: mean, top_up_error: Math.sqrt(Math.max(0, squared / draws - mean * mean) / draws), default_rate: rates / (draws * p.years * p.loans) };
  };

  // Share of lives ruined at a multiple, from their sorted critical multiples.
  const ruinAt = (critical, multiple) => {
    let low = 0, high = critical.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (critical[middle] < multiple * (1 - TINY)) low = middle + 1; else high = middle;
    }
    return low / critical.length;
  };

  const outstanding = (cumulative, tenor, age, growth) => {
    const held = Math.min(tenor, age), rate = Math.log1p(growth);
    return Math.abs(rate) < 1e-9 ? cumulative * held / age : cumulative * Math.expm1(-rate * held) / Math.expm1(-rate * age);
  };

  // `mostLives` is how many lives at most: a test asks for few.
  const numbers = (p, layer, shock, mostLives) => {
    const per = 8 + p.loans * Math.min(0.5, p.pd), most = p.abroad_multiple;
    const draws = Math.max(500, Math.min(mostLives, Math.floor(CELLS / p.years), Math.floor(WORK / (p.years * per))));
    const fewer = Math.max(500, Math.min(draws, 10000));
    const paths = factorPaths(p, draws, shock), alone = lives(p, null, most, draws, paths), critical = alone.critical[0];
    const weights = [undefined, Math.max(layer.client_cap / most, 1 / p.loans)].map((cap) => clientWeights(p.loans, layer.size_slope, cap));
    const sized = lives(p, null, most, fewer, paths, weights), layered = lives(p, layer, most, draws, paths);
    const rank = (at) => Math.min(100, critical[Math.min(draws - 1, Math.max(0, Math.floor(at + 1e-9)))]);
    const outstanding_multiple = outstanding(p.cumulative_multiple, p.tenor, p.age, p.growth);
    const found = {
      ruin_cumulative: ruinAt(critical, p.cumulative_multiple), ruin_doubled: ruinAt(critical, 2 * p.cumulative_multiple),
      ruin_outstanding: ruinAt(critical, outstanding_multiple), ruin_abroad: ruinAt(critical, most), top_up_abroad: alone.top_up,
      largest_multiple: rank(p.ruin_limit * draws), outstanding_multiple,
      layer_ruin: ruinAt(layered.critical[0], most),
      layer_default_rate: layered.default_rate, layer_default_rate_alone: alone.default_rate,
      layer_largest_client: weights[0][0], layer_ruin_unequal: ruinAt(sized.critical[0], most), layer_ruin_capped: ruinAt(sized.critical[1], most),
    };
    const spread = 1.96 * Math.sqrt(p.ruin_limit * (1 - p.ruin_limit) * draws);
    found.errors = {
      top_up_abroad: alone.top_up_error, largest_multiple: (rank(p.ruin_limit * draws + spread) - rank(p.ruin_limit * draws - spread)) / 3.92,
    };
    for (const name of Object.keys(found)) {
      if (!name.includes("ruin")) continue;
      const [low, high] = wilson(found[name], /unequal|capped/.test(name) ? fewer : draws);
      found.errors[name] = (high - low) / 3.92;
    }
    found.draws = draws;
    Object.defineProperty(found, "curves", { value: { alone: critical, layered: layered.critical[0] } });
    return found;
  };

  const verdict = (p, found) => {
    if (found.ruin_abroad <= p.ruin_limit) return "safe";
    if (found.layer_ruin > found.ruin_abroad) return "harmful";
    return found.layer_ruin <= p.ruin_limit ? "layer" : found.ruin_cumulative <= p.ruin_limit ? "low" : "neither";
  };

  const charts = (p, found) => {
    const grid = Array.from({ length: 61 }, (_, i) => 1 + i * 14 / 60);
    const line = (id) => {
      const points = grid.map((multiple) => [multiple, ruinAt(found.curves[id], multiple)]);
      return { id, points, band: [0, 1].map((end) => points.map(([multiple, ruin]) => [multiple, wilson(ruin, found.draws)[end]])) };
    };
    return [{
      id: "ruin", y: { from: 0 }, upright: [["cumulative", p.cumulative_multiple], ["abroad", p.abroad_multiple]], level: [["limit", p.ruin_limit]],
      lines: [line("alone"), line("layered")],
    }];
  };

  return {
    sections: ["guarantee", "layer"], simulated: true, refuses: (s) => (s.guarantee.running_cost * s.guarantee.years > 1 ? "costs" : null), compute: (s) => numbers(s.guarantee, s.layer, s.shock || 0, s.lives || MOST_DRAWS),
    verdict: (s, found) => verdict(s.guarantee, found), charts: (s, found) => charts(s.guarantee, found),
  };
})();
