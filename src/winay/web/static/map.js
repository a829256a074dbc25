/* Maps of places filled by state. Drawn by MapLibre's build for strict policies: no glyphs, no inline code.
   What the page must give is written in components/map.html. The table beside the map says the same in words.
   Areas and localities come in our own vector tiles, a part of the country at a time. */
(() => {
  "use strict";
  const { ink, layers, Words, Hands, lightMotion } = winayMap;
  const WHOLE = [180, 90, -180, -90];

  const load = async (address, signal) => {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return answer.json();
  };
  const eachPoint = (coordinates, visit) =>
    typeof coordinates[0] === "number" ? visit(coordinates) : coordinates.forEach((one) => eachPoint(one, visit));
  const widen = (box, west, south, east, north) => {
    box[0] = Math.min(box[0], west);
    box[1] = Math.min(box[1], south);
    box[2] = Math.max(box[2], east);
    box[3] = Math.max(box[3], north);
  };
  const boxAround = (geometry) => {
    const box = [...WHOLE];
    eachPoint(geometry.coordinates, ([x, y]) => widen(box, x, y, x, y));
    return box;
  };

  class PlaceMap {
    constructor(root) {
      this.root = root;
      this.data = root.dataset;
      this.block = root.closest(".map-block");
      this.key = this.block.querySelector(".map-key");
      this.words = new Words(root);
      this.says = { legend: [], states: {}, names: {} };
      root.placeMap = this;
      this.layer = ""; // the address of another layer's states, empty for the page's own
      this.here = this.data.selected ? { code: this.data.selected } : null;
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
        this.says = says;
        this.tiles = says.tiles || this.data.tiles;
        this.measure(cells);
        this.draw(cells, outline);
        ink.writeKey(this.key, says.legend);
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
      this.block.querySelector(".map-none").hidden = false;
    }

    fail(problem) {
      console.error(problem);
      const wait = this.root.querySelector(".map-wait");
      if (wait) wait.textContent = this.data.failed;
    }

    /* The map begins with what it speaks of: a selection of one department is not a speck in the country. */
    measure({ features }) {
      this.districts = [];
      this.box = [...WHOLE];
      const spoken = features.some(({ properties }) => this.says.states[properties.code]);
      for (const { properties, geometry } of features) {
        if (!geometry) continue;
        const box = boxAround(geometry);
        this.districts.push({ code: properties.code, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2, box });
        if (!spoken || this.says.states[properties.code]) widen(this.box, ...box);
      }
    }

    draw(cells, outline) {
      maplibregl.setWorkerUrl(this.data.worker);
      const wait = this.root.querySelector(".map-wait");
      this.map = new maplibregl.Map({
        container: this.root,
        style: {
          version: 8,
          sources: {},
          layers: [{ id: "ground", type: "background", paint: { "background-color": ink.css("map-ground") } }],
        },
        bounds: this.box,
        fitBoundsOptions: { padding: 12 },
        minZoom: 2,
        maxZoom: 14,
        attributionControl: false,
        canvasContextAttributes: { preserveDrawingBuffer: true }, // or the map would print blank
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        keyboard: false,
        cooperativeGestures: true, // one finger and the wheel scroll the page, not the map
        fadeDuration: 0,
        locale: this.sayings(),
      });
      this.map.touchZoomRotate.disableRotation();
      this.map.getCanvas().tabIndex = -1; // the block itself takes the keys
      this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
      this.map.addControl(new maplibregl.FullscreenControl({ container: this.block }), "top-right");
      this.map.on("load", () => {
        if (wait) wait.remove();
        layers.add(this.map, { cells, outline, tiles: this.tiles });
        layers.paint(this.map, this.says);
        if (this.here) this.mark(this.here);
        this.root.dataset.ready = "yes";
      });
      this.map.on("error", (event) => this.tileGone(event) || console.error(event.error));
      new Hands(this).listen();
      for (const button of this.block.querySelectorAll("[data-layer]")) {
        button.addEventListener("click", () => this.show(button));
      }
      new MutationObserver(() => this.layer || this.redraw()).observe(this.root, { attributeFilter: ["data-states"] });
      new ResizeObserver(() => this.map.resize()).observe(this.root);
    }

    sayings() {
      return {
        "NavigationControl.ZoomIn": this.data.zoomIn,
        "NavigationControl.ZoomOut": this.data.zoomOut,
        "FullscreenControl.Enter": this.data.fullscreen,
        "FullscreenControl.Exit": this.data.fullscreenEnd,
        "CooperativeGesturesHandler.WindowsHelpText": this.data.helpWheel,
        "CooperativeGesturesHandler.MacHelpText": this.data.helpWheelMac,
        "CooperativeGesturesHandler.MobileHelpText": this.data.helpTouch,
      };
    }

    /* Another layer of states: the districts' history in place of the answer. */
    show(button) {
      this.layer = button.dataset.layer;
      for (const one of this.block.querySelectorAll("[data-layer]")) one.setAttribute("aria-pressed", one === button);
      this.redraw();
    }

    async redraw() {
      this.asked?.abort();
      this.asked = new AbortController();
      try {
        this.says = await load(this.layer || this.data.states, this.asked.signal);
      } catch (problem) {
        if (problem.name !== "AbortError") document.dispatchEvent(new Event("winay:lost"));
        return;
      }
      this.words.forget();
      if (this.says.tiles && this.says.tiles !== this.tiles) {
        this.tiles = this.says.tiles;
        for (const name of ["tiles", "spots"]) this.map.getSource(name)?.setTiles([this.tiles]);
      }
      layers.paint(this.map, this.says);
      ink.writeKey(this.key, this.says.legend);
    }

    /* Areas were edited meanwhile: their tiles have another address, which the states tell. Asked for once. */
    tileGone({ error, sourceId }) {
      if (!["tiles", "spots"].includes(sourceId) || error?.status !== 404) return false;
      if (this.gone !== this.tiles) {
        this.gone = this.tiles;
        this.redraw();
      }
      return true;
    }

    near() {
      return Boolean(this.tiles) && this.map.getZoom() >= layers.NEAR;
    }

    /* Between what the arrows go: districts, or from near by the areas in sight, each once. */
    spots() {
      if (!this.near() || this.map.getZoom() < layers.NAMED) return this.districts;
      const seen = (source, sourceLayer) => this.map.querySourceFeatures(source, { sourceLayer });
      const named = new Map(seen("tiles", "areas").map(({ id, properties }) => [id, properties]));
      const found = new Map();
      for (const { id, geometry } of seen("spots", "seats")) {
        const [x, y] = geometry.coordinates;
        if (named.has(id)) found.set(id, { ...named.get(id), id, x, y });
      }
      return [...found.values()];
    }

    middle(place) {
      const spot = place && (place.x === undefined ? this.districts.find((one) => one.code === place.code) : place);
      return spot && [spot.x, spot.y];
    }

    boxOf(prefix) {
      const box = [...WHOLE];
      for (const one of this.districts) if (one.code.startsWith(prefix)) widen(box, ...one.box);
      return box[0] > box[2] ? null : box;
    }

    /* Where an area or a locality is, from the server; null where nobody knows. */
    async whereIs(code) {
      try {
        const { longitude, latitude } = await load(this.data.where.replace("__code__", encodeURIComponent(code)));
        return [longitude, latitude];
      } catch (problem) {
        if (!String(problem.message).startsWith("404")) document.dispatchEvent(new Event("winay:lost"));
        return null;
      }
    }

    /* An area that is not drawn yet is marked when its tile has come. */
    lookFor(code) {
      this.sought = code;
      this.settle();
    }

    settle() {
      if (!this.sought || !this.near() || this.map.getZoom() < layers.NAMED) return;
      const look = () => {
        const spot = this.sought && this.spots().find((one) => one.code === this.sought);
        if (!spot) return;
        this.sought = null;
        this.mark(spot);
      };
      if (this.map.areTilesLoaded()) look();
      else this.map.once("idle", look);
    }

    ring(spot) {
      const features = spot ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: spot } }] : [];
      this.map.getSource("found")?.setData({ type: "FeatureCollection", features });
    }

    /* `place` is {code, id?, name?, households?, locality?, x?, y?}: an area has an id, a district only its code. */
    mark(place, follow = false) {
      const tile = (id) => ({ source: "tiles", sourceLayer: "areas", id });
      if (this.marked !== undefined) this.map.removeFeatureState(tile(this.marked));
      this.here = place;
      this.marked = place?.id;
      if (this.marked !== undefined) this.map.setFeatureState(tile(this.marked), { here: true });
      const district = place && place.id === undefined ? place.code : "";
      for (const layer of ["halo", "chosen"]) {
        if (this.map.getLayer(layer)) this.map.setFilter(layer, ["==", ["get", "code"], district]);
      }
      this.tell(place);
      const middle = follow && this.middle(place);
      if (middle && !this.map.getBounds().contains(middle)) this.map.panTo(middle, { animate: !lightMotion() });
    }

    tell(place) {
      const digit = place?.id === undefined || !this.says.areas ? undefined : Number(this.says.areas[place.id]);
      this.words.tell(place?.locality || place, this.says, digit);
    }

    choose(place) {
      if (!place.code) return this.tell(place);
      this.pinned = true;
      this.mark(place);
      this.words.open(place.code, true);
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
