/* A workshop in front of people: each tap is counted on the screen at once, sent one after the other, and kept while
   there is no signal. The page works without this. A tap has an id of its own: sent twice, it counts once. */
(() => {
  "use strict";
  const EVERY = 5000;
  const PROBLEMS = "v-problems";
  const queue = [];
  let sending = false;
  let refused = false;

  const fresh = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /* Every part of the page that the server counts, as an answer has it. What somebody is typing in stays, and why a tap
     was refused stays until the next one. */
  const redraw = (text, keep) => {
    const answer = new DOMParser().parseFromString(text, "text/html");
    for (const mine of document.querySelectorAll("[data-live]")) {
      const theirs = answer.getElementById(mine.id);
      if (!theirs || mine.outerHTML === theirs.outerHTML || (keep && mine.id === PROBLEMS)) continue;
      const at = document.activeElement;
      if (mine.contains(at) && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) continue;
      mine.replaceWith(document.importNode(theirs, true));
    }
  };

  const waiting = (count) => {
    const line = document.getElementById("v-waiting");
    line.hidden = !count;
    line.querySelector("strong").textContent = String(count);
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    while (queue.length) {
      let answer;
      try {
        answer = await fetch(queue[0].action, { method: "POST", body: queue[0].body, credentials: "same-origin" });
        if (answer.status >= 500) throw new Error("later");
      } catch {
        waiting(queue.length);
        setTimeout(send, EVERY);
        break;
      }
      queue.shift();
      const text = await answer.text();
      if (answer.status === 403 || answer.url.includes("/cuenta/")) {
        location.reload();
        return;
      }
      if (answer.status === 422) {
        refused = true;
        redraw(text, false);
        document.getElementById(PROBLEMS).scrollIntoView({ block: "center" });
      } else if (!queue.length) redraw(text, refused);
      if (!queue.length) waiting(0);
    }
    sending = false;
  };

  const bump = (id, by) => {
    const shown = id && document.getElementById(id);
    const number = shown && Number(shown.textContent.replace(/\D/g, ""));
    if (!shown || !Number.isFinite(number) || number > 999) return;
    shown.textContent = String(number + by);
    shown.classList.add("live-bumped");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-tap]");
    if (!form) return;
    event.preventDefault();
    refused = false;
    const body = new URLSearchParams(new FormData(form));
    if (body.has("mark")) body.set("mark", fresh());
    bump(form.dataset.bump, Number(body.get("number") || 1) || 0);
    queue.push({ action: form.action, body });
    if (form.dataset.clear) form.elements[form.dataset.clear].value = "";
    const number = form.elements.number;
    if (number) number.value = "1";
    send();
  });

  setInterval(async () => {
    if (queue.length || sending || document.hidden) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok && !queue.length) redraw(await answer.text(), true);
    } catch {
      /* No signal: what stands here stays. */
    }
  }, EVERY);
  addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });
})();
