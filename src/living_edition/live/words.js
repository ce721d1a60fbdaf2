// What the layer itself says, in the page's language, and how numbers are shown: as the ledger shows them.
live.words = (() => {
  const { texts, written } = live;
  const [point, comma] = written.marks;
  const say = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // A figure with so many decimals (null: as many as it has), with a true minus sign, grouped unless that is not asked.
  const plain = (value, decimals, grouped = true) => {
    const shown = decimals == null ? String(Number(Math.abs(value).toPrecision(12))) : Math.abs(value).toFixed(decimals);
    const [whole, ...part] = shown.split("."), digits = whole.replace(/\B(?=(\d{3})+$)/g, grouped ? comma : "");
    return (value < 0 && +shown ? "\u2212" : "") + [digits, ...part].join(point);
  };
  const one = (figure, word) => {
    const [pattern, ending] = figure === "1" && written.singular.find(([each]) => word.match(each)) || ["$^", ""];
    return word.replace(RegExp(pattern), ending);
  };
  const after = (word) => (word && !/^[%\s]/.test(word) ? written.unit_space : "") + word;

  // A number of the ledger's kind in the words of a language, as ledger/formatting.py writes it.
  const text = (number, raw) => {
    if (!finite(raw)) return texts.none;
    const value = raw * number.scale, filed = number.decimals === null ? value : Number(value.toFixed(number.decimals));
    const money = number.kind === "money", count = number.kind === "count";
    if (written.large_when === "exact") {
      for (const [scale, word] of count ? written.large : []) {
        if (value >= scale && Number((value / scale).toFixed(2)) === value / scale) return plain(value / scale, null, false) + word + number.unit;
      }
      return plain(value, number.decimals, !money && !count && number.kind !== "number") + after(number.unit);
    }
    const prefix = `${plain(10000, 0)} `, unit = money ? written.money : number.unit.replace(prefix, "");
    const scale = money ? number.size : unit === number.unit ? 1 : 10000, exact = filed * scale;
    if (!money && scale === 1 && !(count && Math.abs(exact) >= written.large.at(-1)[0])) {
      const short = plain(value, number.decimals);
      return short + after(one(short, unit));
    }
    const [size, large] = written.large.find(([least]) => Math.abs(exact) >= least) ?? [1, ""], figure = plain(exact / size, null);
    return figure + (large && ` ${one(figure, large)}`) + after(unit);
  };

  return { say, plain, text };
})();

// The address holds what a reader has chosen, after the anchor: #fig-batch~batch.pd=0.05. It can be sent.
live.address = (() => {
  const read = () => {
    const [anchor, ...pairs] = decodeURIComponent(location.hash.slice(1)).split("~");
    return { anchor, values: new Map(pairs.filter((pair) => pair.includes("=")).map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])) };
  };
  const write = (change, anchor) => {
    const now = read();
    change(now.values);
    const pairs = [...now.values].map(([key, value]) => `~${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join("");
    const place = pairs && anchor !== undefined ? anchor : now.anchor;
    history.replaceState(history.state, "", `#${encodeURIComponent(place)}${pairs}`);
  };
  return { read, write };
})();

// Elements: el("p", { class: "x" }, "words", child).
live.el = (tag, attributes = {}, ...children) => {
  const element = attributes.svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of entries(attributes)) {
    if (name === "svg" || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
};
