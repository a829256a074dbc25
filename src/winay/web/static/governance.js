/* The form of an assembly's minutes: finds people by name, counts households, shows what a decision needs. Without it
   everything can be filled in and sent just the same. */
(() => {
  "use strict";
  const form = document.querySelector(".telling");
  if (!form) return;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const homes = [...form.querySelectorAll("[data-home]")].map((box) => ({ box, text: plain(box.textContent) }));
  const tally = form.querySelector("[data-tally]");
  const count = () => {
    let present = 0;
    for (const { box } of homes) {
      const here = box.querySelector("input[name=came]:checked") !== null;
      box.toggleAttribute("data-here", here);
      present += here;
    }
    const enough = present >= Number(form.dataset.needed) && present > 0;
    tally.hidden = false;
    tally.querySelector("[data-present]").textContent = present;
    tally.querySelector("[data-yes]").hidden = !enough;
    tally.querySelector("[data-no]").hidden = enough;
  };
  form.addEventListener("change", (event) => {
    const { name, value, checked } = event.target;
    if (name === "spoke" && checked) form.querySelector(`input[name=came][value="${value}"]`).checked = true;
    if (name === "came" && !checked) form.querySelector(`input[name=spoke][value="${value}"]`).checked = false;
    if (name === "came" || name === "spoke") count();
  });
  const search = form.querySelector("[data-search]");
  search.hidden = false;
  const field = search.querySelector("[data-find]");
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    for (const { box, text } of homes) box.hidden = !words.every((word) => text.includes(word));
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  for (const motion of form.querySelectorAll(".motion")) {
    const kind = motion.querySelector("[data-kind]");
    if (!kind) continue;
    const unanimous = motion.querySelector("[data-unanimous]");
    const show = () => {
      for (const part of motion.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind.value;
      motion.querySelector("[data-counted]").hidden = unanimous.checked;
    };
    motion.addEventListener("change", show);
    show();
  }
  count();
})();
