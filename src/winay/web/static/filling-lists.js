/* The lists of a trainer's phone, in a browser, as Collect keeps them: what a finished form says of a thing stands on the
   list of the next form at once, without signal too, and is counted on from the last version that came from the server. */
(() => {
  "use strict";
  const { every, get, remove } = winayStore;
  const ENTITIES = "http://www.opendatakit.org/xforms/entities";
  const OWN = { version: "__version", trunk: "__trunkVersion", branch: "__branchId" };

  const named = (element, name) => [...element.children].filter((one) => one.localName === name);
  const path = (element, upTo) =>
    element === upTo ? "" : `${path(element.parentElement, upTo)}/${element.nodeName}`;

  /* Which answers of a form are kept as which property, by their path below the root. */
  const properties = (form) => {
    const found = {};
    for (const bind of form.getElementsByTagName("bind")) {
      const property = bind.getAttributeNS(ENTITIES, "saveto");
      if (property) found[bind.getAttribute("nodeset").trim().replace(/^\/[^/]+/, "")] = property;
    }
    return found;
  };

  /* What a filled-in form says of things: an answer belongs to the nearest group around it that declares one. */
  const said = (formXml, xml) => {
    const parse = (text) => new DOMParser().parseFromString(text, "text/xml");
    const [saved, root, found] = [properties(parse(formXml)), parse(xml).documentElement, []];
    const walk = (here, owner) => {
      const entity = named(here, "meta").flatMap((meta) => named(meta, "entity"))[0];
      const mine = entity ? { entity, values: {} } : owner;
      if (entity) found.push(mine);
      for (const one of here.children) {
        if (one.localName === "meta") continue;
        if (one.children.length) walk(one, mine);
        else if (mine && saved[path(one, root)]) mine.values[saved[path(one, root)]] = one.textContent.trim();
      }
    };
    walk(root, null);
    return found.filter(({ entity }) => /^(1|true)$/.test(entity.getAttribute("update") ?? "") && entity.getAttribute("branchId"));
  };

  /* The changes that a finished form makes on this browser's lists, each with what it stands on, so that it can be taken
     back. Rounds about one thing are each made on the one before. A list that a form does not keep says nothing. */
  const changesOf = async (row) => {
    const pack = await get("forms", row.packId);
    const made = new Map();
    for (const { entity, values } of pack ? said(pack.xml, row.xml) : []) {
      const [dataset, name] = [entity.getAttribute("dataset"), entity.getAttribute("id")];
      const base = Number(entity.getAttribute("baseVersion"));
      const id = `${row.keyId} ${dataset} ${name}`;
      const stored = (await get("changes", id)) ?? null;
      const before = made.get(id);
      const branch = entity.getAttribute("branchId");
      const same = stored?.branch === branch ? stored : null;
      const version = before ? before.now.version + 1 : Math.max(same?.version ?? 0, base + 1);
      const trunk = Number(entity.getAttribute("trunkVersion")) || base;
      const whole = { ...same?.values, ...before?.now.values, ...values };
      made.set(id, { before: stored, now: { id, version, trunk, branch, values: whole } });
    }
    return [...made.values()];
  };

  /* RFC 4180, with what stands in quotes. */
  const rows = (text) => {
    const found = [[]];
    for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
      if (!whole && !found.at(-1).length) break;
      found.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
      if (!end) break;
      if (end !== ",") found.push([]);
    }
    return found.filter((row) => row.length);
  };
  const line = (cells) => cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");

  /* The file of a list as a form is shown it, and what its things are called: with what was finished here and is not in
     the server's list yet. Where the server's version is as high, its own stands, and ours is forgotten. */
  const asHere = async (file, keyId) => {
    const start = `${keyId} ${file.list} `;
    const changes = new Map((await every("changes")).filter(({ id }) => id.startsWith(start)).map((one) => [one.id, one]));
    const [columns, ...things] = rows(await file.blob.text());
    const all = [...columns, OWN.trunk, OWN.branch];
    const [shown, labels] = [[all], new Map()];
    for (const cells of things) {
      const thing = Object.fromEntries(columns.map((name, number) => [name, cells[number] ?? ""]));
      const known = Number(thing[OWN.version]);
      const change = changes.get(start + thing.name);
      const ours = change && change.version > known ? change : null;
      if (change && !ours) await remove("changes", change.id);
      const { version, trunk, branch, values } = ours ?? { version: known, trunk: known, branch: file.branch, values: {} };
      const now = { ...thing, ...values, [OWN.version]: version, [OWN.trunk]: trunk, [OWN.branch]: branch };
      shown.push(all.map((name) => String(now[name] ?? "")));
      labels.set(now.name, now.label);
    }
    return { blob: new Blob([shown.map(line).join("\n"), "\n"], { type: "text/csv" }), labels };
  };

  globalThis.winayLists = { changesOf, asHere };
})();
