// Guarantee leverage and the mutual layer: the twin of cluster_finance.scenario.guarantee, .ruin and .mutual. Money in initial capitals.
live.models.guarantee = (() => {
  const { range, sum, mean, ndtr, ndtri, addBinomial, binomialQuantile, root, generator, stratified, wilson, shareError } = live.numerics;
  const MOST_DRAWS = 6000, SIZED = 3000, WORK = 2e6, BUDGET = 1e8, TINY = 1e-12, CAP = 100, STEP = CAP / 2 ** 17, FINE = [7, 1.15], ROUGH = [4.5, 0.5];
  // The multiples of the curve.
  const GRID = range(29, (i) => 1 + i / 2);

  // Random numbers by year, made once and shared by all settings: shocks of the factor, and one uniform a life and year.
  const years = [];
  const ofYear = (year) => {
    while (years.length <= year) {
      const next = generator(20100602 + 104729 * years.length);
      years.push({ shocks: stratified(next, MOST_DRAWS).map(ndtri), uniforms: stratified(next, MOST_DRAWS) });
    }
    return years[year];
  };

  const lossShare = (p) => p.lgd * p.share_paid * (1 - p.reguarantee);
  const normal = (x) => exp(-0.5 * x * x) / Math.sqrt(2 * PI);
  const chanceOf = (p) => {
    const threshold = ndtri(p.pd), slope = Math.sqrt(p.rho), rest = Math.sqrt(1 - p.rho);
    return (factor, push = 0) => ndtr((threshold + push - slope * factor) / rest);
  };

  // The most loans that may have defaulted by each year with the fund alive; -1: not even none.
  const thresholds = (p, multiple) => range(p.years, (t) => {
    const capital = 1 + (multiple * p.premium - p.running_cost) * (t + 1), share = multiple * lossShare(p), most = p.loans * (t + 1);
    return share > 0 ? floor(min(p.loans * capital / share, most) + 1e-9) : capital < 0 ? -1 : most;
  });

  const rowsOf = (p, reach, steps) => {
    const a = p.persistence, known = (1 + a * a) / (1 - a * a) + 2 / PI * p.loans * p.rho / (1 - p.rho);
    return ceil(2 * reach * steps * Math.sqrt(known)) + 1;
  };

  // Ruin without simulation: the density of the living funds over the factor (rows, so many `steps` in a standard deviation
  // of the narrowest density; the package takes 1.25) and over defaults so far (columns) goes from year to year.
  const recursion = (p, shock, reach, steps) => {
    const n = p.loans, wide = n + 2, a = p.persistence, spread = Math.sqrt(1 - a * a), chance = chanceOf(p), rows = rowsOf(p, reach, steps);
    const step = 2 * reach / (rows - 1), at = Float64Array.from(range(rows, (i) => -reach + step * i)), weight = at.map((x) => step * normal(x));
    // Four rows are mixed at a time: what is beyond the last one counts zero.
    const padded = (rows + 3) & ~3, kernel = floats(padded * padded), cached = new Map();
    for (let i = 0; i < rows; i += 1) for (let j = 0; j < rows; j += 1) kernel[i * padded + j] = step / spread * normal((at[j] - a * at[i]) / spread);

    // Columns from `start` to `end` of `into` become sums of rows of `from` by the kernel, on the way forwards or back.
    const mixed = (into, from, start, end, stride, forwards) => {
      const down = forwards ? padded : 1, across = forwards ? 1 : padded;
      for (let j = 0; j < rows; j += 2) {
        const to = j * stride, next = to + stride;
        into.fill(0, to + start, to + end);
        into.fill(0, next + start, next + end);
        for (let i = 0; i < rows; i += 4) {
          const k = i * down + j * across, m = k + across, a0 = kernel[k], a1 = kernel[k + down], a2 = kernel[k + 2 * down], a3 = kernel[k + 3 * down];
          const b0 = kernel[m], b1 = kernel[m + down], b2 = kernel[m + 2 * down], b3 = kernel[m + 3 * down];
          if (a0 + a1 + a2 + a3 + b0 + b1 + b2 + b3 < 1e-18) continue;
          let at = i * stride + start;
          for (let d = start; d < end; d += 1, at += 1) {
            const x0 = from[at], x1 = from[at + stride], x2 = from[at + 2 * stride], x3 = from[at + 3 * stride];
            into[to + d] += a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3;
            into[next + d] += b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3;
          }
        }
      }
    };
    // A year's law of defaults given the factor, its first and last counts, and the chance of at least so many: now, and a year before.
    const year = (t) => {
      const moved = shock * a ** t;
      if (!cached.has(moved)) {
        const law = floats(padded * wide), beyond = law.slice(), before = law.slice(), ends = new Int32Array(2 * rows);
        for (let i = 0; i < rows; i += 1) {
          const row = law.subarray(i * wide, (i + 1) * wide);
          addBinomial(row, n, chance(at[i] + moved), 1);
          for (let k = n; k >= 0; k -= 1) beyond[i * wide + k] = beyond[i * wide + k + 1] + row[k];
          ends.set([row.findIndex((x) => x > 1e-19), row.findLastIndex((x) => x > 1e-19)], 2 * i);
        }
        mixed(before, beyond, 0, n + 1, wide, false);
        cached.set(moved, { law, beyond, before, ends });
      }
      return cached.get(moved);
    };
    // The first year's living funds as the second year finds them, whatever the multiple.
    let second = null;
    const afterOne = () => {
      if (!second) {
        second = floats(padded * wide);
        mixed(second, year(0).law.map((x, i) => x * (weight[floor(i / wide)] || 0)), 0, n + 1, wide, true);
      }
      return second;
    };
    // `enough` is the ruin beyond which nothing more is asked.
    return (multiple, enough = 1) => {
      const limits = thresholds(p, multiple), stride = max(...limits) + 1, last = p.years - 1;
      if (min(...limits) < 0) return 1;
      const between = floats(padded * stride), alive = floats(padded * stride);
      let ruined = 0, start = 0, end = 0;
      for (let t = 0; t <= last && ruined <= enough; t += 1) {
        const { law, beyond, before, ends } = year(t), limit = limits[t], first = start, behind = end;
        const part = t > 1 ? alive : year(0).law, size = t > 1 ? stride : wide;
        for (let i = 0; i < rows; i += 1) {
          if (!t) { ruined += weight[i] * beyond[i * wide + min(limit, n) + 1]; continue; }
          let lost = 0;
          for (let d = max(first, limit - n); d < behind; d += 1) lost += part[i * size + d] * before[i * wide + max(0, limit + 1 - d)];
          ruined += t > 1 ? lost : weight[i] * lost;
        }
        if (t === last) break;
        // Below `start` no later year can bring ruin.
        start = max(0, min(...limits.slice(t + 1).map((later, k) => later - n * (k + 1))));
        end = min(limit, n * (t + 1)) + 1;
        if (!t) continue;
        if (t > 1) mixed(between, alive, first, behind, stride, true);
        const from = t > 1 ? between : afterOne();
        for (let i = 0; i < rows; i += 1) {
          const to = i * stride, row = i * size;
          alive.fill(0, to + start, to + end);
          // Four counts at a time: what they meet moves on by one from column to column.
          for (let k = ends[2 * i]; k <= ends[2 * i + 1]; k += 4) {
            const at = i * wide + k, left = ends[2 * i + 1] - k, a0 = law[at], a1 = left > 0 ? law[at + 1] : 0, a2 = left > 1 ? law[at + 2] : 0, a3 = left > 2 ? law[at + 3] : 0;
            let x1 = 0, x2 = 0, x3 = 0;
            const stop = min(end, behind + k + 3);
            for (let d = max(first + k, start - 3); d < stop; d += 1) {
              const x0 = d < behind + k ? from[row + d - k] : 0;
              if (d >= start) alive[to + d] += a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3;
              x3 = x2; x2 = x1; x1 = x0;
            }
          }
        }
      }
      return min(1, ruined);
    };
  };

  // The greatest multiple at which ruin is within the limit, on the points that the package's halving can end at. Ruin rises
  // with the multiple: where the rough recursion finds it between two of the curve, the exact one says whether it is there.
  const largestOf = (p, rough, exact, curve) => {
    const limit = p.ruin_limit, above = (at) => exact(at * STEP, limit) > limit, over = curve.findIndex((ruin) => ruin > limit);
    if (!above(CAP / STEP)) return CAP;
    const [low, high] = over < 0 ? [GRID.at(-1), CAP] : [GRID[over - 1] || 0, GRID[over]];
    let at = max(1, ceil(root((multiple) => rough(multiple) - limit, low, high, STEP / 4) / STEP));
    while (!above(at)) at += 1;
    while (at > 1 && above(at - 1)) at -= 1;
    return at * STEP;
  };

  const multiplesOf = (p) => ({ home: p.home_multiple, doubled: 2 * p.home_multiple, abroad: p.abroad_multiple });

  // The fund alone, exactly; null where that would take too long. What was asked last is kept by setting.
  let cache = {};
  const exactly = (p, shock, budget) => {
    const key = JSON.stringify([p.pd, p.rho, p.loans, p.persistence, p.years, p.premium, p.running_cost, lossShare(p), shock]);
    if (cache.key !== key) cache = { key, values: new Map() };
    const rows = rowsOf(p, ...FINE);
    if (rows * p.loans * (rows + p.loans) * p.years > budget) return null;
    const { values } = cache, once = (name, make) => { if (!values.has(name)) values.set(name, make()); return values.get(name); };
    const exact = once("exact", () => recursion(p, shock, ...FINE)), rough = once("rough", () => recursion(p, shock, ...ROUGH)), ruin = (multiple) => once(multiple, () => exact(multiple));
    // From above; what is below 1e-5 is zero in a picture.
    const curve = () => once("curve", () => GRID.reduceRight((chances, multiple) => [chances.length && chances[0] < 1e-5 ? 0 : rough(multiple), ...chances], []));
    return { ruin, curve, largest: () => once(`limit ${p.ruin_limit}`, () => largestOf(p, rough, exact, curve())) };
  };

  // Clients' shares of the volume, falling like rank to minus slope; what is above largest is spread over the others.
  const clientWeights = (loans, slope, largest) => {
    let weights = range(loans, (k) => (k + 1) ** -slope);
    const total = sum(weights);
    weights = weights.map((weight) => weight / total);
    if (largest === undefined) return weights;
    for (let capped = 0, rest = 1; capped < loans; capped += 1) {
      const scale = (1 - capped * largest) / rest;
      if (weights[capped] * scale <= largest + TINY) return weights.map((weight, k) => (k < capped ? largest : weight * scale));
      rest -= weights[capped];
    }
    return range(loans, () => 1 / loans);
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
      const chosen = floor(((mixed ^ mixed >>> 14) >>> 0) / 4294967296 * loans);
      if (stamps[chosen] === stamp) continue;
      stamps[chosen] = stamp;
      for (let w = 0; w < weightings.length; w += 1) into[w] += weightings[w][chosen];
      k += 1;
    }
  };

  // Lives of funds whose volume is one: by kind of fund (alone, layered, and alone with clients weighted) the multiple beyond
  // which each life ends in ruin, and of the fund alone the money that keeps it going at one multiple.
  const lives = (p, layer, shock, multiple, draws, sized, weightings) => {
    const critical = [draws, draws, ...weightings.map(() => sized)].map((length) => floats(length).fill(Infinity));
    const chance = chanceOf(p), share = lossShare(p), { deposit: target, call: most } = layer, fresh = Math.sqrt(1 - p.persistence ** 2);
    const sums = floats(weightings.length), lost = floats(critical.length);
    const numbers = range(p.years, (t) => ofYear(t)), moves = numbers.map((_, t) => shock * p.persistence ** t);
    let rates = 0, needed = 0, squared = 0;
    for (let i = 0; i < draws; i += 1) {
      let pool = target, need = 0, factor = 0;
      lost.fill(0);
      for (let t = 0; t < p.years; t += 1) {
        const called = min(target - pool, most), left = max(0, 1 - p.running_cost * (t + 1)), { shocks, uniforms } = numbers[t];
        factor = t ? p.persistence * factor + fresh * shocks[i] : shocks[i];
        const now = factor + moves[t], count = binomialQuantile(uniforms[i], p.loans, chance(now)), push = layer.wrong_way * called;
        const counted = push > 0 ? binomialQuantile(uniforms[i], p.loans, chance(now, push)) : count;
        rates += counted;
        pool += called;
        const net = p.premium - share * counted / p.loans, after = min(max(pool + net, 0), target);
        // Losses meet the layer first; income fills it up again before it reaches the capital.
        lost[0] += share * count / p.loans - p.premium;
        lost[1] -= net - (after - pool);
        pool = after;
        if (i < sized) {
          drawnSums(weightings, p.loans, count, i * 31 + t + 1, sums);
          sums.forEach((each, k) => { lost[2 + k] += share * each - p.premium; });
        }
        for (let k = 0; k < (i < sized ? lost.length : 2); k += 1) if (lost[k] > TINY) critical[k][i] = min(critical[k][i], left / lost[k]);
        need = max(need, multiple * lost[0] - left);
      }
      needed += need;
      squared += need * need;
    }
    const top_up = needed / draws;
    return { critical: critical.map((each) => each.sort()), top_up, top_up_error: Math.sqrt(max(0, squared / draws - top_up * top_up) / draws), default_rate: rates / (draws * p.years * p.loans) };
  };

  // Share of lives ruined at a multiple, from their critical multiples in order.
  const ruinAt = (critical, multiple) => {
    const first = critical.findIndex((each) => each >= multiple * (1 - TINY));
    return first < 0 ? 1 : first / critical.length;
  };

  // `lives` is how many lives at most, and `budget` what the recursion may cost: a test asks for few, and for all.
  const numbers = (p, { layer, shock = 0, lives: many = MOST_DRAWS, budget = BUDGET }) => {
    const most = p.abroad_multiple, draws = max(500, min(many, floor(WORK / (p.years * (8 + p.loans * min(0.5, p.pd))))));
    const sized = min(draws, SIZED), weights = [undefined, max(layer.client_cap / most, 1 / p.loans)].map((cap) => clientWeights(p.loans, layer.size_slope, cap));
    const simulated = lives(p, layer, shock, most, draws, sized, weights), [alone, layered, unequal, capped] = simulated.critical, exact = exactly(p, shock, budget);
    const results = {
      top_up_abroad: simulated.top_up, layer_ruin: ruinAt(layered, most), layer_default_rate: simulated.default_rate,
      // A shock moves the threshold of a variable that stays standard normal.
      layer_default_rate_alone: mean(range(p.years, (t) => ndtr(ndtri(p.pd) - Math.sqrt(p.rho) * shock * p.persistence ** t))),
      layer_largest_client: weights[0][0], layer_ruin_unequal: ruinAt(unequal, most), layer_ruin_capped: ruinAt(capped, most),
    };
    results.errors = { top_up_abroad: simulated.top_up_error };
    if (!exact) {
      const rank = (at) => min(CAP, alone[min(draws - 1, max(0, floor(at + 1e-9)))]), spread = 1.96 * Math.sqrt(p.ruin_limit * (1 - p.ruin_limit) * draws);
      results.largest_multiple = rank(p.ruin_limit * draws);
      results.errors.largest_multiple = (rank(p.ruin_limit * draws + spread) - rank(p.ruin_limit * draws - spread)) / 3.92;
    } else results.largest_multiple = exact.largest();
    for (const [name, multiple] of entries(multiplesOf(p))) results[`ruin_${name}`] = exact ? exact.ruin(multiple) : ruinAt(alone, multiple);
    results.significant = keys(results).filter((name) => exact && name.startsWith("ruin"));
    for (const name of keys(results)) {
      if (!name.includes("ruin") || results.significant.includes(name)) continue;
      results.errors[name] = shareError(results[name], /unequal|capped/.test(name) ? sized : draws);
    }
    results.draws = draws;
    results.hidden = { alone, layered, exact };
    return results;
  };

  const verdict = (p, results) => {
    if (results.ruin_abroad <= p.ruin_limit) return "safe";
    if (results.layer_ruin > results.ruin_abroad) return "harmful";
    return results.layer_ruin <= p.ruin_limit ? "layer" : results.ruin_home <= p.ruin_limit ? "low" : "neither";
  };

  const charts = (p, results) => {
    const { exact } = results.hidden;
    const line = (id) => {
      const points = GRID.map((multiple) => [multiple, ruinAt(results.hidden[id], multiple)]);
      return { id, points, band: [0, 1].map((end) => points.map(([multiple, ruin]) => [multiple, wilson(ruin, results.draws)[end]])) };
    };
    return [{
      id: "ruin", y: { from: 0 }, upright: [["home", p.home_multiple], ["abroad", p.abroad_multiple]], level: [["limit", p.ruin_limit]],
      lines: [exact ? { id: "alone", points: exact.curve().map((ruin, i) => [GRID[i], ruin]) } : line("alone"), line("layered")],
    }];
  };

  return { simulated: true, refuses: (p) => (p.running_cost * p.years > 1 ? "costs" : null), compute: numbers, verdict, charts };
})();
