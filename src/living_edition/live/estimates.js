// A coefficient opens its model: formula, sample, errors, code and the command that makes it. The same estimate is
// lit in tables and figures together.
live.lights = [];
live.light = (key) => live.lights.forEach((follow) => follow(key));
live.estimates = () => {
  const { el } = live, { say } = live.words, node = document.getElementById("live-estimates");
  if (!node) return;
  const title = el("h2", { id: "live-model-title" }), list = el("dl"), close = el("button", { type: "button" }, say("close")), cells = [];
  const card = el("dialog", { class: "live-model", "aria-labelledby": title.id }, close, title, list);
  on(close, "click", () => card.close());
  on(card, "click", (event) => { if (event.target === card) card.close(); });
  document.body.append(card);
  live.lights.push((key) => cells.forEach((cell) => cell.button.classList.toggle("live-same", cell.key === key)));

  const open = (about, model, label, term) => {
    const code = (words) => el("code", {}, words), row = (name, ...words) => [el("dt", {}, say(name)), ...words.map((word) => el("dd", {}, word))];
    title.textContent = label;
    list.replaceChildren(...row("estimate", term.estimate), ...row("errors", ...term.errors), ...row("formula", model.formula), ...row("sample", model.sample),
      ...row("n", model.n), ...row("provinces", model.clusters), ...row("code", code(about.code)), ...row("made", code(about.command)));
    card.showModal();
  };
  const prepare = (id, about) => {
    const table = document.querySelector(`#${id} table, table#${id}`);
    let panel = 0, first = true;
    for (const row of table ? table.tBodies[0].rows : []) {
      const [head, ...rest] = row.cells, label = head.textContent.trim();
      // The head of a panel stands alone in its row.
      if (about.panels.length > 1 && rest.every((cell) => !cell.textContent.trim())) { panel += first ? 0 : 1; first = false; continue; }
      rest.forEach((cell, i) => {
        const key = about.panels[panel] && about.panels[panel][i], model = about.models[key], term = model && model.terms[label];
        if (!term || !cell.textContent.trim()) return;
        const button = el("button", { type: "button", class: "live-estimate", "aria-haspopup": "dialog" });
        button.append(...cell.childNodes);
        cell.append(button);
        cells.push({ button, key });
        on(button, "click", () => open(about, model, label, term));
        for (const name of ["pointerenter", "focus"]) on(button, name, () => live.light(key));
        for (const name of ["pointerleave", "blur"]) on(button, name, () => live.light(""));
      });
    }
  };
  for (const [id, about] of entries(JSON.parse(node.textContent))) prepare(id, about);
};
