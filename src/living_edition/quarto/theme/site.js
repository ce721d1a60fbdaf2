// What every page of the site does: the bar, the same place in the other language, cards that explain, the way back.
(() => {
  const bar = document.querySelector(".bar");
  const words = JSON.parse(bar.dataset.words);
  const main = document.querySelector("main");
  const contents = document.getElementById("contents");

  // The bar: its menu and the contents on a narrow screen, the theme, the field for searching.
  const more = bar.querySelector(".to-more");
  bar.classList.add("ready");
  more.hidden = false;
  const toContents = bar.querySelector(".to-contents");
  const fold = (button, element, open) => {
    element?.classList.toggle("open", open);
    button?.setAttribute("aria-expanded", String(open));
  };
  const close = () => {
    fold(more, bar, false);
    fold(toContents, contents, false);
  };
  more.addEventListener("click", () => fold(more, bar, !bar.classList.contains("open")));
  if (contents) {
    toContents.hidden = false;
    toContents.setAttribute("aria-controls", "contents");
    toContents.addEventListener("click", () => {
      const open = !contents.classList.contains("open");
      close();
      fold(toContents, contents, open);
      if (open) (contents.querySelector("[aria-current]") || contents.querySelector("a")).focus();
    });
    contents.addEventListener("click", (event) => event.target.closest("a") && close());
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".bar, #contents")) close();
  });
  const root = document.documentElement;
  const themes = ["", "light", "dark"];
  const theme = bar.querySelector(".theme");
  theme.hidden = false;
  const dress = (name) => {
    if (name) root.dataset.theme = name;
    else delete root.dataset.theme;
    theme.textContent = words.themes[themes.indexOf(name)];
  };
  // A page opened as a file may have nowhere to keep what was chosen.
  const kept = (name) => {
    try {
      if (name === undefined) return localStorage.getItem("theme") || "";
      localStorage.setItem("theme", name);
    } catch {}
    return "";
  };
  dress(themes.includes(kept()) ? kept() : "");
  theme.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme || "") + 1) % 3];
    kept(next);
    dress(next);
  });
  const field = bar.querySelector("input[type=search]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
      event.preventDefault();
      field.focus();
    }
  });

  // A place is the nearest name above it and the count of blocks since: both languages have the same.
  const LEAVES = "h1, h2, h3, h4, p, li, .table-frame caption, tr, figure, dt, .csl-entry, math[display=block]";
  const OUTSIDE = ".sidenotes, .exhibit-tools, .language-link, svg";
  const placed = () => {
    const places = [];
    let name = "";
    let count = 0;
    for (const element of main.querySelectorAll(`[id], ${LEAVES}`)) {
      if (element.closest(OUTSIDE)) continue;
      const own = element.id || element.querySelector(":scope > .block-anchor")?.id;
      if (own && own !== name && !/^(mark|note|side)-/.test(own)) {
        name = own;
        count = 0;
      }
      if (!element.matches(LEAVES) || element.parentElement.closest("p, li, tr, figure, dt, .csl-entry")) continue;
      // What is folded away has no place, but it counts: it may be open in the other language.
      if (!element.closest("details:not([open]) > :not(summary)")) places.push({ element, name, count });
      count += 1;
    }
    return places;
  };
  const line = () => bar.offsetHeight + 12;
  // So much of a block must be left below the bar for the reader to be there.
  const SEEN = 24;
  const here = () => {
    if (scrollY < 80) return "";
    const all = placed();
    let low = 0;
    let high = all.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const box = all[middle].element.getBoundingClientRect();
      if (box.bottom > line() + SEEN) high = middle;
      else low = middle + 1;
    }
    if (!all.length || !all[low].name) return "";
    const { element, name, count } = all[low];
    const box = element.getBoundingClientRect();
    const part = Math.max(0, Math.round((100 * (line() - box.top)) / (box.height || 1)));
    return `#${name}~${count}~${part}`;
  };
  const arrive = () => {
    const match = /^#(.+)~(\d+)~(\d+)$/.exec(decodeURIComponent(location.hash));
    if (!match) return;
    const [, name, count, part] = match;
    const all = placed();
    const place = all.find((one) => one.name === name && one.count === +count) || all.find((one) => one.name === name);
    const element = place?.element || document.getElementById(name);
    const land = () => {
      if (!element) return;
      const box = element.getBoundingClientRect();
      const above = Math.max(0, Math.min((box.height * part) / 100, box.height - SEEN));
      scrollTo({ top: scrollY + box.top + above - line(), behavior: "instant" });
    };
    land();
    const settled = Promise.all([document.fonts.ready, new Promise((done) => (document.readyState === "complete" ? done() : addEventListener("load", done)))]);
    settled.then(() => requestAnimationFrame(land));
    history.replaceState(null, "", `#${name}`);
  };
  if ("scrollRestoration" in history && location.hash.includes("~")) history.scrollRestoration = "manual";
  arrive();
  addEventListener("hashchange", arrive);
  bar.querySelectorAll("a[hreflang]").forEach((link) => {
    const page = link.getAttribute("href");
    const aim = () => { const place = here(); link.href = place ? page.split("#")[0] + place : page; };
    for (const event of ["pointerdown", "focus", "mouseenter", "click"]) link.addEventListener(event, aim);
  });

  // Cards: what a number is and where it comes from, and what a link leads to.
  const card = document.createElement("div");
  card.className = "card";
  card.id = "card";
  card.hidden = true;
  card.setAttribute("role", "tooltip");
  document.body.append(card);
  const provenance = new Map([...document.querySelectorAll(".provenance-data")].map((one) => [one.dataset.language, JSON.parse(one.textContent)]));
  const paragraph = (text, bold) => {
    const paragraph = document.createElement("p");
    paragraph.append(bold ? Object.assign(document.createElement("b"), { textContent: text }) : text);
    return paragraph;
  };
  const copied = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".sidenotes, .exhibit-tools, .language-link, script, button.enlarge > :not(img)").forEach((one) => one.remove());
    copy.querySelectorAll("button").forEach((one) => one.replaceWith(...one.childNodes));
    for (const one of [copy, ...copy.querySelectorAll("[id], a, [tabindex]")]) {
      one.removeAttribute("id");
      one.removeAttribute("href");
      one.removeAttribute("tabindex");
    }
    return copy;
  };
  const number = (link) => {
    const { sources, numbers } = provenance.get(link.closest("[lang]").lang) || { sources: [], numbers: {} };
    const entry = numbers[link.hash.slice(1)];
    if (!entry) return null;
    const [what, source] = entry;
    return [what && paragraph(what, true), paragraph(sources[source]), paragraph(words.trail)].filter(Boolean);
  };
  const shortened = (table) => {
    const copy = copied(table);
    copy.querySelectorAll("tbody tr:nth-child(n + 7)").forEach((row) => row.remove());
    return copy;
  };
  const preview = (target) => {
    if (target.matches("tr")) return [copied(target.closest("table").querySelector("thead") || target), copied(target)].map((rows) => {
      const table = document.createElement("table");
      table.append(rows);
      return table;
    });
    if (target.matches(".csl-entry, .claim, .equation, figure")) return [copied(target)];
    if (/^(tbl|fig)-/.test(target.id)) return [...target.querySelectorAll("table, figure")].slice(0, 1).map(shortened);
    const head = target.matches("h1, h2, h3, h4") ? target : target.querySelector("h1, h2, h3, h4");
    if (!head) return null;
    let next = head.nextElementSibling;
    while (next && !next.matches("p, .noted")) next = next.nextElementSibling;
    return [paragraph(head.textContent, true), next && copied(next)].filter(Boolean);
  };
  const content = (link) => {
    if (link.matches(".num")) return number(link);
    if (link.dataset.about) return [paragraph(link.dataset.about)];
    const target = link.getAttribute("href")?.startsWith("#") && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return target && main.contains(target) ? preview(target) : null;
  };
  const EXPLAINED = "main a.num, main a.elsewhere, main a[href^='#']:not(.note-mark, .note-back, .note-number, .language-link a)";
  let current = null;
  let timer = 0;
  const hide = () => {
    clearTimeout(timer);
    current?.removeAttribute("aria-describedby");
    current = null;
    card.hidden = true;
  };
  const show = (link) => {
    clearTimeout(timer);
    if (link === current) return;
    const parts = content(link);
    hide();
    if (!parts?.length) return;
    current = link;
    card.replaceChildren(...parts);
    card.hidden = false;
    card.scrollTop = 0;
    link.setAttribute("aria-describedby", "card");
    const box = link.getClientRects()[0];
    const above = box.top - card.offsetHeight - 6;
    card.style.left = Math.max(8, Math.min(box.left, root.clientWidth - card.offsetWidth - 8)) + "px";
    card.style.top = (above > bar.offsetHeight ? above : box.bottom + 6) + "px";
  };
  const soon = (job, wait) => {
    clearTimeout(timer);
    timer = setTimeout(job, wait);
  };
  let touched = false;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = event.target.closest?.(EXPLAINED);
    if (link) soon(() => show(link), 120);
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (current && document.activeElement !== current) soon(hide, 200);
    else if (!current) clearTimeout(timer);
  });
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest?.(EXPLAINED);
    if (link && !touched) show(link);
    else if (!link) hide();
  });
  // A finger cannot hover: the first touch shows the card, the second follows the link.
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (touched && current && !card.contains(event.target) && event.target.closest(EXPLAINED) !== current) hide();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(EXPLAINED);
    if (!link) return;
    if (touched && link !== current && content(link)?.length) {
      event.preventDefault();
      show(link);
      return;
    }
    if (link.getAttribute("href").startsWith("#")) left();
    hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hide();
    close();
  });
  addEventListener("scroll", () => current && document.activeElement !== current && soon(hide, 150), { passive: true });

  // The way back, after a jump within the page.
  const back = document.createElement("button");
  back.className = "back";
  back.type = "button";
  back.hidden = true;
  back.textContent = words.back;
  document.body.append(back);
  let from = null;
  const left = () => {
    from = { top: scrollY, focus: document.activeElement };
    back.hidden = false;
  };
  back.addEventListener("click", () => {
    back.hidden = true;
    scrollTo({ top: from.top, behavior: "instant" });
    from.focus?.focus({ preventScroll: true });
    hide();
  });

  // Under each figure and table: its data, its files, how to cite it and how it was made.
  const data = document.getElementById("exhibit-data");
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page opened as a file may have no clipboard: a selection can still be copied.
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const link = (href, text) => Object.assign(document.createElement("a"), { href, textContent: text });
  const tools = ({ files, citation, made }) => {
    const row = document.createElement("div");
    row.className = "exhibit-tools";
    files.forEach(([href, text]) => row.append(Object.assign(link(href, text), { download: "" })));
    const cite = Object.assign(document.createElement("button"), { type: "button", textContent: words.cite, title: citation });
    cite.addEventListener("click", async () => {
      await copy(citation);
      cite.textContent = words.copied;
      setTimeout(() => { cite.textContent = words.cite; }, 1500);
    });
    const fold = document.createElement("details");
    const list = document.createElement("dl");
    for (const [term, text, href] of made) {
      const described = document.createElement("dd");
      described.append(href ? link(href, text) : text);
      list.append(Object.assign(document.createElement("dt"), { textContent: term }), described);
    }
    fold.append(Object.assign(document.createElement("summary"), { textContent: words.made }), list);
    row.append(cite, fold);
    return row;
  };
  for (const [id, one] of Object.entries(data ? JSON.parse(data.textContent) : {})) {
    let after = document.getElementById(id);
    if (!after || !main.contains(after)) continue;
    for (let depth = 0, at = after; depth < 4 && at !== main; depth += 1, at = at.parentElement) {
      if (at.nextElementSibling?.matches(".exhibit-note")) {
        after = at.nextElementSibling;
        break;
      }
    }
    after.after(tools(one));
  }
})();
