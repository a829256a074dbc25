/* How a map is used: pointer, fingers, keys, and being sent to a place. */
(() => {
  "use strict";
  const { layers, lightMotion } = winayMap;
  const HOVER_WAIT = 400;
  const FINGER = 8; // pixels around a point that still mean the locality there
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  class Hands {
    constructor(place) {
      this.place = place;
      this.map = place.map;
    }

    listen() {
      const { place, map } = this;
      map.on("mousemove", (event) => this.hover(event));
      map.on("mouseout", () => {
        clearTimeout(this.waiting);
        this.under = null;
        place.tell(place.pinned ? place.here : null);
      });
      map.on("click", (event) => {
        const found = this.at(event.point);
        if (found) place.choose(found);
      });
      map.on("moveend", () => place.settle());
      place.root.addEventListener("keydown", (event) => this.press(event));
      place.root.addEventListener("focus", () => place.tell(place.here));
      document.addEventListener("winay:go", ({ detail }) => this.go(detail));
      document.addEventListener("click", (event) => {
        const link = event.target.closest("[data-go]");
        if (!link) return;
        const [longitude, latitude] = (link.dataset.goAt || "").split(",").map(Number);
        this.go({ code: link.dataset.go, ...(link.dataset.goAt && { longitude, latitude }) });
      });
    }

    /* What lies under a point: a locality (with its area), an area, a district. */
    at(point) {
      const asked = (names, where) => {
        const there = names.filter((name) => this.map.getLayer(name));
        return there.length ? this.map.queryRenderedFeatures(where, { layers: there })[0] : undefined;
      };
      if (!this.place.near()) {
        const district = asked(["plain"], point);
        return district && { code: district.properties.code };
      }
      const around = [[point.x - FINGER, point.y - FINGER], [point.x + FINGER, point.y + FINGER]];
      const area = asked(["area-plain"], point);
      const locality = asked(["dots", "towns", "names"], around)?.properties;
      const found = area ? { ...area.properties, id: area.id } : { code: asked(["borders", "plain"], point)?.properties.code };
      if (locality?.code) found.locality = locality;
      return found.code || found.locality ? found : undefined;
    }

    hover(event) {
      const { place } = this;
      const found = this.at(event.point);
      const mark = found && `${found.code} ${found.locality?.code}`;
      this.map.getCanvas().style.cursor = found ? "pointer" : "";
      if (mark === this.under) return;
      this.under = mark;
      clearTimeout(this.waiting);
      if (!found) return place.pinned || place.tell(null);
      place.tell(found);
      if (place.pinned || !found.code) return;
      this.waiting = setTimeout(() => {
        place.mark(found);
        place.words.open(found.code);
      }, HOVER_WAIT);
    }

    press(event) {
      if (event.target.closest("button")) return;
      const { place } = this;
      if (WAYS[event.key]) {
        const next = this.neighbour(...WAYS[event.key]);
        place.pinned = true;
        if (next) place.mark(next, true);
      } else if ((event.key === "Enter" || event.key === " ") && place.here) place.choose(place.here);
      else if (event.key === "+" || event.key === "=") this.zoom(1);
      else if (event.key === "-") this.zoom(-1);
      else if (event.key === "Escape") {
        place.pinned = false;
        place.mark(null);
      } else return;
      event.preventDefault();
    }

    zoom(step) {
      const around = this.place.middle(this.place.here);
      this.map.easeTo({ zoom: this.map.getZoom() + step, ...(around && { around }), animate: !lightMotion() });
    }

    /* The nearest middle inside a quarter turn of the direction; from nowhere, the one nearest to the centre. */
    neighbour(dx, dy) {
      const spots = this.place.spots();
      const from = spots.find((one) => one.code === this.place.here?.code);
      const centre = from || { x: this.map.getCenter().lng, y: this.map.getCenter().lat };
      let best = null;
      let least = Infinity;
      for (const one of spots) {
        if (one === from) continue;
        const x = one.x - centre.x;
        const y = one.y - centre.y;
        const ahead = x * dx + y * dy;
        const aside = Math.abs(x * dy) + Math.abs(y * dx);
        const far = from ? ahead + 2 * aside : Math.hypot(x, y);
        if ((!from || (ahead > 0 && aside <= ahead)) && far < least) [best, least] = [one, far];
      }
      return best;
    }

    /* To a place that a search or a table row names: department to district are framed; an area or a locality is
       flown to where it is said to be, or else where the server says it is. */
    async go({ code, longitude, latitude }) {
      const { place } = this;
      if (!code) return;
      place.pinned = true;
      place.root.scrollIntoView({ behavior: lightMotion() ? "instant" : "smooth", block: "nearest" });
      const motion = { animate: !lightMotion(), maxDuration: 2500 };
      if (code.length <= 6) {
        place.ring(null);
        const box = place.boxOf(code);
        if (!box) return;
        this.map.fitBounds(box, { padding: 24, maxZoom: 11, ...motion });
        if (code.length === 6) place.mark({ code });
        return;
      }
      const spot = longitude === undefined ? await place.whereIs(code) : [longitude, latitude];
      if (!spot) return;
      const locality = code.length === 10;
      place.ring(locality ? spot : null);
      if (!locality) place.lookFor(code);
      this.map.flyTo({ center: spot, zoom: locality ? 12.5 : 11, ...motion });
    }
  }

  winayMap.Hands = Hands;
})();
