"""How ODK Web Forms becomes files that a strict page may load; `tools/vendor.py` calls it (ADR 40 says why).

The package is one module that brings its style sheet as text, sets styles by `<style>` elements, and speaks English.
Of it this makes two files, `built/odk-web-forms.js` and `built/odk-web-forms.css`, by replacements each of which must
be found exactly as often as it is written here: a newer version that differs is refused, not half changed.
"""

from __future__ import annotations

import re
from pathlib import Path

VUE = re.compile(r'^import \{(.*?)\} from "vue";', re.DOTALL)
EXPORTS = re.compile(r"\nexport \{[^}]*\};\s*$")
STYLE_TEXT = re.compile(r"createTextNode\('(.*)'\)\),document\.head", re.DOTALL)
FONT = re.compile(r"@font-face\{[^}]*\}")
OF_THE_PAGE = re.compile(r"^(?:html|body) \{[^}]*\}\n", re.MULTILINE)
CHARSET = '@charset "UTF-8";'

HEAD = """/* @getodk/web-forms, Apache-2.0, changed for Wiñay by tools/web_forms.py: see NOTICE beside this file. */
const { %s } = Vue;
const odkWord = (text) => globalThis.odkWords?.[text] ?? text;
const odkWorn = new Map();
const odkWear = (element, css) => {
  const sheet = odkWorn.get(element) ?? new CSSStyleSheet();
  sheet.replaceSync(css);
  odkWorn.set(element, sheet);
  const inOrder = document.querySelectorAll("template[data-primevue-style-id]");
  document.adoptedStyleSheets = [...inOrder].map((one) => odkWorn.get(one)).filter(Boolean);
};
"""
TAIL = '\nglobalThis.OdkWebForms = { OdkWebForm, webFormsPlugin };\ndispatchEvent(new Event("odk-ready"));\n'

CHANGES: tuple[tuple[str, str, int], ...] = (
    # Styles are worn as sheets made by script, which the policy lets through; a <style> element it does not.
    ('aA.createElement("style")', 'aA.createElement("template")', 1),
    ("querySelector('style[data-primevue-style-id=", "querySelector('template[data-primevue-style-id=", 1),
    ("rA.value.textContent = PA, bA?.(_A);", "odkWear(rA.value, PA), bA?.(_A);", 1),
    (
        'const tA = document.createElement("style");\n'
        "    tA.textContent = resetStyles, document.head.prepend(tA), eA.use(",
        "eA.use(",
        1,
    ),
    # Pictures are made smaller on the page itself: a worker out of a blob is not let through.
    ('features: ["js", "wasm", "ww"]', 'features: ["js", "wasm"]', 1),
    # What was begun is taken up again as it stands, under the id it has; the package would begin a correction of it.
    (
        "const rA = resolvableFormInstanceInput(tA.editInstance), oA = await AA.editInstance(rA, nA);",
        "const oA = await AA.restoreInstance(tA.editInstance, nA);",
        1,
    ),
    # A day that an answer holds is a day, as one that is written out (mended there after this version).
    (
        "default:\n      throw new Error(\n"
        '        "Expected a NUMBER or STRING evaluation type for date-time conversion, '
        'but received an invalid type."\n'
        "      );",
        "default:\n      return dateTimeFromString(AA, tA.toString());",
        1,
    ),
    (
        'default:\n        throw new Error("Invalid input type for date function: expected STRING or NUMBER.");',
        'default:\n        if (AA.toString() === "") return new StringEvaluation(eA, "");',
        1,
    ),
    # Maps want tiles of another host. A question on a map says that there is none.
    ('(await import("./MapBlock-', '(await Promise.reject(new Error("no maps here: ./MapBlock-', 1),
    ('.js")).default, iA.value = rA.READY;', '.js"))).default, iA.value = rA.READY;', 1),
)
WORDS: tuple[tuple[str, int], ...] = (
    ("Condition not satisfied: constraint", 1),
    ("Condition not satisfied: required", 1),
    ("Change language", 1),
    ("change language", 1),
    ("Cannot fetch media. Verify the URL and fetch settings.", 1),
    ("Good accuracy", 2),
    ("Poor accuracy", 1),
    ("Unknown accuracy", 1),
    ("Finding your location", 1),
    ("Time taken to capture location: ", 1),
    ("Save location", 1),
    ("Get location", 1),
    ("Try again", 1),
    ("Cannot access location", 1),
    ("Grant location permission in the browser settings and make sure location is turned on.", 1),
    ("Rank items", 1),
    (" Okay ", 1),
    ("Captured image preview", 1),
    ("Take picture", 1),
    ("Choose image", 1),
    ("Repeat Item", 1),
    (" Add ", 1),
    (" Unable to load map ", 1),
    ("An error occurred while loading this form", 1),
    ("Technical error details", 1),
    ("1 question with error.", 1),
    ("Location unavailable. Enable GPS and browser permissions, then restart the form to try again.", 1),
    ("Powered by", 1),
)
"""English texts of the package, as they stand between quotes, and how often. The page gives words for them."""
LABELS: tuple[tuple[str, int], ...] = (("Cancel", 1), ("Remove", 1), ("Send", 1))
"""Texts that stand elsewhere too: only where they are a button's label."""
PATTERNS: tuple[tuple[str, str, int], ...] = (
    ("`${QA} questions with errors.`", 'odkWord("{n} questions with errors.").replace("{n}", QA)', 1),
    ("`Media not found. File: ${uA.href}`", 'odkWord("Media not found. File:") + " " + uA.href', 1),
    (
        "`Cannot fetch media. Unknown error. File: ${uA.href}`",
        'odkWord("Cannot fetch media. Unknown error. File:") + " " + uA.href',
        1,
    ),
    (
        "`Failed to load audio. File: ${eA.resourceUrl.href}`",
        'odkWord("Failed to load audio. File:") + " " + eA.resourceUrl.href',
        1,
    ),
    (
        "`Failed to load image. File: ${eA.resourceUrl?.href}`",
        'odkWord("Failed to load image. File:") + " " + eA.resourceUrl?.href',
        1,
    ),
    (
        "`Failed to load video. File: ${eA.resourceUrl.href}`",
        'odkWord("Failed to load video. File:") + " " + eA.resourceUrl.href',
        1,
    ),
    ('"Accuracy: " + toDisplayString', 'odkWord("Accuracy: ") + toDisplayString', 1),
    ('"Latitude: " + toDisplayString', 'odkWord("Latitude: ") + toDisplayString', 1),
    ('"Longitude: " + toDisplayString', 'odkWord("Longitude: ") + toDisplayString', 1),
    ('" Location will be saved at " + toDisplayString', 'odkWord(" Location will be saved at ") + toDisplayString', 1),
    (
        '" Previous saved location at " + toDisplayString',
        'odkWord(" Previous saved location at ") + toDisplayString',
        1,
    ),
)


