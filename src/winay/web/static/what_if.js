/* The what-if of a screening: a moved slider changes numbers, map, list and address at once. Without this file the same
   form is sent with its button. */
(() => {
  "use strict";
  const WAIT = 120;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const map = () => document.querySelector("[data-map]");
  const form = document.querySelector("form[data-live]");
  const panel = document.getElementById("panel");

  /* A row of a list, or a place chosen on the map, opens the reasons. map.js brings the map there. */
  const openReasons = (follow) => {
    const around = panel?.closest("details") || panel;
    if (!around) return;
    around.open = true;
    if (follow) around.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("click", (event) => event.target.closest("[data-go]") && openReasons(true));
  document.addEventListener("winay:place", ({ detail }) => detail.asked && openReasons(false));
  if (!form) return;

  const number = (text) => Number(text.trim().replace(/%$/, "").trim().replace(",", "."));
  const comma = document.documentElement.lang !== "en";
  const written = (value) => (comma ? String(value).replace(".", ",") : String(value));

  /* Each slider with its number, its role and the mark of what was published. */
  const sliders = all("[data-slider]", form).map((box) => {
    const range = box.querySelector('input[type="range"]');
    const text = box.querySelector('input[name^="set_"]');
    const kept = all("[data-published]", box);
    const back = box.querySelector(".published");
    const show = () => {
      const same = kept.every((one) =>
        one === text ? number(one.value) === number(one.dataset.published) : one.value === one.dataset.published,
      );
      box.classList.toggle("slider-changed", !same);
      back.disabled = same;
      if (range && text && Number.isFinite(number(text.value))) {
        range.value = number(text.value);
        range.setAttribute("aria-valuetext", `${text.value} ${range.dataset.unit}`.trim());
      }
    };
    if (range) {
      range.disabled = false;
      range.addEventListener("input", () => {
        text.value = written(range.value);
        show();
      });
    }
    if (text) text.addEventListener("input", show);
    for (const one of kept) one.addEventListener("change", show);
    back.addEventListener("click", () => {
      for (const one of kept) one.value = one.dataset.published;
      show();
      soon();
    });
    show();
    return show;
  });

  /* "How many alternatives" is asked only where there are some. */
  const roles = all('select[name^="mode_"]', form);
  const alternatives = form.querySelector("[data-alternatives]");
  const askForK = () => {
    const n = roles.filter((one) => one.value === "alternative").length;
    const k = alternatives.querySelector("input");
    alternatives.hidden = n < 2;
    if (k.value && Number(k.value) > n) k.value = n || "";
  };
  askForK();
  form.querySelector("[data-calculate]").hidden = true;

  let waiting = null;
  let asking = null;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  };
  const filtered = () => {
    const list = document.querySelector("#areas form");
    const kept = new URLSearchParams();
    if (!list) return kept;
    for (const name of ["q", "show"]) {
      const value = list.elements[name]?.value;
      if (value && value !== "all") kept.set(name, value);
    }
    return kept;
  };
  const join = (...parts) => parts.map(String).filter(Boolean).join("&");

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    form.setAttribute("aria-busy", "true");
    try {
      const address = `${form.dataset.live}?${join(new URLSearchParams(new FormData(form)), filtered())}`;
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, signal: asking.signal });
      const words = await answer.text();
      if (answer.status === 422) return tell(words);
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      tell("");
      change(new DOMParser().parseFromString(words, "text/html").getElementById("live"));
    } catch (problem) {
      if (problem.name === "AbortError") return;
      document.dispatchEvent(new Event("winay:lost"));
    }
    form.removeAttribute("aria-busy");
  };
  const tell = (words) => {
    document.getElementById("live-problems").innerHTML = words;
    if (words) form.removeAttribute("aria-busy");
  };

  const change = (live) => {
    const { query, placeQuery } = live.dataset;
    for (const part of [...live.children]) {
      const old = document.getElementById(part.id);
      if (!old) continue;
      old.replaceWith(part);
      if (window.htmx) htmx.process(part);
    }
    history.replaceState(history.state, "", `${location.pathname}?${join(query, filtered())}`.replace(/\?$/, ""));
    const drawn = map();
    if (drawn) {
      drawn.dataset.panel = `${form.dataset.panel}?${query}`;
      drawn.dataset.states = `${form.dataset.states}?${placeQuery}`;
    }
    again(query);
  };

  /* Reasons that are open belong to the old what-if: read them anew. */
  const again = async (query) => {
    const shown = panel?.querySelector("[data-code]");
    if (!shown) return;
    const address = `${form.dataset.panel.replace("__code__", encodeURIComponent(shown.dataset.code))}?${query}`;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: asking.signal });
      if (!answer.ok) return;
      panel.innerHTML = await answer.text();
      if (window.htmx) htmx.process(panel);
    } catch (problem) {
      if (problem.name !== "AbortError") document.dispatchEvent(new Event("winay:lost"));
    }
  };

  form.addEventListener("input", () => {
    askForK();
    soon();
  });
  form.addEventListener("change", () => {
    askForK();
    soon();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    ask();
  });
  addEventListener("pageshow", (event) => event.persisted || sliders.forEach((show) => show()));
})();
