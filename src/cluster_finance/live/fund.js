// The mutual-aid credit fund: the twin of cluster_finance.scenario.fund, fund_money and fund_summary. Money in fen.
live.models.fund = (() => {
  const { range, sum, mean, meanError, ndtr, ndtri, generator, stratified, shareError } = live.numerics;
  const EMPTY = 0, SAFE = 1, RISKY = 2, POINTS = 10000, MOST = 400, WORK = 6e5;

  const typePds = (p) => {
    const safe = p.pd / (p.safe + (1 - p.safe) * p.pd_ratio);
    return [safe, min(safe * p.pd_ratio, 1)];
  };
  const holdings = (p) => {
    const step = p.firms > 1 ? (p.shares_most - p.shares_least) / (p.firms - 1) : 0;
    return range(p.firms, (i) => halfEven(p.shares_least + step * i));
  };
  // Python rounds halves to the even neighbour.
  const halfEven = (x) => { const near = round(x); return near - x === 0.5 && near % 2 ? near - 1 : near; };
  const terms = (p, government) => ({
    unit: p.unit_fen, cap: halfEven(p.loan_cap * p.unit_fen), rate: halfEven(p.rate * POINTS), kept: halfEven((1 - p.lgd) * POINTS),
    cost: halfEven(p.cost * POINTS), floor: halfEven(p.floor * POINTS),
    standing: [halfEven(p.standing_safe * p.unit_fen), halfEven(p.standing_risky * p.unit_fen)],
    instalment: ceil(government / p.exit_instalments),
  });

  // Shocks of the industry by year, one of each stratum in the lives; made once.
  const cached = new Map();
  const shocksOf = (year, lives) => {
    const key = `${year} ${lives}`;
    if (!cached.has(key)) cached.set(key, stratified(generator(20100605 + 104729 * year), lives).map(ndtri));
    return cached.get(key);
  };

  // One life of the fund, year by year, into sums; the order of a year is that of fund_money.settle.
  const life = (p, fixed, held, government, next, shocks, shock, chanceOf, add) => {
    const { firms } = p, state = new Uint8Array(firms), u = floats(firms), own = sum(held);
    for (let i = 0; i < firms; i += 1) state[i] = next() < 1 - p.safe ? RISKY : SAFE;
    const good = (1 - p.safe) * (1 - p.signal), risky = good + p.safe * p.signal > 0 ? good / (good + p.safe * p.signal) : 0;
    let cash = (own + government) * fixed.unit, members = own, stake = government, reserve = 0, lateUnits = 0, lateOwed = 0, alive = true, factor = 0;
    const owed = (loan) => loan + floor(loan * fixed.rate / POINTS), leaves = 1 - p.leaving;
    const value = () => min(fixed.unit, max(0, floor(fixed.unit * (cash + lateUnits * lateOwed) / (max(members + stake, 1) * fixed.unit))));
    for (let year = 0; year < p.years; year += 1) {
      factor = year ? p.persistence * factor + Math.sqrt(1 - p.persistence ** 2) * shocks[year] : shocks[0];
      const chances = chanceOf(factor + shock * p.persistence ** year), before = members, wasAlive = alive;
      let applied = 0;
      for (let i = 0; i < firms; i += 1) {
        u[i] = next();
        if ((state[i] === SAFE || state[i] === RISKY) && u[i] < p.demand) applied += held[i];
      }
      if (!alive) applied = 0;
      const loan = applied > 0 ? min(fixed.cap, floor(cash / applied)) : 0, due = owed(loan), gain = due - fixed.unit;
      const chosen = [gain > fixed.standing[0], gain > fixed.standing[1]];
      const first = [0, p.demand * (chosen[0] ? 1 : chances[0]), p.demand * (chosen[1] ? 1 : chances[1])];
      const second = first.map((x) => min(x * (1 + p.late_ratio), p.demand)), joins = alive ? p.admission : 0;
      let safeOut = 0, riskyOut = 0, lateNow = 0, repaid = 0, left = 0, joined = 0, oldOut = 0, oldBack = 0, units = 0, riskyUnits = 0;
      if (alive) {
        for (let i = 0; i < firms; i += 1) {
          const x = u[i], shares = held[i], now = state[i];
          if (now === EMPTY) {
            if (x < joins) { joined += shares; state[i] = x < joins * risky ? RISKY : SAFE; }
          } else if (now > RISKY) {
            if (x < chances[now - 3]) { oldOut += shares; state[i] = p.expulsion ? EMPTY : now - 2; }
            else { oldBack += shares; state[i] = now - 2; }
          } else if (x < first[now]) {
            if (now === SAFE) safeOut += shares; else riskyOut += shares;
            if (p.expulsion) state[i] = EMPTY;
          } else if (x < second[now]) { lateNow += shares; state[i] = now + 2; }
          else if (x < p.demand) repaid += shares;
          else if (x >= leaves) { left += shares; state[i] = EMPTY; }
          if (state[i]) { units += shares; if (state[i] === RISKY || state[i] === RISKY + 2) riskyUnits += shares; }
        }
      }
      // Loans, interest, repayments and losses.
      const old = owed(lateOwed), capitalBefore = cash + lateUnits * lateOwed;
      let back = due * repaid + old * oldBack, loss = 0, lossOwn = 0;
      for (const [shares, each, choice] of [[safeOut, due, chosen[0]], [riskyOut, due, chosen[1]], [oldOut, old, false]]) {
        const paid = choice ? 0 : floor(max(each - fixed.unit, 0) * fixed.kept / POINTS);
        back += paid * shares;
        loss += (each - paid) * shares;
        lossOwn += min(each, fixed.unit) * shares;
      }
      const forfeited = safeOut + riskyOut + oldOut, renewed = p.expulsion ? 0 : forfeited;
      const costs = alive ? floor(capitalBefore * fixed.cost / POINTS) : 0;
      const costsMost = cash;
      cash += back - loan * applied + renewed * fixed.unit;
      members += renewed - forfeited;
      reserve += (due - loan) * applied + (old - lateOwed) * lateUnits - loss + forfeited * fixed.unit;
      lateUnits = lateNow; lateOwed = due;
      const cost = wasAlive ? min(costs, costsMost, cash) : 0;
      cash -= cost; reserve -= cost;
      // Leavers, new members, government.
      const each = min(value(), floor(cash / max(left, 1))), haircut = (fixed.unit - each) * left;
      cash += fixed.unit * joined - each * left;
      members += joined - left;
      reserve += haircut;
      if (alive && p.exit_from && year + 1 >= p.exit_from && reserve >= 0) {
        const away = min(stake, fixed.instalment, floor(cash / fixed.unit));
        stake -= away; cash -= away * fixed.unit;
      }
      // Closure.
      let wound = 0, shortMembers = 0, shortGovernment = 0;
      const nominal = (members + stake) * fixed.unit;
      if (alive && ((cash + lateUnits * lateOwed) * POINTS < nominal * fixed.floor || members === 0)) {
        const paid = floor(lateOwed * fixed.kept / POINTS) * lateUnits;
        wound = lateUnits * lateOwed - paid;
        cash += paid; reserve -= wound; lateUnits = 0;
        const share = value();
        cash -= share * (members + stake);
        shortMembers = (fixed.unit - share) * members; shortGovernment = (fixed.unit - share) * stake;
        reserve += shortMembers + shortGovernment;
        members = 0; stake = 0; alive = false;
        state.fill(EMPTY);
        units = 0; riskyUnits = 0;
      }
      add(year, {
        alive, capital: cash + lateUnits * lateOwed, lent: loan * applied, net_borrowers: (loan - fixed.unit) * applied,
        net_all: loan * applied - before * fixed.unit, government: stake * fixed.unit, reserve, units, riskyUnits,
        loss: loss + wound, lossOwn, shortMembers: haircut + shortMembers, shortGovernment, members: members * fixed.unit,
      });
    }
  };

  const closed = (p) => {
    const loan = min(p.loan_cap, 1 / ((1 - p.government) * p.demand));
    const fundRate = (money) => ((p.cost + money) / ((1 - p.government) * p.demand) + p.pd * p.lgd * (loan - 1)) / (loan * (1 - p.pd * p.lgd));
    return {
      bank_rate: (1 + p.deposit_rate + p.bank_cost) / (1 - p.pd * p.lgd) - 1, break_even: fundRate(0), break_even_full: fundRate(p.deposit_rate),
      enforceable_safe: (1 + p.standing_safe) / (1 + p.rate), enforceable_risky: (1 + p.standing_risky) / (1 + p.rate), all_borrow: 1 / (1 - p.government),
    };
  };

  const YEARLY = ["net_all", "lent", "government", "mean_pd"];
  // `lives` is how many lives at most: a test asks for few.
  const numbers = (p, { shock = 0, lives: most = MOST } = {}) => {
    const held = holdings(p), own = sum(held), government = halfEven(own * p.government / (1 - p.government));
    const fixed = terms(p, government), money = own * p.unit_fen, stake = max(government, 1) * p.unit_fen;
    const pds = typePds(p), slope = Math.sqrt(p.rho), rest = Math.sqrt(1 - p.rho);
    const quantiles = pds.map(ndtri), chanceOf = (factor) => quantiles.map((quantile) => ndtr((quantile - slope * factor) / rest));
    const lives = max(40, min(most, floor(WORK / (p.firms * p.years))));
    const yearly = Object.fromEntries(YEARLY.map((name) => [name, floats(p.years)])), open = floats(p.years);
    const whole = { survival: [], net_all: [], net_borrowers: [], lent: [], exposure: [], government_loss: [], pd_end: [], capital_end: [], exit_year: [] };
    const borne = [], shocks = range(p.years, (year) => shocksOf(year, lives));
    for (let r = 0; r < lives; r += 1) {
      const sums = { net_all: 0, net_borrowers: 0, lent: 0, exposure: 0 };
      let last, exit = 0, short = 0, loss = 0, lossOwn = 0, shortMembers = 0;
      life(p, fixed, held, government, generator(20100606 + 7919 * r), shocks.map((each) => each[r]), shock, chanceOf, (year, now) => {
        for (const name of ["net_all", "net_borrowers", "lent"]) sums[name] += now[name] / money / p.years;
        for (const name of YEARLY.slice(0, 3)) yearly[name][year] += now[name] / money / lives;
        sums.exposure += now.government / stake / p.years;
        if (now.units > 0) { open[year] += 1; yearly.mean_pd[year] += pds[0] + (pds[1] - pds[0]) * now.riskyUnits / now.units; }
        if (!exit && government > 0 && now.alive && now.government === 0) exit = year + 1;
        loss += now.loss; lossOwn += now.lossOwn; shortMembers += now.shortMembers; short += now.shortGovernment;
        last = now;
      });
      // A reserve below zero at the end counts against members and government in proportion to their stakes.
      const deficit = last.alive ? max(-last.reserve, 0) : 0, stakes = max(last.members + last.government, 1);
      shortMembers += deficit * last.members / stakes;
      short += deficit * last.government / stakes;
      borne.push([lossOwn, loss - lossOwn - shortMembers - short, shortMembers, short, loss]);
      whole.survival.push(Number(last.alive));
      for (const name of keys(sums)) whole[name].push(sums[name]);
      whole.government_loss.push(short / stake);
      whole.capital_end.push(last.capital / money);
      if (last.units > 0) whole.pd_end.push(pds[0] + (pds[1] - pds[0]) * last.riskyUnits / last.units);
      if (exit) whole.exit_year.push(exit);
    }
    const results = { ...closed(p), errors: {}, draws: lives };
    for (const [name, values] of entries(whole)) { results[name] = mean(values); results.errors[name] = meanError(values); }
    results.exited = whole.exit_year.length / lives;
    for (const name of ["survival", "exited"]) results.errors[name] = shareError(results[name], lives);
    // Each bearer's share of all losses: a ratio of sums, and the error of a ratio.
    const losses = mean(borne.map((each) => each[4])) || 1;
    ["defaulters", "borrowers", "members", "government"].forEach((name, i) => {
      const share = results[`borne_${name}`] = mean(borne.map((each) => each[i])) / losses;
      results.errors[`borne_${name}`] = meanError(borne.map((each) => each[i] - share * each[4]), 0) / losses;
    });
    yearly.mean_pd.forEach((sum, year) => { yearly.mean_pd[year] = open[year] ? sum / open[year] : NaN; });
    results.hidden = yearly;
    return results;
  };

  const verdict = (p, results) => {
    if (results.survival < 0.5) return "fails";
    if (results.net_all > 0.01) return results.government_loss > 0.05 ? "subsidised" : "adds";
    return results.net_borrowers > 0.01 ? "shifts" : "idle";
  };

  const charts = (p, results) => {
    const line = (id) => ({ id, points: Array.from(results.hidden[id], (value, i) => [i + 1, value]).filter((point) => finite(point[1])) });
    return [
      { id: "credit", lines: ["net_all", "lent", "government"].map(line), level: [["zero", 0]] },
      { id: "pd", lines: [line("mean_pd")] },
    ];
  };

  return { simulated: true, refuses: (p) => (p.shares_most < p.shares_least ? "shares" : null), compute: numbers, verdict, charts };
})();
