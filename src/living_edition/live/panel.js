// A panel: sliders, charts, numbers and a verdict that follow at once. All words come with the panel's description.
live.panel = (() => {
  const { el } = live, { say, text, plain } = live.words;
  const STEPS = 1000, isSwitch = (knob) => knob.kind === "switch";

  // Where a value lies on its slider: bent, where the default would lie near the lower end.
  const bend = (knob) => {
    const share = (knob.value - knob.min) / (knob.max - knob.min);
    return !isSwitch(knob) && share > 0 && share < 0.15 ? log(share) / log(0.35) : 1;
  };
  const positionOf = (knob, value) => round(STEPS * max(0, (value - knob.min) / (knob.max - knob.min)) ** (1 / bend(knob)));
  const valueAt = (knob, position) => {
    if (position >= STEPS) return knob.max;
    if (position <= 0) return knob.min;
    if (position === positionOf(knob, knob.value)) return knob.value;
    const raw = knob.min + (knob.max - knob.min) * (position / STEPS) ** bend(knob);
    const rounded = knob.kind === "whole" ? round(raw) : Number(raw.toPrecision(3));
    return min(knob.max, max(knob.min, rounded));
  };
  const shown = (knob, value) => {
    if (isSwitch(knob)) return value ? "✓" : "✗";
    return text({ ...knob.shown, decimals: null }, Number(value.toPrecision(6)));
  };

  const settingOf = (fixed, values) => {
    const setting = {};
    for (const [section, part] of entries(fixed)) setting[section] = { ...part };
    for (const [key, value] of values) {
      const [section, name] = key.split(".");
      if (name) setting[section][name] = value; else setting[section] = value;
    }
    return setting;
  };

  // The line that computes a setting with the package itself. A shock is a named scenario: a file of its own.
  const command = (about, values) => {
    const changed = {};
    let shock = 0, multiple;
    for (const knob of about.knobs) {
      const value = values.get(knob.key);
      if (knob.key === "shock") shock = value;
      if (knob.key === "guarantee.abroad_multiple") multiple = value;
      if (knob.key === "shock" || value === knob.value) continue;
      const [section, name] = knob.key.split(".");
      (changed[section] = changed[section] || {})[name] = value;
    }
    const config = keys(changed).length ? ` --config '${about.under}=${JSON.stringify(changed)}'` : "";
    if (!shock) return `snakemake -c1 ${about.targets.join(" ")}${config}`;
    const more = multiple === undefined ? "" : `\\nmultiple: ${multiple}`;
    return `printf 'order: 99\\ntitle_zh: 自选\\ntitle_en: Own\\nshock: ${shock}${more}\\n' > specs/scenarios/own.yaml && snakemake -c1 results/scenarios/named.parquet${config}`;
  };

  const slider = (about, knob, values, changed) => {
    const name = `${about.model}-${knob.key.replace(/\W/g, "-")}`, now = values.get(knob.key), known = `${shown(knob, knob.value)}`;
    const output = el("output", { for: name }, shown(knob, now));
    const range = isSwitch(knob) ? "" : ` · ${say("range")} ${shown(knob, knob.min)}–${shown(knob, knob.max)}`;
    const note = el("small", { id: `${name}-note` }, `${say("edition")} ${known}${range} · ${knob.source}`);
    const input = isSwitch(knob)
      ? el("input", { type: "checkbox", id: name, "aria-describedby": `${name}-note` })
      : el("input", { type: "range", id: name, min: 0, max: STEPS, step: 1, "aria-describedby": `${name}-note` });
    const follow = (value) => {
      if (isSwitch(knob)) input.checked = Boolean(value);
      else { input.value = positionOf(knob, value); input.setAttribute("aria-valuetext", shown(knob, value)); }
      output.textContent = shown(knob, value);
      row.classList.toggle("moved", value !== knob.value);
    };
    const row = el("div", { class: "live-knob" }, el("label", { for: name }, knob.label), output, input, note);
    on(input, "input", () => changed(knob.key, isSwitch(knob) ? input.checked : valueAt(knob, Number(input.value))));
    follow(now);
    return { row, follow };
  };

  const build = (host) => {
    const about = JSON.parse(host.querySelector("script").textContent), model = live.models[about.model], words = about.charts;
    const own = new Map(about.knobs.map((knob) => [knob.key, knob.value])), values = new Map(own), figure = host.dataset.panel;
    const key = (name) => (name === "shock" ? `${about.model}.shock` : name), sliders = new Map();
    let kept = null, timer = 0, queued = false, last = null;

    const isOwn = () => about.knobs.every((knob) => values.get(knob.key) === knob.value);
    const verdict = el("p", { class: "live-verdict" }), announcement = el("p", { class: "live-said", role: "status" }), body = el("tbody");
    const head = el("tr"), note = el("p", { class: "live-note" }), code = el("code"), select = el("select", { "aria-label": say("preset") });
    const charts = keys(words).map((id) => {
      const svg = el("svg", { svg: true, role: "img", class: "live-svg", "aria-label": words[id].y }), box = el("div", { class: "live-chart" }, svg);
      let marks = [];
      live.answer(box, () => marks, { label: words[id].y });
      return { id, box: el("div", {}, el("p", { class: "live-y" }, words[id].y), live.chart.legend(words[id]), box), svg, set: (results) => { marks = results; } };
    });

    const compute = () => {
      const setting = settingOf(about.fixed, values), p = setting[about.model], reason = model.refuses(p);
      if (reason) return { reason };
      const results = model.compute(p, setting);
      return { results, verdict: model.verdict(p, results), charts: model.charts(p, results), own: isOwn() };
    };
    // At the edition's own setting a simulated number is the edition's: its lives are more, and its ledger prints them.
    const numberText = (number, state) => {
      if (state.own) return number.text;
      const { results } = state, { errors = {}, significant = [] } = results, value = results[number.id], error = errors[number.id];
      // A probability without simulation error has two significant digits.
      if (significant.includes(number.id)) {
        const small = value < 1e-6;
        return (small ? say("less") : "") + text({ ...number, decimals: small ? 4 : max(0, -1 - floor(log10(value))) }, small ? 1e-6 : value);
      }
      const written = text(number, value);
      if (error === undefined || !finite(value)) return written;
      const shown = error * number.scale;
      if (!finite(error)) return say("about") + written;
      // At least its first digit, however small it is.
      return `${say("about")}${written} (±${plain(shown, max(number.decimals ?? 2, 1, shown ? ceil(-log10(shown)) : 0))})`;
    };
    const verdictText = (state) => (about.verdicts[state.verdict] || state.verdict)
      .replace(/\{(\w+)\}/g, (_, id) => numberText(about.numbers.find((number) => number.id === id), state).replace(/ \(±.*\)$/, ""));

    const paint = () => {
      queued = false;
      const state = compute();
      host.classList.toggle("refused", !!state.reason);
      if (state.reason) { verdict.textContent = say("refused") + about.refusals[state.reason]; announcement.textContent = verdict.textContent; return; }
      last = state;
      verdict.textContent = verdictText(state);
      const columns = ["number", "here", ...(kept ? ["kept"] : []), "edition"];
      head.replaceChildren(...columns.map((name) => el("th", { scope: "col" }, say(name))));
      body.replaceChildren(...about.numbers.map((number) => el("tr", { title: number.ledger }, el("th", { scope: "row" }, number.label), el("td", {}, numberText(number, state)),
        ...(kept ? [el("td", {}, numberText(number, kept))] : []), el("td", {}, number.text))));
      note.textContent = model.simulated ? say("simulated", { draws: plain(state.results.draws, 0) }) : "";
      state.charts.forEach((chart, i) => charts[i].set(live.chart.draw(charts[i].svg, words[chart.id], chart, kept && kept.charts[i], verdict.textContent)));
      code.textContent = command(about, values);
      select.value = String(about.presets.findIndex((preset) => about.knobs.every((knob) => values.get(knob.key) === (preset.set[knob.key] ?? knob.value))));
      if (isOwn()) select.value = "own"; else if (select.value === "" || select.value === "-1") select.value = "changed";
      clearTimeout(timer);
      // A screen reader hears the outcome once the slider rests, not at every step.
      timer = setTimeout(() => { announcement.textContent = verdict.textContent; }, 600);
    };
    const queue = () => { if (!queued) { queued = true; requestAnimationFrame(paint); } };
    const store = () => live.address.write((held) => about.knobs.forEach((knob) => {
      if (values.get(knob.key) === knob.value) held.delete(key(knob.key)); else held.set(key(knob.key), String(values.get(knob.key)));
    }), figure);
    let storing = 0;
    const changed = (name, value) => {
      values.set(name, value);
      sliders.get(name).follow(value);
      queue();
      clearTimeout(storing);
      storing = setTimeout(store, 250);
    };
    const setAll = (to) => about.knobs.forEach((knob) => changed(knob.key, to[knob.key] ?? knob.value));
    const fromAddress = () => about.knobs.forEach((knob) => {
      const held = live.address.read().values.get(key(knob.key)), value = isSwitch(knob) ? held === "true" : Number(held);
      if (held !== undefined && (isSwitch(knob) || (value >= knob.min && value <= knob.max))) values.set(knob.key, knob.kind === "whole" ? round(value) : value);
    });

    fromAddress();
    for (const knob of about.knobs) sliders.set(knob.key, slider(about, knob, values, changed));
    select.append(el("option", { value: "own" }, say("own")), ...about.presets.map((preset, i) => el("option", { value: String(i) }, preset.title)),
      el("option", { value: "changed", disabled: true }, say("changed")));
    on(select, "change", () => setAll(select.value === "own" ? {} : about.presets[Number(select.value)].set));
    const button = (name, press) => { const element = el("button", { type: "button" }, say(name)); on(element, "click", () => press(element)); return element; };
    const keep = button("keep", (self) => { kept = kept ? null : last; self.textContent = say(kept ? "drop" : "keep"); queue(); });
    const copy = button("copy", (self) => {
      getSelection().selectAllChildren(code);
      if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).catch(() => {});
      self.textContent = say("copied");
      setTimeout(() => { self.textContent = say("copy"); }, 1500);
    });
    const rest = about.knobs.filter((knob) => !knob.first), more = el("details", { class: "live-more" }, el("summary", {}, `${say("more")} (${rest.length})`),
      el("div", { class: "live-knobs" }, ...rest.map((knob) => sliders.get(knob.key).row)));
    host.replaceChildren(
      el("div", { class: "live-bar" }, el("b", {}, say("panel")), el("label", {}, `${say("preset")} `, select), button("reset", () => setAll({})), keep),
      el("div", { class: "live-knobs" }, ...about.knobs.filter((knob) => knob.first).map((knob) => sliders.get(knob.key).row)),
      ...(rest.length ? [more] : []), verdict, announcement, el("div", { class: "live-charts" }, ...charts.map((chart) => chart.box)),
      el("div", { class: "live-frame" }, el("table", { class: "live-numbers" }, el("thead", {}, head), body)), note,
      el("details", { class: "live-command" }, el("summary", {}, say("command")), el("pre", {}, code), copy),
    );
    host.hidden = false;
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", say("panel"));
    paint();
    new ResizeObserver(() => { if (last) queue(); }).observe(charts[0].box);
    addEventListener("hashchange", () => { fromAddress(); about.knobs.forEach((knob) => sliders.get(knob.key).follow(values.get(knob.key))); queue(); });
  };

  return { build };
})();
