/* Keys, menus and small help for every page. No framework; nothing here is needed to read or to send a form. */
(() => {
  "use strict";
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const writing = (element) =>
    element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

  /* Source marks and menus are <details>: one open at a time, closed by Esc or by a click elsewhere. */
  const FLOATING = "details.source, details.top-person, details.top-group";
  const closeFloating = (except) => {
    let closed = null;
    for (const one of all(FLOATING)) {
      if (one.open && one !== except && !one.contains(except)) {
        one.open = false;
        closed = one;
      }
    }
    return closed;
  };
  document.addEventListener("click", (event) => {
    closeFloating(event.target.closest(FLOATING) || event.target);
  });
  /* Keep an opened card inside the window. */
  document.addEventListener(
    "toggle",
    (event) => {
      const card = event.target.open && event.target.matches(FLOATING) && event.target.lastElementChild;
      if (!card) return;
      card.classList.remove("to-left", "to-top");
      const box = card.getBoundingClientRect();
      card.classList.toggle("to-left", box.right > document.documentElement.clientWidth - 8);
      card.classList.toggle("to-top", box.bottom > innerHeight && box.top > box.height + 80);
    },
    true,
  );

  /* Rows of <table data-rows>: j, k and the arrows move, Enter opens the row's first link. */
  const rowsOf = (element) => {
    const table = (element && element.closest && element.closest("[data-rows]")) || $("[data-rows]");
    return table ? all("tbody tr", table).filter((row) => row.offsetParent) : [];
  };
  const moveRow = (step) => {
    const rows = rowsOf(document.activeElement);
    if (!rows.length) return false;
    const here = rows.indexOf(document.activeElement.closest("tr"));
    const row = rows[Math.min(Math.max(here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step, 0), rows.length - 1)];
    row.tabIndex = -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
    return true;
  };
  const inRow = () => document.activeElement.matches && document.activeElement.matches("[data-rows] tbody tr");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const keys = $("#keys");
    if (event.key === "Escape") {
      const closed = closeFloating(null);
      if (closed) $("summary", closed).focus();
      else if (writing(document.activeElement)) document.activeElement.blur();
      return;
    }
    if (writing(document.activeElement) || (keys && keys.open)) return;
    const search = $("[data-search]");
    let done = true;
    if (event.key === "/" && search) {
      search.focus();
      search.select();
    } else if (event.key === "?" && keys) keys.showModal();
    else if (event.key === "j") done = moveRow(1);
    else if (event.key === "k") done = moveRow(-1);
    else if (event.key === "ArrowDown" && inRow()) moveRow(1);
    else if (event.key === "ArrowUp" && inRow()) moveRow(-1);
    else if (event.key === "Enter" && inRow()) {
      const link = $("a[href], [hx-get]", document.activeElement);
      if (link) link.click();
    } else done = false;
    if (done) event.preventDefault();
  });
  const dialog = $("#keys");
  if (dialog) dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

  /* The menu of places to go is one line that scrolls on phones: show where we are. */
  const current = $(".top-nav li > [aria-current], .top-nav .here");
  if (current) current.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });

  /* A refused form comes back at the first thing to put right. */
  const wrong = $("main .field-wrong :is(input, select, textarea)");
  if (wrong) wrong.focus();

  /* A part of the page that could not be loaded is said in words; what was written stays. */
  const lost = $("#lost");
  const tell = (shown) => lost && (lost.hidden = !shown);
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout", "winay:lost"])
    document.addEventListener(name, () => tell(true));
  document.addEventListener("htmx:afterOnLoad", () => tell(false));

  /* A form is sent once: the button is put to rest until the answer comes. */
  document.addEventListener("submit", (event) => {
    const button = event.target.method === "post" && event.submitter;
    if (!button || event.defaultPrevented) return;
    const rest = (on) => ((button.disabled = on), button.toggleAttribute("data-sent", on));
    setTimeout(rest, 0, true);
    setTimeout(rest, 8000, false);
  });
  addEventListener("pageshow", () =>
    all("[data-sent]").forEach((one) => ((one.disabled = false), one.removeAttribute("data-sent"))),
  );

  /* A filter form with data-map-states="address" redraws the map with its fields added to the address. */
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    const map = form && form.dataset.mapStates && $("[data-map]");
    if (map) map.dataset.states = `${form.dataset.mapStates}?${new URLSearchParams(new FormData(form))}`;
  });

  for (const button of all("[data-print]")) button.addEventListener("click", () => print());
})();
