// A curve of estimates under the reader's own choices: switches, and what is left by size with its shares recomputed.
live.choices = (caption, figure, data) => {
  const { el } = live, { say, plain } = live.words, { part, ticks } = live.chart;
  const count = data.factors.length, [ESTIMATE, LOW, HIGH, CLEAR, OWN] = [0, 1, 2, 3, 4].map((i) => count + i);
  const open = data.factors.map(([, levels]) => levels.map(() => true));
  const svg = part("svg", { role: "img", class: "live-svg", "aria-label": data.outcome }), box = el("div", { class: "live-chart" }, svg);
  const verdict = el("p", { class: "live-verdict", role: "status" });
  let marks = [];
  live.answer(box, () => marks, { label: data.outcome });

  const draw = () => {
    const rows = data.rows.filter((row) => open.every((levels, i) => levels[row[i]]));
    const width = max(260, box.clientWidth), height = 240, left = 46, right = 8, top = 8, bottom = 10;
    const bound = data.rows.flatMap((row) => [row[LOW], row[HIGH]]), low = min(0, ...bound), high = max(0, ...bound);
    const x = (i) => left + (i + 0.5) * (width - left - right) / max(1, rows.length), y = (value) => top + (high - value) / (high - low) * (height - top - bottom);
    const parts = [];
    for (const at of ticks(low, high)) {
      parts.push(part("line", { class: at ? "grid" : "mark", x1: left, x2: width - right, y1: y(at), y2: y(at) }),
        part("text", { x: left - 6, y: y(at) + 4, "text-anchor": "end" }, plain(Number(at.toPrecision(3)), null)));
    }
    const ranges = rows.map((row, i) => `M${x(i).toFixed(1)} ${y(row[LOW]).toFixed(1)}V${y(row[HIGH]).toFixed(1)}`).join("");
    parts.push(part("path", { class: "range", d: ranges }));
    rows.forEach((row, i) => parts.push(part("circle", { class: `${row[CLEAR] ? "clear" : "dim"}${row[OWN] ? " own" : ""}`, cx: x(i), cy: y(row[ESTIMATE]), r: row[OWN] ? 4.5 : 2.4 })));
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren(...parts);
    marks = rows.map((row, i) => ({
      x: x(i) / width, y: y(row[ESTIMATE]) / height, model: row[OWN + 1], name: `${data.outcome} ~ ${data.factors[0][1][row[0]]}`,
      rows: [...data.factors.slice(1).map(([title, levels], k) => [title, levels[row[k + 1]]]), [say("estimate"), plain(row[ESTIMATE], null)],
        [say("interval"), `${plain(row[LOW], null)} – ${plain(row[HIGH], null)}`], ...(row[OWN] ? [["", say("ours")]] : [])],
    }));
    const share = (test) => `${round(100 * rows.filter(test).length / rows.length)}%`;
    const middle = rows.length % 2 ? rows[rows.length >> 1] : null, even = rows.length >> 1;
    const median = middle ? middle[ESTIMATE] : rows.length ? (rows[even - 1][ESTIMATE] + rows[even][ESTIMATE]) / 2 : NaN;
    verdict.textContent = rows.length
      ? [say("shown", { n: rows.length, all: data.rows.length }), `${say("median")} ${plain(Number(median.toPrecision(3)), null)}`, `${say("positive")} ${share((row) => row[ESTIMATE] > 0)}`,
        `${say("significant")} ${share((row) => row[ESTIMATE] > 0 && row[CLEAR])}`].join(say("comma"))
      : say("empty");
  };

  const chip = (i, k, words) => {
    const button = el("button", { type: "button", "aria-pressed": "true" }, words);
    on(button, "click", () => { open[i][k] = !open[i][k]; button.setAttribute("aria-pressed", String(open[i][k])); draw(); });
    return button;
  };
  const panel = el("div", { class: "live-panel", role: "group", "aria-label": say("choices") },
    el("div", { class: "live-bar" }, el("b", {}, say("choices"))),
    ...data.factors.map(([title, levels], i) => el("div", { class: "live-chips", role: "group", "aria-label": title }, el("span", {}, title), ...levels.map((words, k) => chip(i, k, words)))),
    verdict, el("ul", { class: "live-legend" }, el("li", { class: "key own" }, say("ours"))), box, el("p", { class: "live-note" }, say("joint")));
  const note = caption.nextElementSibling;
  (note && note.classList.contains("exhibit-note") ? note : caption).after(panel);
  draw();
  new ResizeObserver(draw).observe(box);
};
