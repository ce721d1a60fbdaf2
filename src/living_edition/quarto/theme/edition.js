// The text of one document: tables, footnotes, figures, contents. What every page does is in site.js.
(() => {
  // A table that is wider than its column scrolls in a frame of its own.
  document.querySelectorAll("main table").forEach((table) => {
    const frame = document.createElement("div");
    frame.className = "table-frame";
    frame.tabIndex = 0;
    table.replaceWith(frame);
    frame.append(table);
  });
  const frames = [...document.querySelectorAll(".table-frame")];
  const reach = () => {
    const wide = frames.map((frame) => [frame.scrollWidth > frame.clientWidth + 1, frame.firstChild.rows[0].cells.length > 6]);
    frames.forEach((frame, index) => {
      if (wide[index][0] || wide[index][1]) frame.classList.add("wide");
    });
    frames.forEach((frame) => frame.classList.toggle("more", frame.scrollWidth > frame.clientWidth + 1));
    document.querySelectorAll("math[display=block]").forEach((formula) => {
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
    });
  };
  for (const frame of frames) {
    frame.addEventListener("scroll", () => frame.classList.toggle("end", frame.scrollLeft + frame.clientWidth > frame.scrollWidth - 2), { passive: true });
  }
  reach();
  addEventListener("resize", reach);

  // Footnotes: open in the margin, level with their marks; else opened by their marks, under the paragraph.
  const sides = [...document.querySelectorAll(".sidenote")].map((fold) => {
    const words = fold.querySelector(".sidenote-text");
    return { fold, words, mark: document.getElementById(words.id.replace("side-", "mark-")) };
  });
  const parallel = document.body.classList.contains("parallel");
  const roomy = matchMedia(parallel ? "(min-width: 48rem)" : "(min-width: 78rem)");
  const level = () => {
    if (parallel || !roomy.matches) return;
    const wide = [...document.querySelectorAll(".table-frame.wide")].map((frame) => frame.getBoundingClientRect());
    const boxes = sides.map(({ fold, mark }) => [fold.offsetHeight, mark.getBoundingClientRect().top, fold.closest(".noted").getBoundingClientRect().top]);
    let free = -Infinity;
    sides.forEach(({ fold }, index) => {
      const [height, at, block] = boxes[index];
      let top = Math.max(at, free);
      for (const table of wide) if (top < table.bottom && top + height > table.top) top = table.bottom + 12;
      fold.style.top = top - block + "px";
      free = top + height + 12;
    });
  };
  const unfold = () => {
    document.body.classList.toggle("levelled", !parallel && roomy.matches);
    for (const { fold } of sides) fold.open = roomy.matches;
    level();
  };
  unfold();
  roomy.addEventListener("change", unfold);
  new ResizeObserver(level).observe(document.getElementById("text"));
  document.fonts.ready.then(level);
  for (const { fold, words, mark } of sides) {
    mark.addEventListener("click", (event) => {
      event.preventDefault();
      if (fold.open && !roomy.matches) {
        fold.open = false;
        return;
      }
      fold.open = true;
      words.focus({ preventScroll: roomy.matches && !parallel });
    });
    words.addEventListener("keydown", (event) => event.key === "Escape" && mark.focus());
  }

  // A figure fills the window when it is clicked.
  const enlarged = document.createElement("dialog");
  enlarged.className = "enlarged";
  enlarged.setAttribute("aria-label", document.body.dataset.enlarged);
  enlarged.addEventListener("click", () => enlarged.close());
  document.body.append(enlarged);
  document.querySelectorAll("main figure img").forEach((image) => {
    const button = document.createElement("button");
    button.className = "enlarge";
    button.type = "button";
    button.title = document.body.dataset.enlarged;
    const shown = image.closest("picture") || image;
    shown.replaceWith(button);
    button.append(shown);
    button.addEventListener("click", () => {
      enlarged.replaceChildren(shown.cloneNode(true));
      enlarged.showModal();
    });
  });

  // The entry of the contents for what stands at the top of the window, told by position.
  const contents = document.getElementById("contents");
  const heads = [...contents.querySelectorAll("a")]
    .map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link])
    .filter(([head]) => head);
  let marked = null;
  const mark = () => {
    const line = 0.3 * innerHeight;
    let low = 0;
    let high = heads.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (heads[middle][0].getBoundingClientRect().top > line) high = middle;
      else low = middle + 1;
    }
    const link = low ? heads[low - 1][1] : null;
    if (link !== marked) {
      marked?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "true");
      marked = link;
    }
    if (!link || !contents.clientHeight) return;
    const { top, bottom } = link.getBoundingClientRect();
    const frame = contents.getBoundingClientRect();
    if (top < frame.top || bottom > frame.bottom) contents.scrollTop += top - frame.top - frame.height / 3;
  };
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  mark();
})();
