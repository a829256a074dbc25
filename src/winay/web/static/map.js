/* Maps of places filled by state. Drawn by MapLibre's build for strict policies: no tiles, no glyphs, no inline code.
   What the page must give is written in components/map.html. The table beside the map says the same in words. */
(() => {
  "use strict";
  const HOVER_WAIT = 400;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const colour = (word) => (/^#[0-9a-f]{3,8}$/i.test(word) ? word : css(`map-${word}`) || css("map-unknown"));
  const lightMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  const load = async (address, signal) => {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return answer.json();
  };

  /* A tile of the pattern, drawn with the state's colour on paper, so that colour is never alone. */
  const tile = (pattern, ink) => {
    const side = 16;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const pen = canvas.getContext("2d");
    pen.fillStyle = css("map-ground");
    pen.fillRect(0, 0, side, side);
    pen.fillStyle = pen.strokeStyle = ink;
    if (pattern === "dots") {
      for (const [x, y] of [[4, 4], [12, 12]]) {
        pen.beginPath();
        pen.arc(x, y, 1.6, 0, 7);
        pen.fill();
      }
    } else {
      pen.lineWidth = 2;
      for (const shift of [-side, -side / 2, 0, side / 2, side]) {
        pen.beginPath();
        pen.moveTo(shift - 2, side + 2);
        pen.lineTo(shift + side + 2, -2);
        pen.stroke();
      }
    }
    return pen.getImageData(0, 0, side, side);
  };

  const eachPoint = (coordinates, visit) =>
    typeof coordinates[0] === "number" ? visit(coordinates) : coordinates.forEach((one) => eachPoint(one, visit));
  const boxOf = (geometry, box = [180, 90, -180, -90]) => {
    eachPoint(geometry.coordinates, ([x, y]) => {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    });
    return box;
  };

  class PlaceMap {
    constructor(root) {
      this.root = root;
      this.data = root.dataset;
      this.readout = root.querySelector(".map-readout");
      this.key = root.parentElement.querySelector(".map-key");
      this.answers = new Map();
      this.says = { legend: [], states: {}, names: {} };
      this.here = this.data.selected || null;
      this.pinned = Boolean(this.here);
    }

    async start() {
      if (!this.canDraw()) return this.giveUp();
      try {
        const [cells, says, outline] = await Promise.all([
          load(this.data.cells),
          load(this.data.states),
          this.data.outline ? load(this.data.outline) : null,
        ]);
        this.cells = cells;
        this.says = says;
        this.measure();
        this.join();
        this.draw(outline);
        this.writeKey();
      } catch (problem) {
        this.fail(problem);
      }
    }

    canDraw() {
      const canvas = document.createElement("canvas");
      return Boolean(window.maplibregl && (canvas.getContext("webgl2") || canvas.getContext("webgl")));
    }

    giveUp() {
      this.root.hidden = this.key.hidden = true;
      this.root.parentElement.querySelector(".map-none").hidden = false;
    }

    fail(problem) {
      console.error(problem);
      const wait = this.root.querySelector(".map-wait");
      if (wait) wait.textContent = this.data.failed;
    }

    /* The map begins with what it speaks of: a selection of one department is not a speck in the country. */
    measure() {
      this.middles = [];
      this.box = [180, 90, -180, -90];
      const spoken = this.cells.features.some(({ properties }) => this.says.states[properties.code]);
      for (const { properties, geometry } of this.cells.features) {
        if (!geometry) continue;
        const box = boxOf(geometry);
        this.middles.push({ code: properties.code, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 });
        if (!spoken || this.says.states[properties.code]) boxOf(geometry, this.box);
      }
    }

    /* The state is written on each cell here: a pattern cannot follow MapLibre's own feature state. */
    join() {
      for (const one of this.cells.features) one.properties.state = this.says.states[one.properties.code] || "";
    }

    draw(outline) {
      maplibregl.setWorkerUrl(this.data.worker);
      const wait = this.root.querySelector(".map-wait");
      this.map = new maplibregl.Map({
        container: this.root,
        style: {
          version: 8,
          sources: {},
          layers: [{ id: "ground", type: "background", paint: { "background-color": css("map-ground") } }],
        },
        bounds: this.box,
        fitBoundsOptions: { padding: 12 },
        minZoom: 2,
        maxZoom: 11,
        attributionControl: false,
        canvasContextAttributes: { preserveDrawingBuffer: true }, // or the map would print blank
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        keyboard: false,
        cooperativeGestures: true, // one finger and the wheel scroll the page, not the map
        fadeDuration: 0,
        locale: {
          "NavigationControl.ZoomIn": this.data.zoomIn,
          "NavigationControl.ZoomOut": this.data.zoomOut,
          "CooperativeGesturesHandler.WindowsHelpText": this.data.helpWheel,
          "CooperativeGesturesHandler.MacHelpText": this.data.helpWheelMac,
          "CooperativeGesturesHandler.MobileHelpText": this.data.helpTouch,
        },
      });
      this.map.touchZoomRotate.disableRotation();
      this.map.getCanvas().tabIndex = -1; // the block itself takes the keys
      this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
      this.map.on("load", () => {
        if (wait) wait.remove();
        this.addLayers(outline);
        if (this.here) this.mark(this.here);
        this.root.dataset.ready = "yes";
      });
      this.map.on("error", ({ error }) => console.error(error));
      this.listen();
    }

    addLayers(outline) {
      const line = (source, width, ink) => ({
        type: "line",
        source,
        layout: { "line-join": "round" },
        paint: { "line-color": ink, "line-width": width },
      });
      this.map.addSource("cells", { type: "geojson", data: this.cells });
      this.map.addLayer({ id: "plain", type: "fill", source: "cells", paint: { "fill-antialias": false } });
      this.map.addLayer({ id: "patterned", type: "fill", source: "cells", paint: { "fill-antialias": false } });
      this.paint();
      this.map.addLayer({
        id: "borders",
        ...line("cells", ["interpolate", ["linear"], ["zoom"], 4, 0.25, 8, 1], css("map-line")),
      });
      if (outline) {
        this.map.addSource("outline", { type: "geojson", data: outline });
        this.map.addLayer({
          id: "outline",
          ...line("outline", ["interpolate", ["linear"], ["zoom"], 4, 0.9, 8, 2], css("map-outline")),
        });
      }
      this.map.addLayer({ id: "halo", ...line("cells", 5, css("paper")), filter: ["==", ["get", "code"], ""] });
      this.map.addLayer({ id: "chosen", ...line("cells", 2.5, css("ink")), filter: ["==", ["get", "code"], ""] });
    }

    paint() {
      const plain = [];
      const patterned = [];
      for (const { key, color, pattern } of this.says.legend) {
        if (!pattern) plain.push(key, colour(color));
        else {
          const name = `${pattern} ${colour(color)}`;
          if (!this.map.hasImage(name)) this.map.addImage(name, tile(pattern, colour(color)), { pixelRatio: 2 });
          patterned.push(key, name);
        }
      }
      const state = ["get", "state"];
      const fill = plain.length ? ["match", state, ...plain, css("map-ground")] : css("map-ground");
      this.map.setPaintProperty("plain", "fill-color", fill);
      const keys = patterned.filter((_, index) => index % 2 === 0);
      this.map.setFilter("patterned", ["in", state, ["literal", keys]]);
      if (keys.length) {
        this.map.setPaintProperty("patterned", "fill-pattern", ["match", state, ...patterned, patterned[1]]);
      }
    }

    writeKey() {
      this.key.replaceChildren(
        ...this.says.legend.map(({ label, color, pattern }) => {
          const item = document.createElement("li");
          const swatch = document.createElement("canvas");
          swatch.width = swatch.height = 16;
          swatch.className = "key-swatch";
          const pen = swatch.getContext("2d");
          if (pattern) pen.putImageData(tile(pattern, colour(color)), 0, 0);
          else {
            pen.fillStyle = colour(color);
            pen.fillRect(0, 0, 16, 16);
          }
          item.append(swatch, ` ${label}`);
          return item;
        }),
      );
    }

    async redraw() {
      this.asked?.abort();
      this.asked = new AbortController();
      try {
        this.says = await load(this.data.states, this.asked.signal);
      } catch (problem) {
        if (problem.name !== "AbortError") document.dispatchEvent(new Event("winay:lost"));
        return;
      }
      this.answers.clear();
      this.join();
      this.map.getSource("cells").setData(this.cells);
      this.paint();
      this.writeKey();
    }

    listen() {
      const at = (event) => this.map.queryRenderedFeatures(event.point, { layers: ["plain"] })[0]?.properties.code;
      this.map.on("mousemove", (event) => {
        const code = at(event);
        this.map.getCanvas().style.cursor = code ? "pointer" : "";
        if (code === this.under) return;
        this.under = code;
        clearTimeout(this.waiting);
        if (!code) return this.pinned || this.tell(null);
        this.tell(code);
        if (!this.pinned) this.waiting = setTimeout(() => (this.mark(code), this.open(code)), HOVER_WAIT);
      });
      this.map.on("mouseout", () => {
        clearTimeout(this.waiting);
        this.under = null;
        this.tell(this.pinned ? this.here : null);
      });
      this.map.on("click", (event) => {
        const code = at(event);
        if (code) this.choose(code);
      });
      this.root.addEventListener("keydown", (event) => this.press(event));
      this.root.addEventListener("focus", () => this.tell(this.here));
      new MutationObserver(() => this.redraw()).observe(this.root, { attributeFilter: ["data-states"] });
      new ResizeObserver(() => this.map.resize()).observe(this.root);
    }

    press(event) {
      if (event.target.closest("button")) return;
      const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
      if (ways[event.key]) {
        const code = this.neighbour(...ways[event.key]);
        this.pinned = true;
        if (code) this.mark(code, true);
      } else if ((event.key === "Enter" || event.key === " ") && this.here) this.choose(this.here);
      else if (event.key === "+" || event.key === "=") this.zoom(1);
      else if (event.key === "-") this.zoom(-1);
      else if (event.key === "Escape") {
        this.pinned = false;
        this.mark(null);
      } else return;
      event.preventDefault();
    }

    zoom(step) {
      const middle = this.middles.find((one) => one.code === this.here);
      const around = middle && [middle.x, middle.y];
      this.map.easeTo({ zoom: this.map.getZoom() + step, ...(around && { around }), animate: !lightMotion() });
    }

    /* The nearest middle inside a quarter turn of the direction; from nowhere, the cell nearest to the centre. */
    neighbour(dx, dy) {
      const from = this.middles.find((one) => one.code === this.here);
      const centre = from || { x: this.map.getCenter().lng, y: this.map.getCenter().lat };
      let best = null;
      let least = Infinity;
      for (const one of this.middles) {
        if (one === from) continue;
        const x = one.x - centre.x;
        const y = one.y - centre.y;
        const ahead = x * dx + y * dy;
        const aside = Math.abs(x * dy) + Math.abs(y * dx);
        const far = from ? ahead + 2 * aside : Math.hypot(x, y);
        if ((!from || (ahead > 0 && aside <= ahead)) && far < least) [best, least] = [one, far];
      }
      return best?.code;
    }

    mark(code, follow = false) {
      this.here = code;
      for (const layer of ["halo", "chosen"]) {
        if (this.map.getLayer(layer)) this.map.setFilter(layer, ["==", ["get", "code"], code || ""]);
      }
      this.tell(code);
      const middle = follow && this.middles.find((one) => one.code === code);
      if (middle && !this.map.getBounds().contains([middle.x, middle.y])) {
        this.map.panTo([middle.x, middle.y], { animate: !lightMotion() });
      }
    }

    tell(code) {
      this.readout.hidden = !code;
      if (!code) return;
      const state = this.says.legend.find(({ key }) => key === this.says.states[code]);
      const name = document.createElement("strong");
      name.textContent = this.says.names[code] || code;
      this.readout.replaceChildren(name, ` · ${state ? state.label : this.data.unknown}`);
    }

    choose(code) {
      this.pinned = true;
      this.mark(code);
      this.open(code, true);
    }

    /* The reasons panel, as the server writes it. */
    async open(code, asked = false) {
      const panel = document.getElementById(this.data.target);
      if (!this.data.panel || !panel) return;
      this.root.dispatchEvent(new CustomEvent("winay:place", { bubbles: true, detail: { code, asked } }));
      let words = this.answers.get(code);
      if (words === undefined) {
        this.reading?.abort();
        this.reading = new AbortController();
        try {
          const address = this.data.panel.replace("__code__", encodeURIComponent(code));
          const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: this.reading.signal });
          if (!answer.ok) throw new Error(`${answer.status} ${address}`);
          words = await answer.text();
          this.answers.set(code, words);
        } catch (problem) {
          if (problem.name !== "AbortError") document.dispatchEvent(new Event("winay:lost"));
          return;
        }
      }
      if (this.here !== code) return;
      panel.innerHTML = words;
      if (window.htmx) htmx.process(panel);
      if (asked && matchMedia("(max-width: 60rem)").matches) {
        panel.scrollIntoView({ behavior: lightMotion() ? "instant" : "smooth", block: "start" });
      }
    }
  }

  const startAll = () => {
    for (const root of document.querySelectorAll("[data-map]:not([data-started])")) {
      root.dataset.started = "yes";
      new PlaceMap(root).start();
    }
  };
  startAll();
  document.addEventListener("htmx:load", startAll);
})();
