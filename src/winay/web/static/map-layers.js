/* What a map is made of, from the ground up: districts, and from near by areas, their seats and their localities. */
(() => {
  "use strict";
  const { ink } = winayMap;
  const NEAR = 8; // from here areas take the districts' place
  const NAMED = 9; // and from here they have names, and the arrows go between them
  const DOTS = 9.5; // and from here localities are seen
  const NOBODY = ["==", ["get", "code"], ""];
  const TEXT = { "text-font": ["system-ui", "sans-serif"], "text-size": 12, "text-max-width": 9 };

  const line = (id, source, width, colour, more = {}) => ({
    id, source, type: "line", layout: { "line-join": "round" },
    paint: { "line-color": colour, "line-width": width }, ...more,
  });
  const fill = (id, source, more = {}) => ({ id, source, type: "fill", paint: { "fill-antialias": false }, ...more });
  const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
  const inTiles = (name, more = {}) => ({ "source-layer": name, minzoom: NEAR, ...more });

  const districts = (map, { cells, outline }) => {
    map.addSource("cells", { type: "geojson", data: cells });
    map.addLayer(fill("plain", "cells"));
    map.addLayer(fill("patterned", "cells"));
    map.addLayer(line("borders", "cells", byZoom(4, 0.25, 8, 1, 11, 2), ink.css("map-line")));
    if (!outline) return;
    map.addSource("outline", { type: "geojson", data: outline });
    map.addLayer(line("outline", "outline", byZoom(4, 0.9, 8, 2, 11, 4), ink.css("map-outline")));
  };

  const areas = (map, tiles) => {
    /* The same tiles twice: colouring the areas anew lays out again what shares their source, and names are slow. */
    for (const name of ["tiles", "spots"]) map.addSource(name, { type: "vector", tiles: [tiles], minzoom: 8, maxzoom: 12 });
    map.addLayer(fill("area-plain", "tiles", inTiles("areas")), "borders");
    map.addLayer(fill("area-patterned", "tiles", inTiles("areas")), "borders");
    map.addLayer(line("area-lines", "tiles", byZoom(8, 0.4, 12, 1.4), ink.css("ink"), inTiles("areas")), "borders");
    map.setPaintProperty("area-lines", "line-opacity", 0.6);
    map.setPaintProperty("borders", "line-color", ["step", ["zoom"], ink.css("map-line"), NEAR, ink.css("ink")]);
    if (map.getLayer("outline")) {
      map.setPaintProperty("outline", "line-color", ["step", ["zoom"], ink.css("map-outline"), NEAR, ink.css("ink")]);
    }
  };

  const localities = (map) => {
    map.addImage("town", ink.sign("town", ink.css("ink"), "#fff"), { pixelRatio: 3 });
    map.addImage("seat", ink.sign("seat", "#fff", ink.css("ink")), { pixelRatio: 2.4 });
    map.addLayer({
      id: "dots", type: "circle", source: "spots", ...inTiles("localities", { minzoom: DOTS }),
      filter: ["get", "rural"],
      paint: {
        "circle-radius": byZoom(DOTS, 1.4, 12, 3.5),
        "circle-color": ["case", ["has", "synthetic"], "#fff", ink.css("ink")],
        "circle-stroke-color": ["case", ["has", "synthetic"], ink.css("violet"), "#fff"],
        "circle-stroke-width": byZoom(DOTS, 0.4, 12, 1),
      },
    });
    map.addLayer({
      id: "towns", type: "symbol", source: "spots", ...inTiles("localities", { minzoom: DOTS }),
      filter: ["!", ["get", "rural"]],
      layout: { "icon-image": "town", "icon-size": byZoom(DOTS, 0.6, 12, 1), "icon-allow-overlap": true },
    });
    const words = { "text-color": ink.css("ink"), "text-halo-color": "#fff", "text-halo-width": 1.5 };
    map.addLayer({
      id: "names", type: "symbol", source: "spots", ...inTiles("localities", { minzoom: 12 }), paint: words,
      layout: { ...TEXT, "text-field": ["get", "name"], "text-anchor": "top", "text-offset": [0, 0.5], "text-optional": true },
    });
    map.addLayer({
      id: "seats", type: "symbol", source: "spots", ...inTiles("seats", { minzoom: 10 }), paint: words,
      layout: {
        ...TEXT, "icon-image": "seat", "icon-size": byZoom(10, 0.6, 12, 1), "icon-allow-overlap": true, "text-optional": true, "text-anchor": "bottom",
        "text-offset": [0, -0.7], "text-field": ["step", ["zoom"], "", 11, ["get", "name"]],
      },
    });
  };

  /* Where we are: a light line under a dark one, around a district or an area, and a ring around a locality. */
  const chosen = (map, tiles) => {
    map.addLayer(line("halo", "cells", 5, ink.css("paper"), { filter: NOBODY }));
    map.addLayer(line("chosen", "cells", 2.5, ink.css("ink"), { filter: NOBODY }));
    map.addSource("found", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({
      id: "found", type: "circle", source: "found",
      paint: { "circle-radius": 11, "circle-opacity": 0, "circle-stroke-width": 3, "circle-stroke-color": ink.css("cochineal") },
    });
    if (!tiles) return;
    const here = (width) => ["case", ["boolean", ["feature-state", "here"], false], width, 0];
    for (const [id, width, colour] of [["area-halo", 6, ink.css("paper")], ["area-chosen", 3, ink.css("ink")]]) {
      map.addLayer(line(id, "tiles", here(width), colour, inTiles("areas")));
    }
  };

  winayMap.layers = {
    NEAR,
    NAMED,
    add(map, { cells, outline, tiles }) {
      districts(map, { cells, outline });
      if (tiles) areas(map, tiles);
      chosen(map, tiles);
      if (tiles) localities(map);
    },

    /* Colours of a new state of the world. Nothing is loaded for it: only what is drawn is painted anew. */
    paint(map, says) {
      const set = ([plain, pattern], { colour, image, patterned }) => {
        map.setPaintProperty(plain, "fill-color", colour, { validate: false });
        map.setFilter(pattern, patterned, { validate: false });
        if (image) map.setPaintProperty(pattern, "fill-pattern", image, { validate: false });
      };
      ink.addPatterns(map, says.legend);
      set(["plain", "patterned"], ink.districtFills(says));
      if (!map.getLayer("area-plain")) return;
      const near = Boolean(says.areas);
      for (const layer of ["plain", "patterned"]) map.setLayerZoomRange(layer, 0, near ? NEAR : 24);
      map.setPaintProperty("area-plain", "fill-opacity", near ? 1 : 0);
      map.setPaintProperty("area-patterned", "fill-opacity", near ? 1 : 0);
      if (near) set(["area-plain", "area-patterned"], ink.areaFills(says));
    },
  };
})();
