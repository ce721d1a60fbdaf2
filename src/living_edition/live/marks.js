// Figures that answer: the marks file of each picture, names that find-in-page sees, and one choice for the whole page.
live.pick = (() => {
  const { el } = live, { say } = live.words, pictures = [], tools = [];
  let chosen = "";

  const rowsOf = (name) => [...document.querySelectorAll("main table:not(.live-numbers) tbody tr")]
    .filter((row) => row.cells[0] && row.cells[0].textContent.trim().replace(/市$/, "") === name);
  const show = () => {
    document.querySelectorAll("tr.live-chosen").forEach((row) => row.classList.remove("live-chosen"));
    if (chosen) rowsOf(chosen).forEach((row) => row.classList.add("live-chosen"));
    pictures.forEach(({ marks, draw, note }) => {
      const matches = marks.filter((mark) => mark.name === chosen);
      draw(matches);
      note.textContent = chosen && !matches.length ? `${chosen}${say("colon")}${say("absent")}` : "";
    });
    tools.forEach((tool) => { tool.value = chosen; });
  };
  const keep = (figure) => live.address.write((held) => (chosen ? held.set("pick", chosen) : held.delete("pick")), figure);
  const choose = (name, quiet) => {
    chosen = name === chosen && !quiet ? "" : name;
    show();
    if (!quiet) keep();
  };

  // A search field below a figure whose marks have names.
  const tool = (figure, names) => {
    const list = el("datalist", { id: `${figure}-names` }, ...names.map((name) => el("option", { value: name })));
    const field = el("input", { type: "search", list: list.id, autocomplete: "off" }), search = el("div", { class: "live-tool" }, el("label", {}, `${say("find")} `, field), list);
    on(field, "change", () => { choose(names.includes(field.value) ? field.value : "", true); keep(figure); });
    tools.push(field);
    return search;
  };
  return { pictures, tool, choose, show };
})();

live.marks = () => {
  const { el } = live, { say } = live.words, node = document.getElementById("live-marks");
  if (!node) return;
  // A phone shows the narrow drawing of a figure, in which its marks stand elsewhere.
  const MANY = 10, phone = matchMedia("(max-width: 40rem)");
  const unpacked = (data) => data.marks.map((mark, at) => {
    const coordinate = (i) => (phone.matches ? data.narrow[at] : mark)[i] / 1e4;
    return {
      model: data.models?.[at], name: data.values[mark[2]],
      get x() { return coordinate(0); }, get y() { return coordinate(1); },
      rows: data.labels.map((label, i) => [label.trim(), mark[i + 3] < 0 ? "" : data.values[mark[i + 3]]]),
    };
  });

  const prepare = (figure, data) => {
    // The figure itself, or what Quarto sets around it.
    const whole = document.getElementById(figure), image = whole?.querySelector("img");
    if (!image) return;
    const outer = image.closest("button") || image, host = el("div", { class: "live-picture" });
    const marks = unpacked(data), names = [...new Set(marks.map((mark) => mark.name).filter(Boolean))];
    const title = whole.querySelector("figcaption");
    outer.replaceWith(host);
    host.append(outer);
    if (data.choices) live.choices(whole, figure, data.choices);
    if (!marks.length) return;
    const source = whole.nextElementSibling, answer = live.answer(host, () => marks, {
      box: image, label: `${title ? title.textContent : image.alt}${say("comma")}${marks.length} ${say("marks")}${say("comma")}${say("arrows")}`,
      chosen: names.length >= MANY ? (mark) => mark.name && live.pick.choose(mark.name) : null,
    });
    if (names.length < MANY || !source) return;
    // Each name is a block that find-in-page sees and opens; then its mark is shown instead.
    const seen = names.map((name) => {
      const word = el("div", { hidden: "until-found", class: "live-name" }, name);
      on(word, "beforematch", () => {
        host.scrollIntoView({ block: "center" });
        answer.show(marks.findIndex((mark) => mark.name === name), false);
        setTimeout(() => word.setAttribute("hidden", "until-found"), 3000);
      });
      return word;
    });
    const note = el("span", { class: "live-absent", role: "status" }), bar = live.pick.tool(figure, names), dots = el("span", { "aria-hidden": "true" });
    bar.append(note);
    host.append(dots, ...seen);
    whole.after(bar);
    live.pick.pictures.push({ marks, note, draw: (matches) => dots.replaceChildren(...matches.map((mark) => answer.dot(mark, "live-dot chosen"))) });
  };

  phone.addEventListener("change", live.pick.show);
  for (const [figure, data] of entries(JSON.parse(node.textContent))) prepare(figure, data);
  const restore = () => live.pick.choose(live.address.read().values.get("pick") || "", true);
  restore();
  addEventListener("hashchange", restore);
};
