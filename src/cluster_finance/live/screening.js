// Adverse selection and screening: the twin of cluster_finance.scenario.screening. Shares of one, money by the loan.
live.models.screening = (() => {
  const TIE = 1e-12, FIRMS = ["safe", "risky"], SIGNALS = ["good", "bad"];
  const success = (p, firm) => (firm === "safe" ? p.success_safe : p.success_risky);
  const returned = (p, firm) => (firm === "safe" ? p.return_safe : p.return_risky);
  const givenUp = (p, repayment) => min(p.collateral, repayment / p.collateral_value);
  const other = (firm) => (firm === "safe" ? "risky" : "safe");

  const highestRepayment = (p, firm) => {
    const s = success(p, firm), worth = s * returned(p, firm) - p.outside;
    return max(worth / (s + (1 - s) / p.collateral_value), (worth - (1 - s) * p.collateral) / s);
  };

  const zeroProfit = (p, mean) => {
    const funds = 1 + p.funding;
    return max(funds, (funds - (1 - mean) * p.collateral * p.collateral_value) / mean);
  };

  const posterior = (p, signal, precision) => {
    const right = signal === "good" ? precision : 1 - precision;
    const safe = p.safe_share * right, risky = (1 - p.safe_share) * (1 - right);
    return safe / (safe + risky);
  };

  const offer = (p, safeShare) => {
    const last = { safe: highestRepayment(p, "safe"), risky: highestRepayment(p, "risky") };
    const pooled = zeroProfit(p, safeShare * p.success_safe + (1 - safeShare) * p.success_risky);
    if (pooled <= min(last.safe, last.risky) + TIE) return { repayment: pooled, safe: safeShare > 0, risky: safeShare < 1 };
    for (const firm of FIRMS) {
      const share = firm === "safe" ? safeShare : 1 - safeShare, own = last[firm], others = last[other(firm)];
      let asked = zeroProfit(p, success(p, firm));
      // Where firms of the other type are absent they need not be kept away.
      if (share < 1) asked = max(asked, others);
      if (share > 0 && asked <= own + TIE && (own > others || share === 1)) {
        return { repayment: asked, safe: firm === "safe", risky: firm === "risky" };
      }
    }
    return { repayment: NaN, safe: false, risky: false };
  };

  const threshold = (p) => {
    const lowest = min(highestRepayment(p, "safe"), highestRepayment(p, "risky"));
    const pledged = p.collateral * p.collateral_value;
    if (lowest <= pledged || lowest < 1 + p.funding) return NaN;
    const share = ((1 + p.funding - pledged) / (lowest - pledged) - p.success_risky) / (p.success_safe - p.success_risky);
    if (!(share > 0 && share < 1)) return NaN;
    const odds = share / (1 - share) * (1 - p.safe_share) / p.safe_share;
    return odds > 1 ? odds / (1 + odds) : 1 / (1 + odds);
  };

  const surplus = (p, firm, repayment) => {
    const s = success(p, firm);
    return s * returned(p, firm) - 1 - p.funding - p.outside - (1 - s) * (1 - p.collateral_value) * givenUp(p, repayment);
  };

  const market = (p, precision) => {
    const outcome = { safe: 0, risky: 0, welfare: 0 };
    for (const signal of SIGNALS) {
      const right = signal === "good" ? precision : 1 - precision, terms = offer(p, posterior(p, signal, precision));
      outcome[`rate_${signal}`] = terms.repayment - 1;
      const weights = { safe: p.safe_share * right * terms.safe, risky: (1 - p.safe_share) * (1 - right) * terms.risky };
      for (const firm of FIRMS) {
        if (weights[firm] === 0) continue;
        outcome[firm] += weights[firm];
        outcome.welfare += weights[firm] * surplus(p, firm, terms.repayment);
      }
    }
    const volume = outcome.safe + outcome.risky;
    outcome.default_rate = volume > 0 ? (outcome.safe * (1 - p.success_safe) + outcome.risky * (1 - p.success_risky)) / volume : NaN;
    return outcome;
  };

  const low = (p) => ({ ...p, outside: p.outside_low });

  const numbers = (p) => {
    const mean = p.safe_share * p.success_safe + (1 - p.safe_share) * p.success_risky;
    const results = {
      rate_pool: zeroProfit(p, mean) - 1, rate_safe: zeroProfit(p, p.success_safe) - 1,
      rate_risky: zeroProfit(p, p.success_risky) - 1, default_pool: 1 - mean,
    };
    for (const [ending, q] of [["", p], ["_low", low(p)]]) {
      const change = threshold(q);
      results[`limit_safe${ending}`] = highestRepayment(q, "safe") - 1;
      results[`threshold${ending}`] = finite(change) ? change : 0.5;
      for (const [name, precision] of [["none", 0.5], ["alone", p.precision_alone], ["cluster", p.precision_cluster], ["full", 1]]) {
        const outcome = market(q, precision);
        results[`safe_${name}${ending}`] = outcome.safe / p.safe_share;
        results[`default_${name}${ending}`] = finite(outcome.default_rate) ? outcome.default_rate : 0;
        results[`welfare_${name}${ending}`] = outcome.welfare;
      }
    }
    return results;
  };

  const verdict = (p, results) => {
    const gain = results.safe_cluster - results.safe_alone;
    if (gain > 1e-9) return results.safe_alone < 1e-9 ? "brought" : "more";
    if (gain < -1e-9) return "driven";
    return results.safe_cluster < 1e-9 ? "excluded" : "same";
  };

  const charts = (p) => {
    const options = [["outside_low", low(p)], ["outside", p]];
    const grids = options.map(([id, q]) => {
      const grid = live.numerics.range(101, (i) => 0.5 + i / 200), change = threshold(q);
      // The precisions just below and at the threshold, so that a jump stands upright.
      if (finite(change)) grid.push(max(0.5, change - 1e-9), min(1, change + 1e-9));
      return [id, grid.sort((a, b) => a - b).map((precision) => [precision, market(q, precision)])];
    });
    const chart = (id, value) => ({
      id, upright: [["precision_alone", p.precision_alone], ["precision_cluster", p.precision_cluster]],
      lines: grids.map(([line, points]) => ({ id: line, points: points.map(([x, outcome]) => [x, value(outcome)]).filter((point) => finite(point[1])) })),
    });
    return [chart("served", (outcome) => outcome.safe / p.safe_share), chart("default", (outcome) => outcome.default_rate), chart("gain", (outcome) => outcome.welfare)];
  };

  const refuses = (p) => {
    if (p.success_risky >= p.success_safe) return "success";
    if (p.return_risky <= p.return_safe) return "returns";
    if (p.outside_low > p.outside) return "outside";
    return p.precision_alone > p.precision_cluster ? "precision" : null;
  };

  return { refuses, compute: numbers, verdict, charts };
})();
