// Batch lending: the twin of cluster_finance.scenario.batch. Money in 10,000 yuan, rates and shares of one.
live.models.batch = (() => {
  const { range } = live.numerics;
  const clientCost = (p, way, clients) => (way === "alone" ? p.cost_alone : p.shared_cost / clients + p.cost_batch);
  const rate = (p, cost) => (1 + p.funding + cost) / (1 - p.pd * p.lgd) - 1;
  const rateOf = (p, way, loan, clients) => rate(p, clientCost(p, way, clients) / loan);

  const numbers = (p) => {
    const margin = (1 + p.rate_cap) * (1 - p.pd * p.lgd) - (1 + p.funding);
    const smallest = (way) => (margin > 0 ? clientCost(p, way, p.clients) / margin : Infinity);
    const saving = p.clients * (p.cost_alone - p.cost_batch) - p.shared_cost;
    const least = p.shared_cost / (p.cost_alone - p.cost_batch);
    const results = {
      saving, saving_client: saving / p.clients, break_even: least, break_even_clients: ceil(least - 1e-9),
      smallest_alone: smallest("alone"), smallest_batch: smallest("batch"), expected_loss: p.pd * p.lgd,
      tolerated_loss: 1 - (1 + p.funding + clientCost(p, "batch", p.clients) / p.loan) / (1 + rateOf(p, "alone", p.loan, 1)),
    };
    for (const [prefix, loan] of [["", p.loan], ["micro_", p.micro_loan]]) {
      for (const way of ["alone", "batch"]) results[`${prefix}rate_${way}`] = rateOf(p, way, loan, p.clients);
      results[`${prefix}rate_limit`] = rateOf(p, "batch", loan, Infinity);
    }
    return results;
  };

  const verdict = (p, results) => {
    if (!(results.smallest_batch < Infinity)) return "never";
    if (p.clients < results.break_even) return "few";
    const within = (value) => value <= p.rate_cap;
    if (within(results.micro_rate_batch) && !within(results.micro_rate_alone)) return "decides";
    if (!within(results.rate_batch)) return "dear";
    return results.rate_alone - results.rate_batch < 0.0025 ? "little" : "saves";
  };

  const charts = (p, results) => {
    const last = max(1000, p.clients), grid = range(121, (i) => last ** (i / 120));
    const highest = 1.6 * max(results.micro_rate_alone, results.rate_alone);
    const line = (id, way, loan) => ({
      id, points: grid.map((n) => [n, rateOf(p, way, loan, n)]).filter((point) => point[1] <= highest),
    });
    return [{
      id: "rate", x: { log: true }, upright: [["break_even", max(results.break_even, 1)], ["clients", p.clients]],
      level: [["rate_cap", p.rate_cap]],
      lines: [line("micro_alone", "alone", p.micro_loan), line("micro_batch", "batch", p.micro_loan),
        line("alone", "alone", p.loan), line("batch", "batch", p.loan)],
    }];
  };

  const refuses = (p) => (p.cost_batch >= p.cost_alone ? "costs" : null);

  return { refuses, compute: numbers, verdict, charts };
})();
