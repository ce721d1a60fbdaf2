// A table's rows, filtered by the words in the field; a group without rows goes with them.
(() => {
  const form = document.querySelector("form.find");
  const said = form.querySelector("output");
  const groups = [...document.querySelectorAll(".source")].map((group) => {
    const head = group.querySelector("h2").textContent + " " + group.querySelector(".trail").textContent;
    const rows = [...group.querySelectorAll("tbody tr")];
    return { group, rows: rows.map((row) => ({ row, words: (head + " " + row.textContent).toLowerCase() })) };
  });
  const show = () => {
    const words = form.querySelector("input").value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { group, rows } of groups) {
      let shown = 0;
      for (const { row, words: text } of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        shown += !row.hidden;
      }
      group.hidden = !shown;
      count += shown;
    }
    said.textContent = said.dataset.count.replace("{n}", count);
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
