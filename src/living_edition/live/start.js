// When the page stands: panels as they come into view, marks and tables at once.
live.start = () => {
  const panels = [...document.querySelectorAll(".live-panel[data-panel]")], seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (!entry.isIntersecting) return;
    seen.unobserve(entry.target);
    live.panel.build(entry.target);
  }), { rootMargin: "600px" });
  const { anchor, values } = live.address.read();
  for (const panel of panels) if (values.size && panel.dataset.panel === anchor) live.panel.build(panel); else seen.observe(panel);
  if (live.marks) live.marks();
  if (live.tables) live.tables();
  if (live.estimates) live.estimates();
  const target = values.size && anchor && document.getElementById(anchor);
  if (target) target.scrollIntoView();
};
if (document.readyState === "loading") addEventListener("DOMContentLoaded", live.start); else live.start();
