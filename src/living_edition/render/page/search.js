// Every word asked for must stand in an entry; what begins with all that is asked for comes first, claims and captions
// come before text, and text before numbers. A claim is told once, by the first of its paragraphs that is found.
(() => {
  const index = JSON.parse(document.getElementById("index").textContent);
  const kinds = JSON.parse(document.getElementById("kinds").textContent);
  const order = { claim: 0, exhibit: 1, text: 2, number: 3 };
  const form = document.querySelector("form.find");
  const field = form.querySelector("input");
  const said = form.querySelector("output");
  const list = document.querySelector(".hits");
  // 表 5 is 表5.
  const plain = (words) => words.toLowerCase().replace(/([\u3400-\u9fff])\s+(?=\d)/g, "$1");
  const lower = index.map(([, , under, words]) => [plain(under), plain(words)]);
  const SHOWN = 60;
  const AROUND = 70;
  const snippet = (words, asked) => {
    const at = Math.max(0, words.toLowerCase().indexOf(asked[0]));
    const start = Math.max(0, at - AROUND);
    const part = (start ? "…" : "") + words.slice(start, at + 2 * AROUND) + (at + 2 * AROUND < words.length ? "…" : "");
    const made = document.createElement("p");
    let rest = part;
    while (rest) {
      const low = rest.toLowerCase();
      const next = asked.map((word) => [low.indexOf(word), word.length]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0])[0];
      if (!next) break;
      made.append(rest.slice(0, next[0]), Object.assign(document.createElement("mark"), { textContent: rest.slice(next[0], next[0] + next[1]) }));
      rest = rest.slice(next[0] + next[1]);
    }
    made.append(rest);
    return made;
  };
  const show = () => {
    const phrase = plain(field.value.trim());
    const asked = phrase.split(/\s+/).filter(Boolean);
    let found = [];
    if (asked.length) {
      lower.forEach(([under, words], place) => {
        if (!asked.every((word) => words.includes(word) || under.includes(word))) return;
        const inWords = asked.filter((word) => words.includes(word)).length;
        const first = words.startsWith(phrase) ? 9 : 0;
        found.push([order[index[place][0]] - (index[place][2] ? 0 : 0.5) + 4 * (asked.length - inWords) - first, place]);
      });
    }
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const told = new Set();
    found = found.filter(([, place]) => {
      const [kind, , under] = index[place];
      if (kind !== "claim") return true;
      return !told.has(under) && told.add(under);
    });
    list.replaceChildren(...found.slice(0, SHOWN).map(([, place]) => {
      const [kind, address, under, words] = index[place];
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: address, textContent: under || words });
      const where = Object.assign(document.createElement("span"), { className: "where", textContent: kinds[kind] });
      item.append(link, where, snippet(words, asked));
      return item;
    }));
    said.textContent = !asked.length ? "" : found.length ? said.dataset.count.replace("{n}", found.length) : said.dataset.none;
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  field.value = new URLSearchParams(location.search).get("q") || "";
  field.focus();
  show();
})();
