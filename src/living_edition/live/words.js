// What the layer itself says, in the page's language, and how numbers are shown: as the ledger shows them.
live.words = (() => {
  const { lang, said } = live;
  const say = (key, values = {}) => said[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const grouped = (digits) => digits.replace(/^(\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  // A figure with so many decimals (null: as many as it has), grouped, with a true minus sign.
  const plain = (value, decimals) => {
    const shown = decimals === null || decimals === undefined ? String(Number(Math.abs(value).toPrecision(12))) : Math.abs(value).toFixed(decimals);
    return (value < 0 && Number(shown) !== 0 ? "\u2212" : "") + grouped(shown);
  };
  const english = (value) => {
    for (const [scale, word] of [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]]) {
      if (Math.abs(value) >= scale) return `${plain(value / scale, null)} ${word}`;
    }
    return plain(value, null);
  };
  const singular = (word) => (word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/s$/, ""));

  // A number of the ledger's kind in the words of a language, as ledger/formatting.py writes it.
  const text = (number, raw, language = lang) => {
    if (!finite(raw)) return said.none;
    const value = raw * number.scale, filed = number.decimals === null ? value : Number(value.toFixed(number.decimals));
    if (language === "zh") {
      if (number.kind === "count") {
        for (const [scale, word] of [[1e8, "亿"], [1e4, "万"]]) {
          if (value >= scale && Number((value / scale).toFixed(2)) === value / scale) return plain(value / scale, null).replace(/,/g, "") + word + number.unit;
        }
      }
      const shown = plain(value, number.decimals);
      return (number.kind === "money" || number.kind === "count" ? shown.replace(/,/g, "") : shown) + number.unit;
    }
    if (number.kind === "money") return `${english(filed * number.size)} yuan`;
    const scale = number.unit.startsWith("10,000 ") ? 10000 : 1, word = number.unit.replace("10,000 ", "");
    const large = scale > 1 || (number.kind === "count" && Math.abs(filed) >= 1e6);
    const figure = large ? english(filed * scale) : plain(value, number.decimals), noun = !large && value === 1 ? singular(word) : word;
    return figure + (noun && !noun.startsWith("%") ? " " : "") + noun;
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
  const made = attributes.svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of entries(attributes)) {
    if (name === "svg" || value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};
