/* Colours and patterns of maps, their legend, and what colours a district or an area by its state. */
(() => {
  "use strict";
  const SIDE = 16;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const colour = (word) => (/^#[0-9a-f]{3,8}$/i.test(word) ? word : css(`map-${word}`) || css("map-unknown"));
  /* What a digit of `areas` means where the legend does not say so: the answers in their order, then exceptions. */
  const DIGITS = ["surely_no", "probably_no", "unknown", "probably_yes", "surely_yes", "override", "left_out"];
  const OUTSIDE = 9; // an area that is not spoken of

  const canvas = (side = SIDE) => {
    const made = document.createElement("canvas");
    made.width = made.height = side;
    return made.getContext("2d", { willReadFrequently: true });
  };

  /* A tile of the pattern, drawn with the state's colour on paper, so that colour is never alone. */
  const pattern = (name, ink) => {
    const pen = canvas();
    pen.fillStyle = css("map-ground");
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.fillStyle = pen.strokeStyle = ink;
    if (name === "dots") {
      for (const [x, y] of [[4, 4], [12, 12]]) {
        pen.beginPath();
        pen.arc(x, y, 1.6, 0, 7);
        pen.fill();
      }
    } else {
      pen.lineWidth = name === "hatch-light" ? 1 : 2;
      if (name === "hatch-light") pen.setTransform(-1, 0, 0, 1, SIDE, 0); // leaning the other way
      for (const shift of [-SIDE, -SIDE / 2, 0, SIDE / 2, SIDE]) {
        pen.beginPath();
        pen.moveTo(shift - 2, SIDE + 2);
        pen.lineTo(shift + SIDE + 2, -2);
        pen.stroke();
      }
    }
    return pen.getImageData(0, 0, SIDE, SIDE);
  };

  /* Signs on the map: a square for a town, a diamond for where an area would meet; dark, with a light rim. */
  const sign = (shape, fill, rim) => {
    const side = 32;
    const pen = canvas(side);
    pen.fillStyle = fill;
    pen.strokeStyle = rim;
    pen.lineWidth = shape === "seat" ? 5 : 3;
    pen.beginPath();
    if (shape === "seat") for (const [x, y] of [[16, 3], [29, 16], [16, 29], [3, 16]]) pen.lineTo(x, y);
    else for (const [x, y] of [[6, 6], [26, 6], [26, 26], [6, 26]]) pen.lineTo(x, y);
    pen.closePath();
    pen.fill();
    pen.stroke();
    return pen.getImageData(0, 0, side, side);
  };

  const entryOfDigit = (legend, digit) =>
    legend.find((one) => (one.digit === undefined ? one.key.toLowerCase() === DIGITS[digit] : one.digit === digit));

  /* The expression that gives a district its state's key, and an area its digit. */
  const ofDistrict = (says) => ["to-string", ["get", ["get", "code"], ["literal", says.states]]];
  const ofArea = (says) => {
    const digits = Array.from(says.areas, (one) => (one === "-" ? OUTSIDE : +one));
    const at = ["number", ["id"], 0];
    return ["case", ["<", at, digits.length], ["number", ["at", at, ["literal", digits]]], OUTSIDE];
  };

  /* Colour where the state has no pattern, and an image where it has; the rest is ground. */
  const fills = (state, pairs) => {
    const plain = pairs.filter(([, one]) => !one.pattern).flatMap(([value, one]) => [value, colour(one.color)]);
    const images = pairs.filter(([, one]) => one.pattern).map(([value, one]) => [value, `${one.pattern} ${colour(one.color)}`]);
    return {
      colour: plain.length ? ["match", state, ...plain, css("map-ground")] : css("map-ground"),
      image: images.length ? ["match", state, ...images.flat(), images[0][1]] : null,
      patterned: images.length ? ["match", state, images.map(([value]) => value), true, false] : false,
    };
  };

  const ink = {
    css,
    colour,
    sign,
    entryOfDigit,
    districtFills: (says) => fills(ofDistrict(says), says.legend.map((one) => [one.key, one])),
    areaFills: (says) => {
      const pairs = [...DIGITS.keys()].map((digit) => [digit, entryOfDigit(says.legend, digit)]);
      return fills(ofArea(says), pairs.filter(([, one]) => one));
    },
    addPatterns: (map, legend) => {
      for (const one of legend) {
        const name = `${one.pattern} ${colour(one.color)}`;
        if (one.pattern && !map.hasImage(name)) map.addImage(name, pattern(one.pattern, colour(one.color)), { pixelRatio: 2 });
      }
    },
    writeKey: (list, legend) =>
      list.replaceChildren(
        ...legend.map((one) => {
          const item = document.createElement("li");
          const pen = canvas();
          pen.canvas.className = "key-swatch";
          if (one.pattern) pen.putImageData(pattern(one.pattern, colour(one.color)), 0, 0);
          else {
            pen.fillStyle = colour(one.color);
            pen.fillRect(0, 0, SIDE, SIDE);
          }
          item.append(pen.canvas, ` ${one.label}`);
          return item;
        }),
      ),
  };
  window.winayMap = { ink };
})();
