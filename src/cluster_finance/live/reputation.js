// Reputation and strategic default: the twin of cluster_finance.scenario.reputation and .news. Money in years of surplus.
live.models.reputation = (() => {
  const { range, sum, meanError, generator } = live.numerics;
  const MOST_DRAWS = 120, WORK = 1.5e5;
  const periods = (discount) => (discount > 1e-9 ? ceil(log(1e-9) / log(discount)) : 1);

  // Cost of leaving after 0, 1, ..., T years and, last, of staying for good.
  const costs = (p, shares, moving) => {
    const values = [], last = shares.length;
    let lost = 0, weight = 1;
    for (let tau = 0; ; tau += 1) {
      const beyond = weight * p.discount / (1 - p.discount);
      values.push(lost + weight * moving + beyond * (1 - p.outside_surplus));
      if (tau === last) return [...values, lost + beyond * shares[last - 1]];
      weight *= p.discount;
      lost += weight * shares[tau];
    }
  };
  const limit = (p, shares, moving) => {
    const byYear = costs(p, shares, moving);
    let best = 0;
    byYear.forEach((cost, tau) => { if (cost < byYear[best]) best = tau; });
    return { loan: byYear[best] / (1 + p.rate), leaves: best < byYear.length - 1 ? best : Infinity, best };
  };

  // The share that knows where only the bank tells (and one partner knows at first).
  const alone = (p) => range(periods(p.discount), (i) => 1 - (1 - 1 / p.partners) * exp(-p.bank_rate * (i + 1)));

  // Pure birth on the complete graph by uniformisation: the law after a year is a Poisson mixture of steps of a chain.
  const complete = (p) => {
    const n = p.partners, rates = range(n, (i) => (n - i - 1) * (p.bank_rate + p.news_rate * (i + 1) / (n - 1)));
    const fastest = max(...rates), shares = [];
    let law = floats(n), unknowing = 1 - 1 / n;
    law[0] = 1;
    for (let year = 0; year < periods(p.discount); year += 1) {
      if (fastest > 0 && unknowing > 1e-15) {
        // Pieces short enough for the first Poisson weight to be above the smallest number.
        const pieces = ceil(fastest / 500), step = fastest / pieces;
        for (let piece = 0; piece < pieces; piece += 1) {
          const after = floats(n);
          let weight = exp(-step), left = 1;
          for (let k = 0; left > 1e-16 && k < step + 12 * Math.sqrt(step) + 60; k += 1) {
            for (let i = 0; i < n; i += 1) after[i] += weight * law[i];
            left -= weight;
            weight *= step / (k + 1);
            for (let i = n - 1; i >= 0; i -= 1) law[i] += ((i > 0 ? rates[i - 1] * law[i - 1] : 0) - rates[i] * law[i]) / fastest;
          }
          law = after;
        }
        // Summed over those who do not know: one less the sum over those who do would never fall to rounding's size.
        unknowing = sum(law.map((mass, i) => mass * (n - 1 - i) / n));
      }
      shares.push(1 - unknowing);
    }
    return shares;
  };

  // Edges of a small world: a ring whose edges' far ends are moved with some chance (Watts and Strogatz 1998).
  const smallWorld = (p, next) => {
    const n = p.partners, near = new Uint8Array(n * n), edges = [];
    const degree = new Int32Array(n);
    const tie = (a, b, value) => { near[a * n + b] = near[b * n + a] = value; degree[a] += value ? 1 : -1; degree[b] += value ? 1 : -1; };
    for (let j = 1; j <= p.contacts / 2; j += 1) {
      for (let i = 0; i < n; i += 1) {
        const other = (i + j) % n;
        if (!near[i * n + other]) tie(i, other, 1);
        edges.push([i, other]);
      }
    }
    for (const edge of edges) {
      const moves = next() < p.rewired, at = next();
      if (!moves || degree[edge[0]] >= n - 1) continue;
      let far = floor(at * n);
      while (far === edge[0] || near[edge[0] * n + far]) far = floor(next() * n);
      tie(edge[0], edge[1], 0);
      tie(edge[0], far, 1);
      edge[1] = far;
    }
    return edges;
  };

  // When each partner learns, sorted: shortest paths of exponential delays (first-passage percolation), by a heap.
  const learning = (p, next) => {
    const n = p.partners, starts = new Int32Array(n + 1), edges = smallWorld(p, next), rate = p.news_rate / p.contacts;
    for (const [a, b] of edges) { starts[a + 1] += 1; starts[b + 1] += 1; }
    for (let i = 0; i < n; i += 1) starts[i + 1] += starts[i];
    const filled = starts.slice(), ends = new Int32Array(2 * edges.length), delays = floats(2 * edges.length);
    for (const [a, b] of edges) {
      const delay = -log(next()) / rate;
      ends[filled[a]] = b; delays[filled[a]] = delay; filled[a] += 1;
      ends[filled[b]] = a; delays[filled[b]] = delay; filled[b] += 1;
    }
    const times = floats(n);
    for (let i = 0; i < n; i += 1) times[i] = -log(next()) / p.bank_rate;
    times[0] = 0;
    // Keys and nodes of a heap: a node may stand in it once for every channel and once for the bank.
    const keys = floats(2 * edges.length + n), nodes = new Int32Array(keys.length);
    let size = 0;
    const push = (time, node) => {
      let i = size;
      size += 1;
      for (let up = (i - 1) >> 1; i > 0 && keys[up] > time; i = up, up = (i - 1) >> 1) { keys[i] = keys[up]; nodes[i] = nodes[up]; }
      keys[i] = time; nodes[i] = node;
    };
    const drop = () => {
      size -= 1;
      const last = keys[size], node = nodes[size];
      let i = 0;
      for (let down = 1; down < size; down = 2 * i + 1) {
        if (down + 1 < size && keys[down + 1] < keys[down]) down += 1;
        if (keys[down] >= last) break;
        keys[i] = keys[down]; nodes[i] = nodes[down];
        i = down;
      }
      keys[i] = last; nodes[i] = node;
    };
    for (let i = 0; i < n; i += 1) if (times[i] < Infinity) push(times[i], i);
    while (size) {
      const time = keys[0], node = nodes[0];
      drop();
      if (time > times[node]) continue;
      for (let e = starts[node]; e < starts[node + 1]; e += 1) {
        const there = time + delays[e];
        if (there < times[ends[e]]) { times[ends[e]] = there; push(there, ends[e]); }
      }
    }
    return times;
  };

  // Mean shares that know, and each draw's own: random numbers depend on the draw alone. What money costs changes nothing here.
  let cache = {};
  const network = (p, mostDraws) => {
    const key = JSON.stringify([p.discount, p.partners, p.contacts, p.rewired, p.news_rate, p.bank_rate, mostDraws]);
    if (cache.key !== key) cache = { key, lives: spread(p, mostDraws) };
    return cache.lives;
  };
  const spread = (p, mostDraws) => {
    const draws = max(50, min(mostDraws, floor(WORK / (p.partners * (p.contacts + 2)))));
    const last = periods(p.discount), each = [], mean = floats(last);
    for (let draw = 0; draw < draws; draw += 1) {
      const counts = floats(last), next = generator(20100603 + 7919 * draw);
      for (const time of learning(p, next)) {
        const year = max(0, ceil(time) - 1);
        if (year < last) counts[year] += 1 / p.partners;
      }
      for (let t = 1; t < last; t += 1) counts[t] += counts[t - 1];
      each.push(counts);
      for (let t = 0; t < last; t += 1) mean[t] += counts[t] / draws;
    }
    return { mean: Array.from(mean), each };
  };

  // The standard error of the simulated cost at the best time of leaving, of which only what the known lost is random.
  const error = (p, simulated, moving) => {
    const { best } = limit(p, simulated.mean, moving), last = simulated.mean.length;
    return meanError(simulated.each.map((shares) => {
      let lost = 0, weight = 1;
      for (let t = 0; t < min(best, last); t += 1) { weight *= p.discount; lost += weight * shares[t]; }
      return best > last ? lost + weight * p.discount / (1 - p.discount) * shares[last - 1] : lost;
    })) / (1 + p.rate);
  };

  // `lives` is how many simulated spreads at most: a test asks for few.
  const numbers = (p, { lives = MOST_DRAWS } = {}) => {
    const simulated = network(p, lives), outside = alone(p), years = p.discount / (1 - p.discount);
    const top = (moving) => min(years, moving + (1 - p.outside_surplus) * years) / (1 + p.rate);
    const results = {
      loan_cluster: limit(p, simulated.mean, p.moving_cost).loan, loan_news: limit(p, simulated.mean, p.moving_cost_alone).loan,
      loan_rooted: limit(p, outside, p.moving_cost).loan, loan_alone: limit(p, outside, p.moving_cost_alone).loan,
      loan_dense: limit(p, complete(p), p.moving_cost).loan, loan_ceiling: top(p.moving_cost), loan_ceiling_alone: top(p.moving_cost_alone),
      known_cluster: simulated.mean[0], known_alone: outside[0],
    };
    results.errors = {
      loan_cluster: error(p, simulated, p.moving_cost), loan_news: error(p, simulated, p.moving_cost_alone), known_cluster: meanError(simulated.each.map((shares) => shares[0])),
    };
    results.draws = simulated.each.length;
    results.hidden = { network: simulated.mean, alone: outside };
    return results;
  };

  const verdict = (p, results) => {
    if (results.loan_ceiling < 0.05) return "unbound";
    const news = results.loan_news - results.loan_alone, roots = results.loan_rooted - results.loan_alone, both = results.loan_cluster - results.loan_alone;
    if (both < 0.05) return "nothing";
    if (news < 0.1 * both && roots < 0.1 * both) return "together";
    return news > roots ? "news" : "roots";
  };

  const charts = (p, results) => {
    const shown = min(20, periods(p.discount));
    const cost = (shares, moving) => costs(p, shares, moving).slice(0, shown + 1).map((value, tau) => [tau, value / (1 + p.rate)]);
    const known = (shares) => [[0, 1 / p.partners], ...shares.slice(0, shown).map((share, i) => [i + 1, share])];
    return [
      { id: "known", y: { from: 0, to: 1 }, lines: [{ id: "cluster", points: known(results.hidden.network) }, { id: "alone", points: known(results.hidden.alone) }] },
      { id: "cost", y: { from: 0 }, level: [["limit", results.loan_cluster, "end"]], lines: [
        { id: "cluster", points: cost(results.hidden.network, p.moving_cost) }, { id: "alone", points: cost(results.hidden.alone, p.moving_cost_alone) }] },
    ];
  };

  const refuses = (p) => {
    if (p.contacts % 2) return "odd";
    if (p.contacts >= p.partners) return "contacts";
    return p.moving_cost_alone > p.moving_cost ? "moving" : null;
  };

  return { simulated: true, refuses, compute: numbers, verdict, charts };
})();