def build(folder: Path) -> None:
    """Write the two files into `built/` of the unpacked package."""
    dist = folder / "dist"
    entry = (dist / "index.js").read_text("utf-8")
    main = re.search(r'from "\./(index-[\w-]+\.js)"', entry)
    if main is None:
        raise SystemExit("vendor: @getodk/web-forms has no module where we look for it")
    source = (dist / main[1]).read_text("utf-8")
    built = folder / "built"
    built.mkdir(exist_ok=True)
    (built / "odk-web-forms.css").write_text(style_sheet(entry, source), "utf-8")
    (built / "odk-web-forms.js").write_text(script(source), "utf-8")


def style_sheet(entry: str, source: str) -> str:
    """The package's styles as a file, without its fonts (0.9 MB; a device has some) and without what it says of the
    whole page, which is ours."""
    text, reset = STYLE_TEXT.search(entry), re.search(r"resetStyles = `([^`]*)`", source)
    if text is None or reset is None:
        raise SystemExit("vendor: the styles of @getodk/web-forms are not where we look for them")
    css = text[1].replace("\\\\", "\\").replace("\\'", "'").replace(CHARSET, "")
    return f"{CHARSET}\n{OF_THE_PAGE.sub('', reset[1]).strip()}\n{FONT.sub('', css)}\n"


def script(source: str) -> str:
    """The package's module without imports and exports: Vue comes as a global, and so does what it gives."""
    names = VUE.match(source)
    if names is None or not EXPORTS.search(source):
        raise SystemExit("vendor: @getodk/web-forms imports or exports otherwise than we know")
    body = EXPORTS.sub(TAIL, source[names.end() :])
    for old, new, often in (*CHANGES, *PATTERNS):
        body = replaced(body, old, new, often)
    for word, often in WORDS:
        body = replaced(body, f'"{word}"', f'odkWord("{word}")', often)
    for word, often in LABELS:
        body = replaced(body, f'label: "{word}"', f'label: odkWord("{word}")', often)
    return HEAD % names[1].strip().replace(" as ", ": ") + body


def replaced(text: str, old: str, new: str, often: int) -> str:
    """The text with every `old` replaced; it must stand there exactly so often."""
    found = text.count(old)
    if found != often:
        raise SystemExit(f"vendor: {old!r} stands {found} times in @getodk/web-forms, not {often}")
    return text.replace(old, new)
