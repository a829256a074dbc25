/* Mark everybody of a list at once. Without it each is marked by hand. */
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-mark-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const boxes = [...button.closest("fieldset").querySelectorAll("input[type=checkbox]:not(:disabled)")];
      const mark = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = mark;
    });
  }
})();
