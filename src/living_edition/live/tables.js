// Tables of the text: sorted by a click on a head, narrowed by a word, and each row that names a mark shows it.
live.tables = () => {
  const { el } = live, { say } = live.words, LEAST = 5, LONG = 12;
  const amount = (text) => {
    const figure = text.replaceAll(live.written.marks[1], "").replace(live.written.marks[0], ".").replace(/\u2212/g, "-").match(/-?\d+(\.\d+)?/);
    return figure ? Number(figure[0]) : NaN;
  };

  const sortable = (table) => {
    const head = table.tHead && table.tHead.rows.length === 1 ? [...table.tHead.rows[0].cells] : [], body = table.tBodies[0];
    const rows = body ? [...body.rows] : [];
    // Rows that belong together (an estimate and its error below it) are not taken apart.
    const whole = rows.every((row) => row.cells.length === head.length && row.cells[0].textContent.trim() && [...row.cells].every((cell) => cell.rowSpan === 1));
    if (!head.length || rows.length < LEAST || table.tBodies.length !== 1 || !whole) return;
    head.forEach((cell, column) => {
      const button = el("button", { type: "button", class: "live-sort" });
      button.append(...cell.childNodes);
      cell.append(button);
      on(button, "click", () => {
        const down = cell.getAttribute("aria-sort") === "ascending", key = (row) => row.cells[column].textContent.trim();
        const numbers = rows.filter((row) => finite(amount(key(row)))).length > rows.length / 2;
        const compare = numbers ? (a, b) => (amount(key(a)) - amount(key(b))) || 0 : (a, b) => key(a).localeCompare(key(b), live.lang);
        // What is no number stands last, whichever way.
        const sorted = [...rows].sort((a, b) => (numbers ? Number(Number.isNaN(amount(key(a)))) - Number(Number.isNaN(amount(key(b)))) : 0) || compare(a, b) * (down ? -1 : 1));
        head.forEach((other) => other.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        body.append(...sorted);
      });
    });
    if (rows.length < LONG) return;
    const field = el("input", { type: "search", autocomplete: "off" }), left = el("span", { role: "status" });
    on(field, "input", () => {
      const word = field.value.trim().toLowerCase();
      rows.forEach((row) => { row.hidden = Boolean(word) && !row.textContent.toLowerCase().includes(word); });
      const shown = rows.filter((row) => !row.hidden).length;
      left.textContent = word ? ` ${shown}/${rows.length} ${say("rows")}` : "";
    });
    (table.closest(".table-frame") || table).before(el("div", { class: "live-tool" }, el("label", {}, `${say("filter")} `, field), left));
  };

  document.querySelectorAll("main table:not(.live-numbers)").forEach((table) => {
    sortable(table);
    on(table, "pointerover", (event) => {
      const row = event.target.closest("tbody tr"), name = row && row.cells[0] && row.cells[0].textContent.trim().replace(/市$/, "");
      live.pick.pictures.forEach(({ marks, draw }) => { const matches = name ? marks.filter((mark) => mark.name === name) : []; if (matches.length) draw(matches); });
    });
    on(table, "pointerleave", live.pick.show);
  });
};
