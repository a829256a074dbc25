/* A district's areas: a dot in the picture and the box in its table are one choice. Without script the boxes do it all. */
(() => {
  "use strict";
  const picture = document.querySelector("[data-picture]");
  const form = document.querySelector("[data-move]");
  const dots = new Map([...document.querySelectorAll("[data-dot]")].map((dot) => [dot.dataset.dot, dot]));
  const boxes = form ? [...form.querySelectorAll('input[name="locality"]')] : [];
  const boxOf = new Map(boxes.map((box) => [box.value, box]));
  const told = form && form.querySelector("[data-count]");

  const show = () => {
    let count = 0;
    let homes = 0;
    for (const box of boxes) {
      box.closest("tr").classList.toggle("is-chosen", box.checked);
      const dot = dots.get(box.value);
      if (dot) dot.classList.toggle("is-chosen", box.checked);
      if (!box.checked) continue;
      count += 1;
      homes += Number(box.dataset.homes || 0);
    }
    if (!told) return;
    const words = count === 0 ? told.dataset.none : count === 1 ? told.dataset.one : told.dataset.many;
    const number = new Intl.NumberFormat(document.documentElement.lang);
    told.textContent = words.replace("COUNT", number.format(count)).replace("HOMES", number.format(homes));
  };

  /* A click on a dot chooses; where nothing may be chosen the link goes to its row. */
  if (picture && form)
    picture.addEventListener("click", (event) => {
      const dot = event.target.closest("[data-dot]");
      const box = dot && boxOf.get(dot.dataset.dot);
      if (!box) return;
      event.preventDefault();
      box.checked = !box.checked;
      show();
    });

  /* The row one is at is marked in the picture. */
  const mark = (event) => {
    const row = event.target.closest && event.target.closest('tr[id^="c-"]');
    for (const dot of document.querySelectorAll(".is-at")) dot.classList.remove("is-at");
    const dot = row && dots.get(row.id.slice(2));
    if (dot) dot.classList.add("is-at");
  };
  document.addEventListener("focusin", mark);
  document.addEventListener("mouseover", mark);
  if (form) form.addEventListener("change", show);
  show();
})();
