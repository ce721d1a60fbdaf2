// A line chart as SVG, drawn anew at every change, and what answers to pointer, touch and keys over any picture.
live.chart = (() => {
  const { el } = live, LEFT = 52, RIGHT = 14, TOP = 14, BOTTOM = 40;
  const part = (tag, attributes, ...children) => el(tag, { svg: true, ...attributes }, ...children);

  const rule = (kind, x1, x2, y1, y2) => part("line", { class: kind, x1, x2, y1, y2 });

  // Some five round steps between two values; powers of ten where the axis is logarithmic.
  const ticks = (from, to, log) => {
    if (log) {
      const values = [];
      for (let power = ceil(log10(from) - 1e-9); power <= log10(to) + 1e-9; power += 1) values.push(10 ** power);
      return values;
    }
    const rough = (to - from) / 5, power = 10 ** floor(log10(rough)), step = [1, 2, 5, 10].find((n) => n * power >= rough) * power;
    const values = [];
    for (let at = ceil(from / step - 1e-9) * step; at <= to + step * 1e-9; at += step) values.push(Math.abs(at) < step * 1e-9 ? 0 : at);
    return values;
  };
  const label = (value, percent) => {
    const shown = Number((percent ? 100 * value : value).toPrecision(6));
    return Math.abs(shown) >= 1e4 ? live.words.plain(shown, null) : String(shown).replace("-", "\u2212");
  };

  const scale = (values, option, room) => {
    let from = option.from ?? min(...values), to = option.to ?? max(...values);
    if (!(to > from)) { const half = Math.abs(from) * 0.1 || 0.5; from -= option.from === undefined ? half : 0; to += half; }
    if (!option.log && room) { const more = (to - from) * 0.06; if (option.from === undefined) from -= more; if (option.to === undefined) to += more; }
    const at = option.log ? (value) => log(max(value, 1e-300) / from) / log(to / from) : (value) => (value - from) / (to - from);
    return { from, to, at, ticks: ticks(from, to, option.log) };
  };

  // Lines of `now`, and of `kept` in grey behind them; returns the marks that a pointer may meet.
  const draw = (svg, words, now, kept, summary) => {
    const width = max(260, svg.parentNode.clientWidth), height = width < 480 ? 220 : 250, all = [now, ...(kept ? [kept] : [])];
    const points = all.flatMap((chart) => chart.lines.flatMap((line) => line.points)), upright = now.upright || [], level = now.level || [];
    const xs = scale([...points.map((p) => p[0]), ...upright.map((mark) => mark[1])], now.x || {}, false);
    const ys = scale([...points.map((p) => p[1]), ...level.map((mark) => mark[1])], now.y || {}, true);
    const x = (value) => LEFT + xs.at(value) * (width - LEFT - RIGHT), y = (value) => height - BOTTOM - ys.at(value) * (height - TOP - BOTTOM);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-label", `${words.y}${live.words.say("colon")}${summary}`);
    const parts = [];
    for (const value of ys.ticks) {
      parts.push(rule("grid", LEFT, width - RIGHT, y(value), y(value)),
        part("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, label(value, words.y_percent)));
    }
    for (const value of xs.ticks) parts.push(part("text", { x: x(value), y: height - BOTTOM + 16, "text-anchor": "middle" }, label(value, words.x_percent)));
    parts.push(part("text", { x: (LEFT + width - RIGHT) / 2, y: height - 6, "text-anchor": "middle", class: "axis" }, words.x));
    level.forEach(([id, value, end]) => {
      parts.push(rule("mark", LEFT, width - RIGHT, y(value), y(value)));
      if (words.marks[id]) parts.push(part("text", { x: end ? width - RIGHT : LEFT + 4, y: y(value) - 4, "text-anchor": end }, words.marks[id]));
    });
    upright.forEach(([id, value], i) => {
      const at = x(value), right = at > width * 0.6;
      parts.push(rule("mark", at, at, TOP, height - BOTTOM),
        part("text", { x: at + (right ? -4 : 4), y: TOP + 10 + 14 * i, "text-anchor": right ? "end" : "start" }, words.marks[id] || ""));
    });
    const path = (line) => line.points.map((p, i) => `${i ? "L" : "M"}${x(p[0]).toFixed(1)} ${y(p[1]).toFixed(1)}`).join("");
    const order = keys(words.lines);
    if (kept) kept.lines.forEach((line) => parts.push(part("path", { class: `line kept l${order.indexOf(line.id)}`, d: path(line) })));
    now.lines.forEach((line) => {
      const both = line.band && [...line.band[0], ...[...line.band[1]].reverse()];
      if (both) parts.push(part("path", { class: `band l${order.indexOf(line.id)}`, d: path({ points: both }) }));
      parts.push(part("path", { class: `line l${order.indexOf(line.id)}`, d: path(line) }));
    });
    svg.replaceChildren(...parts);
    const value = (amount, percent) => `${label(amount, percent)}${percent ? "%" : ""}`;
    return now.lines.flatMap((line) => line.points.map((p) => ({
      x: x(p[0]) / width, y: y(p[1]) / height, name: words.lines[line.id],
      rows: [[words.x, value(p[0], words.x_percent)], [words.y, value(p[1], words.y_percent)]],
    })));
  };

  const legend = (words) => el("ul", { class: "live-legend" }, ...Object.values(words.lines).map((name, i) => {
    const swatch = part("svg", { viewBox: "0 0 28 8", width: 28, height: 8, "aria-hidden": "true" }, part("path", { class: `line l${i}`, d: "M0 4H28" }));
    return el("li", {}, swatch, name);
  }));

  return { draw, legend, part, ticks };
})();

// Let a picture answer: the nearest mark under pointer or finger, arrow keys from mark to mark, a card that says its row.
live.answer = (() => {
  const { el } = live, NEAR = 28;
  let card = null;
  const shared = () => {
    if (!card) { card = el("div", { class: "live-card", hidden: true }); document.body.append(card); }
    return card;
  };
  const fill = (mark, source) => {
    const list = mark.rows.filter((row) => row[1] !== "" && row[1] != null)
      .map(([name, value]) => el("div", {}, el("span", {}, name), el("b", {}, String(value))));
    return [...(mark.name ? [el("strong", {}, mark.name)] : []), ...list, ...(source ? [el("small", {}, source)] : [])];
  };

  // `marks()` gives marks in shares of the host's box; `chosen(mark)` is told of a click or Enter.
  return (host, marks, { source = "", chosen = null, label = "", box = host } = {}) => {
    const dot = el("span", { class: "live-dot", hidden: true, "aria-hidden": "true" }), announcement = el("span", { class: "live-said", role: "status" }), same = el("span", { "aria-hidden": "true" });
    host.classList.add("live-host");
    if (!host.hasAttribute("tabindex")) host.tabIndex = 0;
    if (label) { host.setAttribute("role", "group"); host.setAttribute("aria-label", label); }
    host.append(dot, announcement, same);
    let at = -1;
    // In shares of the host, which may be wider than the picture in it.
    const put = (spot, mark) => {
      const frame = box.getBoundingClientRect(), around = host.getBoundingClientRect();
      spot.style.left = `${100 * (frame.left - around.left + mark.x * frame.width) / around.width}%`;
      spot.style.top = `${100 * (frame.top - around.top + mark.y * frame.height) / around.height}%`;
      return spot;
    };
    const hide = () => { if (at >= 0) live.light(""); at = -1; dot.hidden = true; shared().hidden = true; };
    live.lights.push((key) => same.replaceChildren(...marks().filter((mark) => key && mark.model === key).map((mark) => put(el("span", { class: "live-dot chosen" }), mark))));
    const show = (index, speak) => {
      const mark = marks()[index], frame = box.getBoundingClientRect(), panel = shared();
      at = index;
      live.light(mark.model || "");
      dot.hidden = false;
      put(dot, mark);
      panel.replaceChildren(...fill(mark, source));
      panel.hidden = false;
      const x = frame.left + mark.x * frame.width, y = frame.top + mark.y * frame.height, wide = document.documentElement.clientWidth;
      panel.style.left = `${max(8, min(x + 12, wide - panel.offsetWidth - 8))}px`;
      panel.style.top = `${y - panel.offsetHeight - 12 > 44 ? y - panel.offsetHeight - 12 : y + 14}px`;
      if (speak) announcement.textContent = [mark.name, ...mark.rows.map((row) => row.join(" "))].filter(Boolean).join(live.words.say("comma"));
    };
    const nearest = (event) => {
      const frame = box.getBoundingClientRect();
      let best = -1, least = NEAR * NEAR;
      marks().forEach((mark, i) => {
        const dx = event.clientX - frame.left - mark.x * frame.width, dy = event.clientY - frame.top - mark.y * frame.height, away = dx * dx + dy * dy;
        if (away < least) { least = away; best = i; }
      });
      return best;
    };
    const meet = (event) => { const at = nearest(event); if (at >= 0) show(at, false); else hide(); return at; };
    on(host, "pointermove", meet);
    on(host, "pointerdown", meet);
    on(host, "pointerleave", (event) => { if (event.pointerType !== "touch") hide(); });
    on(host, "blur", hide);
    on(host, "click", (event) => {
      const at = nearest(event);
      // A finger's first touch shows the card; a picture that opens in a window stays where it is.
      if (at >= 0 && (chosen || event.pointerType === "touch")) { event.preventDefault(); event.stopPropagation(); if (chosen) chosen(marks()[at]); }
    }, true);
    on(host, "keydown", (event) => {
      const all = marks(), step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") hide();
      else if (event.key === "Enter" && chosen && at >= 0) { event.preventDefault(); event.stopPropagation(); chosen(all[at]); }
      else if (step && all.length) { event.preventDefault(); show(at < 0 ? 0 : (at + step + all.length) % all.length, true); }
    });
    addEventListener("scroll", () => at >= 0 && show(at, false), { passive: true });
    return { show, hide, dot: (mark, kind) => put(el("span", { class: kind }), mark) };
  };
})();
