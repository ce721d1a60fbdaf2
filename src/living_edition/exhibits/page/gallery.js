(() => {
  const form = document.getElementById('find');
  const said = document.getElementById('said');
  const cards = [...document.querySelectorAll('article')];
  const texts = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));
  const show = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kind = form.elements.kind.value;
    let shown = 0;
    for (const card of cards) {
      const fits = (!kind || card.dataset.kind === kind) && words.every((word) => texts.get(card).includes(word));
      card.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    said.textContent = form.dataset.count.replace('{n}', shown);
  };
  form.hidden = false;
  form.addEventListener('input', show);
  form.addEventListener('submit', (event) => event.preventDefault());
  // A page opened as a file may have no clipboard to write to: a selection can still be copied.
  const byHand = (text) => {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return byHand(text);
    }
  };
  for (const button of document.querySelectorAll('button[data-copies]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const done = await copy(document.getElementById(button.dataset.copies).textContent);
      button.focus();
      const words = done ? form.dataset.copied : form.dataset.failed;
      said.textContent = words;
      const before = button.textContent;
      button.textContent = words;
      setTimeout(() => { button.textContent = before; }, 1500);
    });
  }
  show();
})();
