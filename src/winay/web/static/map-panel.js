/* What a map says in words: the line at its foot, and the panel beside it as the server writes it. */
(() => {
  "use strict";
  const lightMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u00a0");

  class Words {
    constructor(root) {
      this.root = root;
      this.data = root.dataset;
      this.readout = root.querySelector(".map-readout");
      this.button = root.querySelector(".map-open");
      this.answers = new Map();
      this.button?.addEventListener("click", () => this.leave());
    }

    /* `place` is {code, name, households?, rural?, counted?}; `says` the states; null says nothing. */
    tell(place, says, digit) {
      this.readout.hidden = !place;
      if (!place) return;
      const district = says.names[place.code.slice(0, 6)];
      const name = document.createElement("strong");
      name.textContent = place.name || district || place.code;
      const parts = [];
      if (!place.name && place.code.includes("-")) parts.push(place.code);
      if (place.name && district) parts.push(district);
      if (place.rural !== undefined) parts.push(place.rural ? this.data.rural : this.data.urban);
      else parts.push(this.stateOf(place, says, digit));
      if (place.synthetic) parts.push(this.data.synthetic);
      if (place.households !== undefined) {
        const how = place.counted ? this.data.counted : this.data.estimated;
        parts.push(`${number(place.households)} ${this.data.households} ${how}`);
      }
      this.readout.replaceChildren(name, ` · ${parts.join(" · ")}`);
    }

    stateOf(place, says, digit) {
      const entry = digit === undefined
        ? says.legend.find(({ key }) => key === says.states[place.code.slice(0, 6)])
        : winayMap.ink.entryOfDigit(says.legend, digit);
      /* A district's colour is what most of it is. */
      if (entry) return digit === undefined && says.areas ? `${this.data.mostly} ${entry.label}` : entry.label;
      return Number.isNaN(digit) ? this.data.outside : this.data.unknown;
    }

    forget() {
      this.answers.clear();
    }

    /* The panel for a code; nothing when another code was asked for meanwhile. `asked`: by a person, not by hovering. */
    async open(code, asked = false) {
      const panel = document.getElementById(this.data.target);
      if (!this.data.panel || !panel) return;
      this.wanted = code;
      this.root.dispatchEvent(new CustomEvent("winay:place", { bubbles: true, detail: { code, asked } }));
      if (!this.answers.has(code) && !(await this.read(code))) return;
      if (this.wanted !== code) return;
      panel.innerHTML = this.answers.get(code);
      if (window.htmx) htmx.process(panel);
      if (!asked) return;
      if (this.whole()) this.button.hidden = false;
      else if (matchMedia("(max-width: 60rem)").matches) this.scroll(panel);
    }

    async read(code) {
      this.reading?.abort();
      this.reading = new AbortController();
      try {
        const address = this.data.panel.replace("__code__", encodeURIComponent(code));
        const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: this.reading.signal });
        if (!answer.ok) throw new Error(`${answer.status} ${address}`);
        this.answers.set(code, await answer.text());
        return true;
      } catch (problem) {
        if (problem.name !== "AbortError") document.dispatchEvent(new Event("winay:lost"));
        return false;
      }
    }

    /* Over the whole screen the panel is hidden: a button brings there. */
    whole() {
      return Boolean(document.fullscreenElement || document.querySelector(".maplibregl-pseudo-fullscreen"));
    }

    async leave() {
      if (document.fullscreenElement) await document.exitFullscreen();
      else this.root.querySelector(".maplibregl-ctrl-shrink")?.click();
      this.button.hidden = true;
      this.scroll(document.getElementById(this.data.target));
    }

    scroll(panel) {
      panel.scrollIntoView({ behavior: lightMotion() ? "instant" : "smooth", block: "start" });
      panel.focus({ preventScroll: true });
    }
  }

  winayMap.Words = Words;
  winayMap.lightMotion = lightMotion;
})();
